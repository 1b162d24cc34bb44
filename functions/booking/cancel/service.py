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
    cancellable_at: datetime | None = None,
) -> bool:
    """Cancel a booking in one of these states; return whether it did.

    With `booked_until`, bookings made later are left alone. With `cancellable_at`, so are those
    whose deadline for cancelling had passed by then; otherwise deadlines do not count.
    """
    booking = bookings.get(work, booking_id)
    if cancellable_at is not None and not booking_rules.is_cancellable(booking, at=cancellable_at):
        return False
    if booked_until is not None and booking.booked_at > booked_until:
        return False
    if booking.status not in status:
        return False
    end(work, booking_rules.cancel(booking, reason=reason, now=now), now=now)
    return True
