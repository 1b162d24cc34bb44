"""The use cases of bookings: take, cancel, expire, use; each in one commit."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from functions.accounts.service import get_beneficiary
from functions.accounts.store import beneficiaries
from functions.booking import code_service, countermark_rules, rules, taking_rules
from functions.booking.models import (
    ActiveBooking,
    Booking,
    BookingCancelled,
    BookingConfirmed,
    BookingExpired,
    BookingRedeemed,
    BookingStatus,
    BookOffer,
    CancellationReason,
    Countermark,
)
from functions.booking.store import active_bookings, active_id, bookings, countermarks
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork, is_id
from functions.offers.listings import follow_stock
from functions.offers.stock_rules import UnknownStock
from functions.offers.store import offer_id_of, stocks
from functions.wallet import hold_rules
from functions.wallet.service import save_hold, settle
from functions.wallet.store import holds, wallets


def book_offer(work: UnitOfWork, command: BookOffer, *, now: datetime) -> Booking:
    """Book a stock for a beneficiary and hold its price; a repeat returns the first booking.

    One batch reads and one commit writes; an activation code is read in a second batch. Refuses
    BeneficiaryOnly, UnknownStock, then the refusals of `taking_rules.check`. Raises
    CountermarkTaken, after which the caller draws another countermark.
    """
    if not is_id(command.stock_id):
        raise UnknownStock
    uid = command.beneficiary_id
    claim_id = active_id(uid, offer_id_of(command.stock_id))
    work.prefetch(
        beneficiaries.ref(uid),
        wallets.ref(uid),
        active_bookings.ref(claim_id),
        stocks.ref(command.stock_id),
        countermarks.ref(command.countermark),
    )
    beneficiary = get_beneficiary(work, uid)
    stock = stocks.get(work, command.stock_id)
    active = active_bookings.find(work, claim_id)
    if active is not None and active.booking_id == command.booking_id:
        # An earlier attempt was committed and only its answer was lost.
        return bookings.get(work, command.booking_id)
    wallet = taking_rules.check(
        command,
        beneficiary=beneficiary,
        stock=stock,
        active=active,
        wallet=wallets.find(work, uid),
        now=now,
    )
    booking = taking_rules.confirm(
        command, beneficiary=beneficiary, stock=stock, wallet=wallet, now=now
    )
    if booking.amount_cents > 0:
        movement = hold_rules.hold(
            wallet,
            booking.amount_cents,
            booking_id=booking.id,
            venue_id=booking.venue_id,
            cancellable_until=booking.cancellable_until,
            domain=booking.domain,
            revision=booking.revision,
            now=now,
        )
        save_hold(work, movement)
    record(work, BookingConfirmed.of(booking, at=now))
    before = stock
    booking, stock = code_service.use_at_once(work, booking, stock, now=now)
    if booking.status == "used":
        record(work, BookingRedeemed.of(booking, at=now))
    taken = rules.take(stock, booking.quantity)
    stocks.replace(work, stock.id, taken)
    follow_stock(work, before, taken)
    active_bookings.create(work, claim_id, ActiveBooking(booking_id=booking.id))
    _claim_countermark(work, booking, now=now)
    bookings.create(work, booking.id, booking)
    return booking


class CountermarkTaken(Exception):
    """The countermark belongs to another booking, or was released less than a year ago."""


def _claim_countermark(work: UnitOfWork, booking: Booking, *, now: datetime) -> None:
    earlier = countermarks.find(work, booking.countermark)
    claim = Countermark(booking_id=booking.id, offerer_siren=booking.offerer_siren)
    if earlier is None:
        countermarks.create(work, booking.countermark, claim)
    elif countermark_rules.has_rested(earlier, now=now):
        countermarks.replace(work, booking.countermark, claim)
    else:
        raise CountermarkTaken


def cancel_own(work: UnitOfWork, booking_id: str, *, caller_id: str, now: datetime) -> Booking:
    """Cancel a booking of the caller. Refuses UnknownBooking, UsedBefore, TooLate."""
    work.prefetch(holds.ref(booking_id), wallets.ref(caller_id))
    before = get_own(work, booking_id, caller_id=caller_id)
    after = rules.cancel_by_owner(before, now=now)
    if after is not before:
        end(work, after, now=now)
    return after


def get_own(work: UnitOfWork, booking_id: str, *, caller_id: str) -> Booking:
    """Return a booking of the caller. Refuses UnknownBooking, also for another person's booking."""
    booking = bookings.get(work, booking_id)
    if booking.beneficiary_id != caller_id:
        raise rules.UnknownBooking
    return booking


