"""The subscriber of bookings, which the modules of each subject add their handlers to."""

from functions.kernel.subscribers import Subscriber

events = Subscriber("booking_events")
