"""The scheduled jobs of bookings, which the modules of each subject add theirs to."""

from functions.kernel.subscribers import Subscriber

jobs = Subscriber("booking_jobs")
