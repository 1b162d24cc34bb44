"""Reminding holders of what expires soon: one event for each booking, told once."""

from datetime import datetime

from functions.booking import reminder_rules as rules
from functions.booking.models import BookingExpiring
from functions.booking.store import bookings
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork


def remind(work: UnitOfWork, booking_id: str, *, now: datetime) -> bool:
    """Have the holder reminded that the booking expires; tell whether it was time for it.

    That it was done is written with the event, in one commit.
    """
    booking = bookings.get(work, booking_id)
    if not rules.is_to_remind(booking, now=now):
        return False
    assert booking.expires_at is not None
    days = rules.days_left(booking.expires_at, now=now)
    bookings.replace(work, booking_id, rules.reminded(booking))
    record(
        work,
        BookingExpiring(
            subject_id=booking_id,
            revision=days,
            at=now,
            beneficiary_id=booking.beneficiary_id,
            offer_id=booking.offer_id,
            stock_id=booking.stock_id,
            venue_id=booking.venue_id,
            amount_cents=booking.amount_cents,
            expires_at=booking.expires_at,
            days_left=days,
        ),
    )
    return True
