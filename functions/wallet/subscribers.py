"""The event subscribers of the wallet."""

from functions.kernel.subscribers import Subscriber

events = Subscriber("wallet_events")
