"""What happens to bookings: read, decide, write, record, each in one commit."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from functions.accounts.service import get_beneficiary
from functions.accounts.store import beneficiaries
from functions.booking import code_service, rules, taking_rules
from functions.booking.models import (
    ActiveBooking,
    Booking,
    BookingCancelled,
    BookingConfirmed,
    BookingExpired,
    BookingRedeemed,
    BookingRestored,
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

    All that is decided on is read in one batch, and all is written in one commit. Refuses
    BeneficiaryOnly, UnknownStock, then what `taking_rules.check` refuses. Raises
    CountermarkTaken: draw another. An activation code is read in a second batch.
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
        # The commit had landed and only its answer was lost.
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
    tell(work, booking, BookingConfirmed, at=now)
    before = stock
    booking, stock = code_service.use_at_once(work, booking, stock, now=now)
    if booking.status == "used":
        tell(work, booking, BookingRedeemed, at=now)
    taken = rules.take(stock, booking.quantity)
    stocks.replace(work, stock.id, taken)
    follow_stock(work, before, taken)
    active_bookings.create(work, claim_id, ActiveBooking(booking_id=booking.id))
    _claim_countermark(work, booking, now=now)
    bookings.create(work, booking.id, booking)
    return booking


class CountermarkTaken(Exception):
    """The countermark stands for another booking, or has not rested for long enough."""


def _claim_countermark(work: UnitOfWork, booking: Booking, *, now: datetime) -> None:
    earlier = countermarks.find(work, booking.countermark)
    claim = Countermark(booking_id=booking.id, offerer_siren=booking.offerer_siren)
    if earlier is None:
        countermarks.create(work, booking.countermark, claim)
    elif rules.has_rested(earlier, now=now):
        countermarks.replace(work, booking.countermark, claim)
    else:
        raise CountermarkTaken


def cancel_own(work: UnitOfWork, booking_id: str, *, caller_id: str, now: datetime) -> Booking:
    """Return the booking cancelled by its beneficiary. Refuses UnknownBooking, UsedBefore, TooLate.

    A booking of someone else is as unknown as one that does not exist.
    """
    work.prefetch(holds.ref(booking_id), wallets.ref(caller_id))
    before = bookings.get(work, booking_id)
    if before.beneficiary_id != caller_id:
        raise rules.UnknownBooking
    after = rules.cancel_by_owner(before, now=now)
    if after is not before:
        end(work, after, now=now)
    return after


def cancel(
    work: UnitOfWork,
    booking_id: str,
    *,
    reason: CancellationReason,
    status: Sequence[BookingStatus],
    now: datetime,
    booked_until: datetime | None = None,
) -> bool:
    """Cancel a booking in one of these states, whatever its deadline; tell whether it was in one.

    With `booked_until`, what was booked later is left alone.
    """
    booking = bookings.get(work, booking_id)
    if booked_until is not None and booking.booked_at > booked_until:
        return False
    if booking.status not in status:
        return False
    end(work, rules.cancel(booking, reason=reason, now=now), now=now)
    return True


def forget(work: UnitOfWork, booking_id: str, *, now: datetime) -> None:
    """Take the holder's name from a booking, and cancel it when it is open."""
    booking = rules.forget(bookings.get(work, booking_id))
    if booking.status == "confirmed":
        end(work, rules.cancel(booking, reason="beneficiary", now=now), now=now)
    else:
        bookings.replace(work, booking_id, booking)


def expire(work: UnitOfWork, booking_id: str, *, now: datetime) -> bool:
    """Expire a booking that is due; tell whether it was."""
    booking = bookings.get(work, booking_id)
    if not rules.is_due(booking, now=now):
        return False
    end(work, rules.expire(booking, now=now), now=now)
    return True


def use_past(work: UnitOfWork, booking_id: str, *, now: datetime) -> bool:
    """Use the booking of an event long past; tell whether it was one."""
    booking = bookings.get(work, booking_id)
    if not rules.is_past(booking, now=now):
        return False
    after = rules.use_past(booking, now=now)
    bookings.replace(work, after.id, after)
    tell(work, after, BookingRedeemed, at=now)
    return True


def end(work: UnitOfWork, booking: Booking, *, now: datetime) -> None:
    """Write a cancelled or expired booking: its places, its credit and its claims are free."""
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
        # Otherwise another commit has just ended this booking, and this one is stale.
        active_bookings.delete(work, claim_id)
    countermark = countermarks.get(work, booking.countermark)
    resting = replace(countermark, reusable_at=now + rules.COUNTERMARK_REST)
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
        tell(work, booking, BookingExpired, at=now)
    else:
        assert booking.cancellation_reason is not None
        tell(work, booking, BookingCancelled, at=now, reason=booking.cancellation_reason)


def tell(
    work: UnitOfWork,
    booking: Booking,
    kind: type[BookingConfirmed]
    | type[BookingRedeemed]
    | type[BookingRestored]
    | type[BookingCancelled]
    | type[BookingExpired],
    *,
    at: datetime,
    **facts: CancellationReason,
) -> None:
    """Record what has happened to a booking, as of its present revision."""
    record(
        work,
        kind(
            subject_id=booking.id,
            revision=booking.revision,
            at=at,
            beneficiary_id=booking.beneficiary_id,
            offer_id=booking.offer_id,
            stock_id=booking.stock_id,
            venue_id=booking.venue_id,
            amount_cents=booking.amount_cents,
            **facts,
        ),
    )
