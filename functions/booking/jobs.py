"""The scheduled jobs of bookings, collected from the module of each subject."""

from functions.kernel.subscribers import Subscriber

jobs = Subscriber("booking_jobs")
