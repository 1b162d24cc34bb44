"""The scheduled reminder of events and of bookings that expire soon."""

from datetime import datetime

from functions.booking.jobs import jobs
from functions.booking.reminders import service
from functions.booking.reminders.store import due_for_reminder
from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork


@batch_job(jobs, "remind-expiring", due_for_reminder, done="reminded")
def remind_holder(work: UnitOfWork, booking_id: str, at: datetime) -> bool:
    """Remind the holder, once, of an event, or that a booking expires soon."""
    return service.remind(work, booking_id, now=at)
