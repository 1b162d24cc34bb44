"""The holder: cancel a booking before its deadline."""

from datetime import datetime

from functions.booking import rules as booking_rules
from functions.booking.models import (
    Booking,
)
from functions.booking.service import end, get_own
from functions.kernel.database import UnitOfWork
from functions.wallet.store import holds, wallets


def cancel_own(work: UnitOfWork, booking_id: str, *, caller_id: str, now: datetime) -> Booking:
    """Cancel a booking of the caller. Refuses UnknownBooking, UsedBefore, TooLate."""
    work.prefetch(holds.ref(booking_id), wallets.ref(caller_id))
    before = get_own(work, booking_id, caller_id=caller_id)
    after = booking_rules.cancel_by_owner(before, now=now)
    if after is not before:
        end(work, after, now=now)
    return after
