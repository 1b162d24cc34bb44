"""What becomes of a booking, from its deadlines to its end: pure decisions, and their refusals.

Source of the deadlines: pass-culture-main, core/bookings/api.py and core/bookings/constants.py.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from functions.booking.code_rules import forget_code
from functions.booking.models import Booking, BookingStatus, CancellationReason, Countermark
from functions.kernel.calendar_days import PARIS, day_start, first_day_start, local_day
from functions.kernel.errors import Conflict, NotFound
from functions.offers.code_rules import move_quantity
from functions.offers.models import Stock

NOTICE = timedelta(hours=48)
"""An event can be cancelled until so long before it begins, or so long after it was booked."""

COUNTERMARK_REST = timedelta(days=365)
"""How long a released countermark is not given again."""


class UnknownBooking(NotFound):
    """The caller has no such booking."""

    code = "unknown_booking"


class TooLate(Conflict):
    """The event is too near to cancel."""

    code = "too_late"


class UsedBefore(Conflict):
    """The booking was used, and cannot be cancelled any more."""

    code = "already_used"


def cancellable_until(*, begins_at: datetime | None, booked_at: datetime) -> datetime | None:
    """Return until when a booking can be cancelled; None for things, which have no deadline.

    For events, 48 hours before they begin or 48 hours after booking, whichever comes first, and
    never before the booking itself. Hours are real ones, also across a change of clocks.
    """
    if begins_at is None:
        return None
    return max(min(begins_at - NOTICE, booked_at + NOTICE), booked_at)


def expires_at(*, expiry_days: int | None, booked_at: datetime) -> datetime | None:
    """Return when a booking expires: at the start of a day in Paris, as all of that day do.

    Its term are whole days by the calendar, the first of which begins with or after the booking.
    """
    if expiry_days is None:
        return None
    first = local_day(first_day_start(booked_at, PARIS), PARIS)
    return day_start(first + timedelta(days=expiry_days), PARIS)


def cancel_by_owner(booking: Booking, *, now: datetime) -> Booking:
    """Return the booking as cancelled by its beneficiary; unchanged when it is already.

    Refuses UsedBefore, TooLate.
    """
    if is_ended(booking):
        return booking
    if booking.status in ("used", "reimbursed"):
        raise UsedBefore
    if booking.cancellable_until is not None and now >= booking.cancellable_until:
        raise TooLate
    return cancel(booking, reason="beneficiary", now=now)


def cancel(booking: Booking, *, reason: CancellationReason, now: datetime) -> Booking:
    """Return the booking as cancelled, for whatever reason; a use of it counts no more."""
    return changed(booking, "cancelled", used_at=None, cancelled_at=now, cancellation_reason=reason)


def forget(booking: Booking) -> Booking:
    """Return the booking without its holder's name and their activation code."""
    return replace(forget_code(booking), holder_name="")


def is_due(booking: Booking, *, now: datetime) -> bool:
    """Tell whether the booking expires now: not used, and past its term."""
    due = booking.expires_at is not None and booking.expires_at <= now
    return booking.status == "confirmed" and due


def expire(booking: Booking, *, now: datetime) -> Booking:
    """Return the booking as expired."""
    return changed(booking, "expired", cancelled_at=now, cancellation_reason="expired")


def is_past(booking: Booking, *, now: datetime) -> bool:
    """Tell whether a confirmed booking's event began more than 48 hours ago: it counts as used."""
    past = booking.begins_at is not None and booking.begins_at < now - NOTICE
    return booking.status == "confirmed" and past


def use_past(booking: Booking, *, now: datetime) -> Booking:
    """Return the booking of a past event as used."""
    return changed(booking, "used", used_at=now)


def reinstate(booking: Booking, stock: Stock, *, now: datetime) -> Booking:
    """Return a cancelled booking as used, two revisions on: it was held again, then used.

    Its event may have been moved since; what is cancelled does not follow.
    """
    dates = {"begins_at": stock.begins_at, "moves": stock.moves}
    again = changed(booking, "confirmed", cancelled_at=None, cancellation_reason=None, **dates)
    return changed(again, "used", used_at=now)


def is_ended(booking: Booking) -> bool:
    """Tell whether the booking was cancelled or has expired."""
    return booking.status in ("cancelled", "expired")


def is_ongoing(booking: Booking, *, now: datetime) -> bool:
    """Tell whether its holder still has to do with it: to be used, or used for what is to come.

    What was used at booking is ongoing for 30 days.
    """
    if booking.status in ("used", "reimbursed"):
        if booking.ongoing_until is not None:
            return booking.ongoing_until > now
        return booking.begins_at is not None and booking.begins_at > now
    return booking.status == "confirmed"


def give_back(stock: Stock, quantity: int) -> Stock:
    """Return the stock with places free again; a code that was given is not given again."""
    return move_quantity(replace(stock, booked=stock.booked - quantity), -quantity)


def has_rested(countermark: Countermark, *, now: datetime) -> bool:
    """Tell whether a released countermark may stand for another booking."""
    return countermark.reusable_at is not None and countermark.reusable_at <= now


def take(stock: Stock, quantity: int) -> Stock:
    """Return the stock with places taken."""
    return replace(stock, booked=stock.booked + quantity)


def changed(booking: Booking, status: BookingStatus, **facts: object) -> Booking:
    """Return the booking in another state, one revision on."""
    return replace(booking, status=status, revision=booking.revision + 1, **facts)  # type: ignore[arg-type]
