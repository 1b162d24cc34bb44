"""Reminding holders of events, and that a booking expires soon: one event for each booking."""

from datetime import datetime

from functions.booking.models import BookingExpiring, BookingUpcoming
from functions.booking.reminders import rules
from functions.booking.store import bookings
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork


def remind(work: UnitOfWork, booking_id: str, *, now: datetime) -> bool:
    """Emit the reminder of a booking if it is due; return whether it was.

    The booking is marked as reminded in the commit that records the event.
    """
    booking = bookings.get(work, booking_id)
    if not rules.is_reminder_due(booking, now=now):
        return False
    if booking.begins_at is not None:
        bookings.replace(work, booking_id, rules.reminded(booking))
        record(work, BookingUpcoming.of(booking, at=now, begins_at=booking.begins_at))
        return True
    assert booking.expires_at is not None
    days = rules.days_left(booking.expires_at, now=now)
    bookings.replace(work, booking_id, rules.reminded(booking))
    record(
        work,
        BookingExpiring.of(
            booking, at=now, revision=days, expires_at=booking.expires_at, days_left=days
        ),
    )
    return True
