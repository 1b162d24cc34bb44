"""The event subscribers of accounts."""

from functions.kernel.subscribers import Subscriber

events = Subscriber("accounts_events")
