"""Erasure of a holder's name from a booking."""

from datetime import datetime

from functions.booking import rules as booking_rules
from functions.booking.service import end
from functions.booking.store import bookings
from functions.kernel.database import UnitOfWork


def forget(work: UnitOfWork, booking_id: str, *, now: datetime) -> None:
    """Remove the holder's name from a booking, and cancel the booking if it is confirmed."""
    booking = booking_rules.forget(bookings.get(work, booking_id))
    if booking.status == "confirmed":
        end(work, booking_rules.cancel(booking, reason="beneficiary", now=now), now=now)
    else:
        bookings.replace(work, booking_id, booking)
