"""Who may book what, and what becomes of a booking: pure decisions, and their refusals.

Source of the order of checks and of the deadlines: pass-culture-main, core/bookings/validation.py
and core/bookings/api.py.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from functions.accounts.models import Beneficiary
from functions.booking.code_rules import check_undoable, forget_code
from functions.booking.models import (
    ActiveBooking,
    Booking,
    BookingStatus,
    BookOffer,
    CancellationReason,
)
from functions.booking.reminder_rules import remind_at
from functions.kernel.days import PARIS, first_day_start
from functions.kernel.errors import Conflict, Forbidden, Gone, NotFound
from functions.offers.code_rules import move_quantity
from functions.offers.models import Stock
from functions.offers.stock_rules import is_bookable, is_offered, is_over

NOTICE = timedelta(hours=48)
"""An event can be cancelled until so long before it begins, or so long after it was booked."""

COUNTERMARK_REST = timedelta(days=365)
"""How long a released countermark is not given again."""


class NotActive(Conflict):
    """Only an active beneficiary can book."""

    code = "not_active"


class CategoryExcluded(Conflict):
    """The beneficiary's scheme does not allow offers of this category."""

    code = "category_excluded"


class AlreadyBooked(Conflict):
    """The beneficiary has a booking of this offer already."""

    code = "already_booked"


class QuantityInvalid(Conflict):
    """One place can be booked; two where the offer is for two."""

    code = "quantity_invalid"


class NotBookable(Conflict):
    """This stock cannot be booked: its offer is not published, or not yet, or it was deleted."""

    code = "not_bookable"


class BookingClosed(Conflict):
    """It is too late to book: the event has begun, or the booking limit has passed."""

    code = "booking_closed"


class SoldOut(Conflict):
    """There are not enough places left."""

    code = "sold_out"


class UnknownBooking(NotFound):
    """The caller has no such booking."""

    code = "unknown_booking"


class TooLate(Conflict):
    """The event is too near to cancel."""

    code = "too_late"


class UsedBefore(Conflict):
    """The booking was used, and cannot be cancelled any more."""

    code = "already_used"


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


def check(
    command: BookOffer,
    *,
    beneficiary: Beneficiary,
    stock: Stock,
    active: ActiveBooking | None,
    is_excluded: bool,
    now: datetime,
) -> None:
    """Refuse a booking for the first reason that applies, before credit is looked at.

    In this order: NotActive, CategoryExcluded, AlreadyBooked, QuantityInvalid, NotBookable,
    BookingClosed, SoldOut.
    """
    if beneficiary.status != "active":
        raise NotActive
    if is_excluded:
        raise CategoryExcluded
    if active is not None:
        raise AlreadyBooked
    if not 1 <= command.quantity <= (2 if stock.duo else 1):
        raise QuantityInvalid
    if not is_offered(stock, now=now):
        raise NotBookable
    if is_over(stock, now=now):
        raise BookingClosed
    if stock.code_batches is not None:
        # Whether a code is left is asked last, when one is to be given.
        return
    if not is_bookable(stock, now=now) or (
        stock.remaining is not None and stock.remaining < command.quantity
    ):
        raise SoldOut


def confirm(
    command: BookOffer, *, beneficiary: Beneficiary, stock: Stock, now: datetime
) -> Booking:
    """Return the new booking, with all that is agreed now."""
    end = expires_at(expiry_days=stock.expiry_days, booked_at=now)
    return Booking(
        id=command.booking_id,
        beneficiary_id=beneficiary.id,
        holder_name=f"{beneficiary.first_name} {beneficiary.last_name}",
        offer_id=stock.offer_id,
        stock_id=stock.id,
        offerer_siren=stock.offerer_siren,
        venue_id=stock.place.venue_id,
        venue_name=stock.place.name,
        time_zone=stock.place.time_zone,
        offer_name=stock.offer_name,
        category=stock.category,
        is_event=stock.is_event,
        domain=stock.domain,
        url=stock.url,
        begins_at=stock.begins_at,
        quantity=command.quantity,
        unit_price_cents=stock.price_cents,
        price_label=stock.price_label,
        amount_cents=stock.price_cents * command.quantity,
        countermark=command.countermark,
        status="confirmed",
        booked_at=now,
        cancellable_until=cancellable_until(begins_at=stock.begins_at, booked_at=now),
        expires_at=end,
        remind_at=remind_at(expiry_days=stock.expiry_days, expires_at=end),
        moves=stock.moves,
    )


