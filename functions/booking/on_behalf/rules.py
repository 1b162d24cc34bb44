"""Cancelling and redeeming bookings for support: the decisions."""

from datetime import datetime

from functions.booking.desk import rules as desk_rules
from functions.booking.models import Booking
from functions.booking.rules import cancel as cancelled


def cancel(booking: Booking, *, now: datetime) -> Booking:
    """Return the booking as cancelled, even if it was used; unchanged if it has ended.

    Refuses AlreadyReimbursed.
    """
    if booking.status in ("cancelled", "expired"):
        return booking
    if booking.status == "reimbursed":
        raise desk_rules.AlreadyReimbursed
    return cancelled(booking, reason="support", now=now)


def redeem(booking: Booking, *, is_closed: bool, now: datetime) -> Booking:
    """Return the booking as used; unchanged if it was. Refuses like the desk."""
    if booking.status in ("used", "reimbursed"):
        return booking
    return desk_rules.redeem(booking, is_closed=is_closed, now=now)
