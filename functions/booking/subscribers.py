"""The subscriber of bookings, with handlers from the module of each subject."""

from functions.kernel.subscribers import Subscriber

events = Subscriber("booking_events")
