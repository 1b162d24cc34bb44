"""Expiry of unused bookings and use of past events."""

from datetime import datetime

from functions.booking import rules as booking_rules
from functions.booking.models import (
    BookingRedeemed,
)
from functions.booking.service import end
from functions.booking.store import bookings
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork


def expire(work: UnitOfWork, booking_id: str, *, now: datetime) -> bool:
    """Expire a booking whose term has passed; return whether it did."""
    booking = bookings.get(work, booking_id)
    if not booking_rules.is_due(booking, now=now):
        return False
    end(work, booking_rules.expire(booking, now=now), now=now)
    return True


def use_past(work: UnitOfWork, booking_id: str, *, now: datetime) -> bool:
    """Mark the booking of a past event as used; return whether it did."""
    booking = bookings.get(work, booking_id)
    if not booking_rules.is_past(booking, now=now):
        return False
    after = booking_rules.use_past(booking, now=now)
    bookings.replace(work, after.id, after)
    record(work, BookingRedeemed.of(after, at=now))
    return True
