"""Cancel and redeem bookings for support."""

from datetime import datetime

from functions.accounts.offerers.store import offerers
from functions.booking.models import Booking, BookingRedeemed
from functions.booking.on_behalf import rules
from functions.booking.service import end
from functions.booking.store import bookings
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork


def cancel(work: UnitOfWork, booking_id: str, *, now: datetime) -> Booking:
    """Cancel a booking whatever its deadline, even if used; its credit is released at once.

    Repeating it changes nothing. Refuses UnknownBooking, AlreadyReimbursed.
    """
    before = bookings.get(work, booking_id)
    after = rules.cancel(before, now=now)
    if after is not before:
        end(work, after, now=now)
    return after


def redeem(work: UnitOfWork, booking_id: str, *, now: datetime) -> Booking:
    """Redeem a booking that the desk did not; its credit is captured by event.

    Repeating it changes nothing. Refuses UnknownBooking, UnknownOfferer, AlreadyCancelled,
    AlreadyExpired, ClosedOfferer, TooEarly.
    """
    before = bookings.get(work, booking_id)
    is_closed = offerers.get(work, before.offerer_siren).status == "closed"
    after = rules.redeem(before, is_closed=is_closed, now=now)
    if after is not before:
        bookings.replace(work, booking_id, after)
        record(work, BookingRedeemed.of(after, at=now))
    return after
