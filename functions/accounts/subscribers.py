"""The event subscriber of accounts; each subject adds its own handlers."""

from functions.kernel.subscribers import Subscriber

events = Subscriber("accounts_events")
