"""The event subscribers of feedback; each subject adds its own handlers."""

from functions.kernel.subscribers import Subscriber

events = Subscriber("feedback_events")
