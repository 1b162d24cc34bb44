"""Cancellation by the pass, regardless of the deadline."""

from collections.abc import Sequence
from datetime import datetime

from functions.booking import rules as booking_rules
from functions.booking.models import (
    BookingStatus,
    CancellationReason,
)
from functions.booking.service import end
from functions.booking.store import bookings
from functions.kernel.database import UnitOfWork


def cancel(
    work: UnitOfWork,
    booking_id: str,
    *,
    reason: CancellationReason,
    status: Sequence[BookingStatus],
    now: datetime,
    booked_until: datetime | None = None,
) -> bool:
    """Cancel a booking in one of these states, regardless of its deadline; return whether it did.

    With `booked_until`, bookings made later are left alone.
    """
    booking = bookings.get(work, booking_id)
    if booked_until is not None and booking.booked_at > booked_until:
        return False
    if booking.status not in status:
        return False
    end(work, booking_rules.cancel(booking, reason=reason, now=now), now=now)
    return True
