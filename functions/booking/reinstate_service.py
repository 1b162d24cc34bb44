"""Reinstating a cancelled booking, for a holder who attended all the same.

Source: pass-culture-main, core/bookings/api.py (a booking is marked as used after its
cancellation, as long as its grant lasts and has the credit).
"""

from dataclasses import replace
from datetime import datetime

from functions.booking import reinstate_rules, rules, taking_rules
from functions.booking.models import ActiveBooking, Booking, BookingRedeemed, Countermark
from functions.booking.store import active_bookings, active_id, bookings, countermarks
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.offers.code_rules import move_quantity
from functions.offers.listings import follow_stock
from functions.offers.store import stocks
from functions.wallet import hold_rules
from functions.wallet.service import hold_again
from functions.wallet.store import holds, wallets


def reinstate(work: UnitOfWork, booking_id: str, *, now: datetime) -> Booking:
    """Reinstate a cancelled booking as used; repeating it changes nothing.

    Credit is held again in the same commit, and captured by event. Refuses UnknownBooking,
    NotCancelled, AlreadyBooked, SoldOut, CountermarkGivenAgain, NoWallet, GrantExpired,
    InsufficientCredit, CapReached.
    """
    booking = bookings.get(work, booking_id)
    if booking.status in ("used", "reimbursed"):
        return booking
    if not rules.is_ended(booking):
        raise reinstate_rules.NotCancelled
    claim_id = active_id(booking.beneficiary_id, booking.offer_id)
    work.prefetch(
        stocks.ref(booking.stock_id),
        active_bookings.ref(claim_id),
        countermarks.ref(booking.countermark),
        holds.ref(booking_id),
        wallets.ref(booking.beneficiary_id),
    )
    if active_bookings.find(work, claim_id) is not None:
        raise taking_rules.AlreadyBooked
    stock = move_quantity(stocks.get(work, booking.stock_id), booking.quantity)
    if stock.remaining is not None and stock.remaining < booking.quantity:
        raise taking_rules.SoldOut
    taken = rules.take(stock, booking.quantity)
    stocks.replace(work, stock.id, taken)
    follow_stock(work, stock, taken)
    active_bookings.create(work, claim_id, ActiveBooking(booking_id=booking_id))
    _claim_countermark(work, booking)
    _hold_again(work, booking, now=now)
    after = reinstate_rules.reinstate(booking, stock, now=now)
    bookings.replace(work, booking_id, after)
    record(work, BookingRedeemed.of(after, at=now))
    return after


def _claim_countermark(work: UnitOfWork, booking: Booking) -> None:
    kept = countermarks.find(work, booking.countermark)
    good = Countermark(booking_id=booking.id, offerer_siren=booking.offerer_siren)
    if kept is None:
        countermarks.create(work, booking.countermark, good)
    elif kept.booking_id == booking.id:
        countermarks.replace(work, booking.countermark, replace(kept, reusable_at=None))
    else:
        raise reinstate_rules.CountermarkGivenAgain


def _hold_again(work: UnitOfWork, booking: Booking, *, now: datetime) -> None:
    released = holds.find(work, booking.id)
    if released is None:
        return  # A free booking holds nothing.
    wallet = wallets.get(work, booking.beneficiary_id)
    revision = booking.revision + 1
    hold_again(work, hold_rules.hold_again(wallet, released, revision=revision, now=now))
