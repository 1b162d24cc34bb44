"""Reinstating a cancelled booking, by mistake or for a holder who attended anyway.

Source: pass-culture-main, core/bookings/api.py (a booking is marked as used after its
cancellation, as long as its grant lasts and has the credit).
"""

from datetime import datetime

from functions.booking import rules as booking_rules
from functions.booking.countermarks.models import Countermark
from functions.booking.models import ActiveBooking, Booking, BookingConfirmed, BookingRedeemed
from functions.booking.reinstate import rules
from functions.booking.store import active_bookings, active_id, bookings, countermarks
from functions.booking.take import rules as take_rules
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace
from functions.offers.codes.rules import move_quantity
from functions.offers.shards import service as shards_service
from functions.offers.store import stocks
from functions.wallet.holds import rules as holds_rules
from functions.wallet.holds.service import hold_again
from functions.wallet.store import holds, wallets


def reinstate(
    work: UnitOfWork,
    booking_id: str,
    *,
    status: rules.ReinstatedStatus = "used",
    now: datetime,
) -> Booking:
    """Reinstate a cancelled booking, as used or to be used; repeating it changes nothing.

    Credit is held again in the same commit, and if it is used, captured by event. Refuses
    UnknownBooking, NotCancelled, AlreadyBooked, SoldOut, CountermarkGivenAgain, NoWallet,
    GrantExpired, InsufficientCredit, CapReached, and like `rules.reinstate`.
    """
    booking = bookings.get(work, booking_id)
    if booking.status in {"used": ("used", "reimbursed"), "confirmed": ("confirmed",)}[status]:
        return booking
    if not booking_rules.is_ended(booking):
        raise rules.NotCancelled
    claim_id = active_id(booking.beneficiary_id, booking.offer_id)
    work.prefetch(
        stocks.ref(booking.stock_id),
        active_bookings.ref(claim_id),
        countermarks.ref(booking.countermark),
        holds.ref(booking_id),
        wallets.ref(booking.beneficiary_id),
    )
    if active_bookings.find(work, claim_id) is not None:
        raise take_rules.AlreadyBooked
    places = shards_service.find_places(work, booking.stock_id, booking.quantity, now=now)
    stock = move_quantity(places.stock, booking.quantity)
    if stock.remaining is not None and stock.remaining < booking.quantity:
        raise take_rules.SoldOut
    taken = booking_rules.take(stock, booking.quantity)
    shards_service.take(work, places, taken, now=now)
    active_bookings.create(work, claim_id, ActiveBooking(booking_id=booking_id))
    _claim_countermark(work, booking)
    after = rules.reinstate(booking, stock, status=status, now=now)
    _hold_again(work, after, revision=booking.revision + 1, now=now)
    bookings.replace(work, booking_id, after)
    kind = BookingRedeemed if status == "used" else BookingConfirmed
    record(work, kind.of(after, at=now))
    return after


def _claim_countermark(work: UnitOfWork, booking: Booking) -> None:
    kept = countermarks.find(work, booking.countermark)
    good = Countermark(booking_id=booking.id, offerer_siren=booking.offerer_siren)
    if kept is None:
        countermarks.create(work, booking.countermark, good)
    elif kept.booking_id == booking.id:
        countermarks.replace(work, booking.countermark, replace(kept, reusable_at=None))
    else:
        raise rules.CountermarkGivenAgain


def _hold_again(work: UnitOfWork, booking: Booking, *, revision: int, now: datetime) -> None:
    released = holds.find(work, booking.id)
    if released is None:
        return  # A free booking holds nothing.
    wallet = wallets.get(work, booking.beneficiary_id)
    released = replace(released, cancellable_until=booking.cancellable_until)
    hold_again(work, holds_rules.hold_again(wallet, released, revision=revision, now=now))
