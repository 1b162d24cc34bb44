"""The life cycle of a booking: deadlines, cancellation, expiry, use; and the refusals raised.

Source of the deadlines: pass-culture-main, core/bookings/api.py and core/bookings/constants.py.
"""

from datetime import datetime, timedelta

from functions.booking.countermarks import rules as countermarks_rules
from functions.booking.models import Booking, BookingStatus, CancellationReason
from functions.kernel.calendar_days import PARIS, day_start, first_day_start, local_day, local_month
from functions.kernel.errors import Conflict, NotFound
from functions.kernel.values import replace
from functions.offers.codes.rules import move_quantity
from functions.offers.models import Stock

CANCELLABLE_UNTIL_BEFORE_EVENT = timedelta(hours=48)
"""How long before an event begins cancellation by holders closes (pass-culture-main,
core/bookings/constants.py)."""


CANCELLABLE_AFTER_BOOKING = timedelta(hours=48)
"""How long after booking an event the holder can cancel, unless it begins earlier
(pass-culture-main, core/bookings/constants.py)."""


AUTO_USE_AFTER_EVENT = timedelta(hours=48)
"""How long after an event begins its confirmed bookings count as used (pass-culture-main,
core/bookings/api.py)."""


UNDATED = "undated"
"""Stands for the month of an open booking without a date; sorts behind every month."""


class UnknownBooking(NotFound):
    """You have no booking with this id."""

    code = "unknown_booking"


class TooLate(Conflict):
    """This booking can no longer be cancelled."""

    code = "too_late"


class UsedBefore(Conflict):
    """This booking was already used and cannot be cancelled."""

    code = "already_used"


def cancellable_until(*, begins_at: datetime | None, booked_at: datetime) -> datetime | None:
    """Return the cancellation deadline of a booking (UTC); None for things, which have none.

    For events, 48 hours before they begin or 48 hours after booking, whichever comes first, and
    never before the booking itself. Hours are elapsed hours, even across a clock change.
    """
    if begins_at is None:
        return None
    deadlines = (
        begins_at - CANCELLABLE_UNTIL_BEFORE_EVENT,
        booked_at + CANCELLABLE_AFTER_BOOKING,
    )
    return max(min(deadlines), booked_at)


def expires_at(*, expiry_days: int | None, booked_at: datetime) -> datetime | None:
    """Return when a booking expires (UTC), at the start of a day in Paris; None if it never does.

    The term is counted in whole calendar days, from the first day that starts after booking.
    """
    if expiry_days is None:
        return None
    first = local_day(first_day_start(booked_at, PARIS), PARIS)
    return day_start(first + timedelta(days=expiry_days), PARIS)


def cancel_by_owner(booking: Booking, *, now: datetime) -> Booking:
    """Cancel a booking for its holder; one that has ended is returned unchanged.

    Refuses UsedBefore, TooLate.
    """
    if is_ended(booking):
        return booking
    if booking.status in ("used", "reimbursed"):
        raise UsedBefore
    if not is_cancellable(booking, at=now):
        raise TooLate
    return cancel(booking, reason="beneficiary", now=now)


def is_cancellable(booking: Booking, *, at: datetime) -> bool:
    """Return whether a booking's deadline for cancelling is still ahead; things have none."""
    return booking.cancellable_until is None or at < booking.cancellable_until


def cancel(booking: Booking, *, reason: CancellationReason, now: datetime) -> Booking:
    """Return the booking as cancelled; its use, if any, is undone."""
    return changed(booking, "cancelled", used_at=None, cancelled_at=now, cancellation_reason=reason)


def forget(booking: Booking) -> Booking:
    """Return the booking without its holder's name and activation code."""
    return replace(forget_code(booking), holder_name="")


def is_due(booking: Booking, *, now: datetime) -> bool:
    """Return whether the booking expires now: confirmed, and past its term."""
    due = booking.expires_at is not None and booking.expires_at <= now
    return booking.status == "confirmed" and due


def expire(booking: Booking, *, now: datetime) -> Booking:
    """Return the booking as expired."""
    return changed(booking, "expired", cancelled_at=now, cancellation_reason="expired")


def is_past(booking: Booking, *, now: datetime) -> bool:
    """Return whether a confirmed booking counts as used: its event began over 48 hours ago."""
    past = booking.begins_at is not None and booking.begins_at < now - AUTO_USE_AFTER_EVENT
    return booking.status == "confirmed" and past


def use_past(booking: Booking, *, now: datetime) -> Booking:
    """Return the booking of a past event as used."""
    return changed(booking, "used", used_at=now)


def is_ended(booking: Booking) -> bool:
    """Return whether the booking was cancelled or has expired."""
    return booking.status in ("cancelled", "expired")


def is_ongoing(booking: Booking, *, now: datetime) -> bool:
    """Return whether the booking is listed as ongoing: to be used, or used for a coming event.

    A booking that was used when made is ongoing for 30 days.
    """
    if booking.status in ("used", "reimbursed"):
        if booking.ongoing_until is not None:
            return booking.ongoing_until > now
        return booking.begins_at is not None and booking.begins_at > now
    return booking.status == "confirmed"


def qr_payload(booking: Booking) -> str:
    """Return the text of a booking's QR code."""
    return countermarks_rules.qr_payload(booking.countermark, booking.proof)


def give_back(stock: Stock, quantity: int) -> Stock:
    """Return the stock with places freed; an activation code is never given twice."""
    return move_quantity(replace(stock, booked=stock.booked - quantity), -quantity)


def take(stock: Stock, quantity: int) -> Stock:
    """Return the stock with places taken."""
    return replace(stock, booked=stock.booked + quantity)


def changed(booking: Booking, status: BookingStatus, **facts: object) -> Booking:
    """Return the booking with another status, one revision on."""
    after = replace(booking, status=status, revision=booking.revision + 1, **facts)  # type: ignore[arg-type]
    return to_sum(after)


def to_sum(booking: Booking) -> Booking:
    """Return the booking as due to be summed up, unless the sums of takings count it as it is."""
    if (booking.used_at, expected_month(booking)) == (booking.summed_at, booking.summed_month):
        return replace(booking, sum_due_at=None)
    return replace(booking, sum_due_at=booking.used_at or booking.booked_at)


def expected_month(booking: Booking) -> str | None:
    """Return the month ("2026-05") in which an open booking is expected to be used, or UNDATED.

    It is that of the event, in the time zone of the venue; None for a booking that is not open.
    """
    if booking.status != "confirmed":
        return None
    if booking.begins_at is None:
        return UNDATED
    return local_month(booking.begins_at, booking.time_zone)


def forget_code(booking: Booking) -> Booking:
    """Empty the activation code of a booking; an empty code shows that there was one."""
    return booking if booking.activation_code is None else replace(booking, activation_code="")
