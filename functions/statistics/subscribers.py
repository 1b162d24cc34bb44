"""The subscriber of statistics, with handlers from the module of each subject."""

from functions.kernel.subscribers import Subscriber

events = Subscriber("statistics_events")
