"""What the desk may do with a countermark: pure decisions, and their refusals.

Source of the order of checks: pass-culture-main, core/bookings/validation.py and
routes/public/booking_token/v2.
"""

import re
from dataclasses import field
from datetime import datetime
from zoneinfo import ZoneInfo

from functions.booking.code_rules import check_undoable
from functions.booking.models import Booking, BookingStatus
from functions.booking.rules import NOTICE, cancel, changed
from functions.kernel.errors import Conflict, Forbidden, Gone, NotFound

QR_PREFIX = "PASSCULTURE:v3;TOKEN:"
"""What stands before the code in a QR code (pass-culture-main, core/bookings/api.py)."""

_COUNTERMARK = re.compile(r"[A-HJ-NP-Z2-7]{6}")


class UnknownCountermark(NotFound):
    """No booking has this countermark."""

    code = "unknown_countermark"


class NotYourOffer(Forbidden):
    """This countermark is for an offer of another offerer."""

    code = "not_your_offer"


class ClosedOfferer(Forbidden):
    """This offerer was closed: nothing is redeemed for it any more."""

    code = "offerer_closed"


class TooEarly(Conflict):
    """The beneficiary can still cancel: the countermark is accepted from `usable_from` on."""

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


class NotUsed(Gone):
    """This booking was not used, so there is nothing to undo."""

    code = "not_used"


class UsedAtDesk(Forbidden):
    """This booking was used: its use has to be undone before the desk may cancel it."""

    code = "already_used"


class TakenBack(Conflict):
    """This request was carried out before, and what it did has been taken back since."""

    code = "taken_back"


def countermark_in(text: str) -> str | None:
    """Return the code that was typed in any case, or read from a QR code; None if it is none."""
    code = text.strip().upper().removeprefix(QR_PREFIX.upper())
    return code if _COUNTERMARK.fullmatch(code) else None


def redeem(booking: Booking, *, is_closed: bool, now: datetime) -> Booking:
    """Return the booking as used; `is_closed` tells that its offerer was closed.

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
    """Return from when on the desk accepts a booking of an event; None of a thing: at any time.

    The desk waits until its holder cannot cancel any more, but not in the last 48 hours before it
    begins: who can cancel a moved event until then has to be let in as well.
    """
    until, begins_at = booking.cancellable_until, booking.begins_at
    if not booking.is_event or until is None or begins_at is None:
        return None
    return max(booking.booked_at, min(until, begins_at - NOTICE))


def undo(booking: Booking, *, is_closed: bool) -> Booking:
    """Return the booking as confirmed again.

    Refuses, in this order, AlreadyReimbursed, AlreadyCancelled or AlreadyExpired, NotUsed,
    ActivationCodeGiven, ClosedOfferer: nobody could redeem it once more.
    """
    if booking.status == "reimbursed":
        raise AlreadyReimbursed
    _check_not_ended(booking)
    if booking.status != "used":
        raise NotUsed
    check_undoable(booking)
    if is_closed:
        raise ClosedOfferer
    return changed(booking, "confirmed", used_at=None, ongoing_until=None)


def cancel_by_offerer(booking: Booking, *, now: datetime) -> Booking:
    """Return the booking as cancelled at the desk, where no deadline holds.

    Refuses, in this order, AlreadyReimbursed, AlreadyCancelled or AlreadyExpired, UsedAtDesk.
    """
    if booking.status == "reimbursed":
        raise AlreadyReimbursed
    _check_not_ended(booking)
    if booking.status == "used":
        raise UsedAtDesk
    return cancel(booking, reason="offerer", now=now)


def check_still(booking: Booking, states: tuple[BookingStatus, ...]) -> Booking:
    """Return the booking where it still is what a request once made of it. Refuses TakenBack.

    A repeat that comes late must not let anybody in once the redemption was undone.
    """
    if booking.status not in states:
        raise TakenBack
    return booking


def _check_not_ended(booking: Booking) -> None:
    if booking.status == "cancelled":
        raise AlreadyCancelled
    if booking.status == "expired":
        raise AlreadyExpired