def get_active(work: UnitOfWork, stock_id: str, *, caller_id: str) -> Booking:
    """Return the caller's active booking of a stock's offer. Refuses UnknownBooking."""
    claim = active_bookings.find(work, active_id(caller_id, offer_id_of(stock_id)))
    if claim is None:
        raise rules.UnknownBooking
    return bookings.get(work, claim.booking_id)


def cancel(
    work: UnitOfWork,
    booking_id: str,
    *,
    reason: CancellationReason,
    status: Sequence[BookingStatus],
    now: datetime,
    booked_until: datetime | None = None,
) -> bool:
    """Cancel a booking in one of these states, regardless of its deadline; return whether it did.

    With `booked_until`, bookings made later are left alone.
    """
    booking = bookings.get(work, booking_id)
    if booked_until is not None and booking.booked_at > booked_until:
        return False
    if booking.status not in status:
        return False
    end(work, rules.cancel(booking, reason=reason, now=now), now=now)
    return True


def forget(work: UnitOfWork, booking_id: str, *, now: datetime) -> None:
    """Remove the holder's name from a booking, and cancel the booking if it is confirmed."""
    booking = rules.forget(bookings.get(work, booking_id))
    if booking.status == "confirmed":
        end(work, rules.cancel(booking, reason="beneficiary", now=now), now=now)
    else:
        bookings.replace(work, booking_id, booking)


def expire(work: UnitOfWork, booking_id: str, *, now: datetime) -> bool:
    """Expire a booking whose term has passed; return whether it did."""
    booking = bookings.get(work, booking_id)
    if not rules.is_due(booking, now=now):
        return False
    end(work, rules.expire(booking, now=now), now=now)
    return True


def use_past(work: UnitOfWork, booking_id: str, *, now: datetime) -> bool:
    """Mark the booking of a past event as used; return whether it did."""
    booking = bookings.get(work, booking_id)
    if not rules.is_past(booking, now=now):
        return False
    after = rules.use_past(booking, now=now)
    bookings.replace(work, after.id, after)
    record(work, BookingRedeemed.of(after, at=now))
    return True


def end(work: UnitOfWork, booking: Booking, *, now: datetime) -> None:
    """Write a cancelled or expired booking, and free its places, its credit and its claims."""
    claim_id = active_id(booking.beneficiary_id, booking.offer_id)
    work.prefetch(
        stocks.ref(booking.stock_id),
        active_bookings.ref(claim_id),
        countermarks.ref(booking.countermark),
        holds.ref(booking.id),
        wallets.ref(booking.beneficiary_id),
    )
    bookings.replace(work, booking.id, booking)
    stock = stocks.get(work, booking.stock_id)
    freed = rules.give_back(stock, booking.quantity)
    stocks.replace(work, stock.id, freed)
    follow_stock(work, stock, freed)
    if active_bookings.find(work, claim_id) is not None:
        # Missing only if another commit has just ended this booking, and this one is stale.
        active_bookings.delete(work, claim_id)
    countermark = countermarks.get(work, booking.countermark)
    resting = replace(countermark, reusable_at=now + countermark_rules.COUNTERMARK_REST)
    countermarks.replace(work, booking.countermark, resting)
    settle(
        work,
        booking.id,
        beneficiary_id=booking.beneficiary_id,
        state="released",
        revision=booking.revision,
        now=now,
    )
    if booking.status == "expired":
        record(work, BookingExpired.of(booking, at=now))
    else:
        record(work, BookingCancelled.of(booking, at=now, reason=booking.cancellation_reason))
