"""What the desk may do with a countermark: pure decisions, and their refusals.

Source of the order of checks: pass-culture-main, core/bookings/validation.py and
routes/public/booking_token/v2.
"""

from datetime import datetime

from functions.booking.models import Booking
from functions.booking.rules import UsedBefore, cancel, changed
from functions.kernel.errors import Conflict, Forbidden, Gone, NotFound


class UnknownCountermark(NotFound):
    """No booking has this countermark."""

    code = "unknown_countermark"


class NotYourOffer(Forbidden):
    """This countermark is for an offer of another offerer."""

    code = "not_your_offer"


class TooEarly(Conflict):
    """The beneficiary can still cancel: the countermark is accepted from `usable_from` on."""

    code = "too_early"


class AlreadyUsed(Gone):
    """This countermark was used already."""

    code = "already_used"


class AlreadyReimbursed(Gone):
    """This countermark was used, and has been reimbursed."""

    code = "reimbursed"


class AlreadyCancelled(Gone):
    """This booking was cancelled."""

    code = "cancelled"


class AlreadyExpired(Gone):
    """This booking was not used in time."""

    code = "expired"


class NotUsed(Conflict):
    """This booking was not used, so there is nothing to undo."""

    code = "not_used"


def check_redeemable(booking: Booking, *, now: datetime) -> None:
    """Refuse what the desk cannot accept: reimbursed, used, cancelled or expired, too early."""
    if booking.status == "reimbursed":
        raise AlreadyReimbursed
    if booking.status == "used":
        raise AlreadyUsed
    _check_not_ended(booking)
    until = booking.cancellable_until
    if booking.is_event and until is not None and now < until:
        raise TooEarly(usable_from=until.isoformat().replace("+00:00", "Z"))


def redeem(booking: Booking, *, now: datetime) -> Booking:
    """Return the booking as used. Refuses what `check_redeemable` refuses."""
    check_redeemable(booking, now=now)
    return changed(booking, "used", used_at=now)


def undo(booking: Booking) -> Booking:
    """Return the booking as confirmed again. Refuses what was not used or is reimbursed."""
    if booking.status == "reimbursed":
        raise AlreadyReimbursed
    _check_not_ended(booking)
    if booking.status != "used":
        raise NotUsed
    return changed(booking, "confirmed", used_at=None)


def cancel_by_offerer(booking: Booking, *, now: datetime) -> Booking:
    """Return the booking as cancelled at the desk, where no deadline holds.

    Refuses AlreadyReimbursed, AlreadyCancelled, AlreadyExpired, UsedBefore.
    """
    if booking.status == "reimbursed":
        raise AlreadyReimbursed
    _check_not_ended(booking)
    if booking.status == "used":
        raise UsedBefore
    return cancel(booking, reason="offerer", now=now)


def _check_not_ended(booking: Booking) -> None:
    if booking.status == "cancelled":
        raise AlreadyCancelled
    if booking.status == "expired":
        raise AlreadyExpired
