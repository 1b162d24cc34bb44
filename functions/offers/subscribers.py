"""The event subscribers of offers; each subject adds its own handlers."""

from functions.kernel.subscribers import Subscriber

events = Subscriber("offers_events")
pictures = Subscriber("process_images")
