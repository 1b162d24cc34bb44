"""The event subscribers of offers."""

from functions.kernel.subscribers import Subscriber

events = Subscriber("offers_events")