def cancellable_until(*, begins_at: datetime | None, booked_at: datetime) -> datetime | None:
    """Return until when a booking can be cancelled; None for things, which have no deadline.

    For events, 48 hours before they begin or 48 hours after booking, whichever comes first, and
    never before the booking itself. Hours are real ones, also across a change of clocks.
    """
    if begins_at is None:
        return None
    return max(min(begins_at - NOTICE, booked_at + NOTICE), booked_at)


def expires_at(*, expiry_days: int | None, booked_at: datetime) -> datetime | None:
    """Return when a booking expires: at the first start of a day in Paris after its term."""
    if expiry_days is None:
        return None
    return first_day_start(booked_at + timedelta(days=expiry_days), PARIS)


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
    return _changed(booking, "used", used_at=now)


def undo(booking: Booking) -> Booking:
    """Return the booking as confirmed again.

    Refuses what was not used or is reimbursed, and ActivationCodeGiven.
    """
    if booking.status == "reimbursed":
        raise AlreadyReimbursed
    _check_not_ended(booking)
    if booking.status != "used":
        raise NotUsed
    check_undoable(booking)
    return _changed(booking, "confirmed", used_at=None, ongoing_until=None)


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


def cancel(booking: Booking, *, reason: CancellationReason, now: datetime) -> Booking:
    """Return the booking as cancelled, for whatever reason; a use of it counts no more."""
    return _changed(
        booking, "cancelled", used_at=None, cancelled_at=now, cancellation_reason=reason
    )


def forget(booking: Booking) -> Booking:
    """Return the booking without its holder's name and their activation code."""
    return replace(forget_code(booking), holder_name="")


def is_due(booking: Booking, *, now: datetime) -> bool:
    """Tell whether the booking expires now: not used, and past its term."""
    due = booking.expires_at is not None and booking.expires_at <= now
    return booking.status == "confirmed" and due


def expire(booking: Booking, *, now: datetime) -> Booking:
    """Return the booking as expired."""
    return _changed(booking, "expired", cancelled_at=now, cancellation_reason="expired")


def is_past(booking: Booking, *, now: datetime) -> bool:
    """Tell whether a confirmed booking's event began more than 48 hours ago: it counts as used."""
    past = booking.begins_at is not None and booking.begins_at < now - NOTICE
    return booking.status == "confirmed" and past


def use_past(booking: Booking, *, now: datetime) -> Booking:
    """Return the booking of a past event as used."""
    return _changed(booking, "used", used_at=now)


def reinstate(booking: Booking, *, now: datetime) -> Booking:
    """Return a cancelled booking as used, two revisions on: it was held again, then used."""
    again = _changed(booking, "confirmed", cancelled_at=None, cancellation_reason=None)
    return _changed(again, "used", used_at=now)


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


def take(stock: Stock, quantity: int) -> Stock:
    """Return the stock with places taken."""
    return replace(stock, booked=stock.booked + quantity)


def _check_not_ended(booking: Booking) -> None:
    if booking.status == "cancelled":
        raise AlreadyCancelled
    if booking.status == "expired":
        raise AlreadyExpired


def _changed(booking: Booking, status: BookingStatus, **facts: object) -> Booking:
    return replace(booking, status=status, revision=booking.revision + 1, **facts)  # type: ignore[arg-type]
