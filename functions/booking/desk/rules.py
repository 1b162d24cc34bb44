"""Redeeming, undoing and cancelling at the desk: the decisions and their refusals.

Source of the order of checks: pass-culture-main, core/bookings/validation.py and
routes/public/booking_token/v2.
"""

from dataclasses import field
from datetime import datetime
from zoneinfo import ZoneInfo

from functions.booking.activation.rules import check_undoable
from functions.booking.models import Booking, BookingStatus
from functions.booking.rules import CANCELLABLE_UNTIL_BEFORE_EVENT, cancel, changed
from functions.kernel.errors import Conflict, Forbidden, Gone


class ClosedOfferer(Forbidden):
    """This offerer is closed, so its countermarks cannot be redeemed."""

    code = "offerer_closed"


class TooEarly(Conflict):
    """This booking can still be cancelled. Redeem it from `usable_from` on."""

    code = "too_early"
    usable_from: datetime
    time_zone: str
    usable_from_local: str = field(init=False)
    """In the time zone of the venue, with its offset."""

    detail: str | None = None
    """The message for the professional, in French."""

    def __post_init__(self) -> None:
        zone = ZoneInfo(self.time_zone)
        self.usable_from_local = self.usable_from.astimezone(zone).isoformat()


class AlreadyUsed(Gone):
    """This countermark was already used."""

    code = "already_used"


class AlreadyReimbursed(Gone):
    """This countermark was already used and reimbursed."""

    code = "reimbursed"


class AlreadyCancelled(Gone):
    """This booking was cancelled."""

    code = "cancelled"


class AlreadyExpired(Gone):
    """This booking has expired."""

    code = "expired"


class NotUsed(Gone):
    """This countermark was not redeemed, so there is nothing to undo."""

    code = "not_used"


class UsedAtDesk(Forbidden):
    """This booking was used. Undo the redemption before cancelling."""

    code = "undo_before_cancelling"


class TakenBack(Conflict):
    """This request was carried out before, and its effect has since been undone."""

    code = "taken_back"


def redeem(booking: Booking, *, is_closed: bool, now: datetime) -> Booking:
    """Return the booking as used; `is_closed` says that its offerer was closed.

    Refuses, in this order, AlreadyReimbursed, AlreadyUsed, AlreadyCancelled or AlreadyExpired,
    ClosedOfferer, TooEarly.
    """
    if booking.status == "reimbursed":
        raise AlreadyReimbursed
    if booking.status == "used":
        raise AlreadyUsed
    _check_not_ended(booking)
    if is_closed:
        raise ClosedOfferer
    opens_at = usable_from(booking)
    if opens_at is not None and now < opens_at:
        raise TooEarly(usable_from=opens_at, time_zone=booking.time_zone)
    return changed(booking, "used", used_at=now)


def usable_from(booking: Booking) -> datetime | None:
    """Return when the desk starts to accept a booking (UTC); None: at any time, as for things.

    The desk waits until the holder can no longer cancel, but accepts every booking in the last 48
    hours before the event: a booking of a moved event can be cancelled until it begins, and its
    holders still have to be let in.
    """
    until, begins_at = booking.cancellable_until, booking.begins_at
    if not booking.is_event or until is None or begins_at is None:
        return None
    return max(booking.booked_at, min(until, begins_at - CANCELLABLE_UNTIL_BEFORE_EVENT))


def undo(booking: Booking, *, is_closed: bool) -> Booking:
    """Return the booking as confirmed again.

    Refuses, in this order, AlreadyReimbursed, AlreadyCancelled or AlreadyExpired, NotUsed,
    ActivationCodeGiven, ClosedOfferer (the booking could not be redeemed again).
    """
    if booking.status == "reimbursed":
        raise AlreadyReimbursed
    _check_not_ended(booking)
    if booking.status != "used":
        raise NotUsed
    check_undoable(booking)
    if is_closed:
        raise ClosedOfferer
    return changed(booking, "confirmed", used_at=None, ongoing_until=None, scan_id=None)


def cancel_by_offerer(booking: Booking, *, now: datetime) -> Booking:
    """Return the booking as cancelled at the desk, where no deadline applies.

    Refuses, in this order, AlreadyReimbursed, AlreadyCancelled or AlreadyExpired, UsedAtDesk.
    """
    if booking.status == "reimbursed":
        raise AlreadyReimbursed
    _check_not_ended(booking)
    if booking.status == "used":
        raise UsedAtDesk
    return cancel(booking, reason="offerer", now=now)


def check_still(booking: Booking, states: tuple[BookingStatus, ...]) -> Booking:
    """Return the booking if it is still in one of these states. Refuses TakenBack.

    A late repeat of a redemption that has since been undone must not let anybody in.
    """
    if booking.status not in states:
        raise TakenBack
    return booking


def _check_not_ended(booking: Booking) -> None:
    if booking.status == "cancelled":
        raise AlreadyCancelled
    if booking.status == "expired":
        raise AlreadyExpired
