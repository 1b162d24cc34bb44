"""Scheduled ends of bookings: things that expire, and past events that count as used."""

from datetime import datetime

from functions.booking.expiry import service
from functions.booking.jobs import jobs
from functions.booking.store import due_to_expire, past_events
from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork


@batch_job(jobs, "expire-bookings", due_to_expire, done="expired")
def expire_booking(work: UnitOfWork, booking_id: str, at: datetime) -> bool:
    """Expire a booking that was not used within its term, and release its credit."""
    return service.expire(work, booking_id, now=at)


@batch_job(jobs, "use-past-events", past_events, done="used")
def use_past_event(work: UnitOfWork, booking_id: str, at: datetime) -> bool:
    """Mark a booking as used once its event began more than 48 hours ago."""
    return service.use_past(work, booking_id, now=at)
