"""The use cases of bookings: take, cancel, expire, use; each in one commit."""

from datetime import datetime

from functions.booking import rules
from functions.booking.countermarks import rules as countermarks_rules
from functions.booking.models import (
    Booking,
    BookingCancelled,
    BookingExpired,
)
from functions.booking.store import active_bookings, active_id, bookings, countermarks
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace
from functions.offers.shards import service as shards_service
from functions.offers.store import offer_id_of, stocks
from functions.wallet.holds.service import settle
from functions.wallet.store import holds, wallets


def get_own(work: UnitOfWork, booking_id: str, *, caller_id: str) -> Booking:
    """Return a booking of the caller. Refuses UnknownBooking, even for another person's booking."""
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


def end(work: UnitOfWork, booking: Booking, *, now: datetime) -> None:
    """Write a cancelled or expired booking, and release its places, credit and claims."""
    claim_id = active_id(booking.beneficiary_id, booking.offer_id)
    work.prefetch(
        stocks.ref(booking.stock_id),
        active_bookings.ref(claim_id),
        countermarks.ref(booking.countermark),
        holds.ref(booking.id),
        wallets.ref(booking.beneficiary_id),
    )
    bookings.replace(work, booking.id, booking)
    stock = shards_service.get_stock(work, booking.stock_id)
    freed = rules.give_back(stock, booking.quantity)
    shards_service.give_back(work, stock, freed, booking_id=booking.id, now=now)
    if active_bookings.find(work, claim_id) is not None:
        # Missing only if another commit has just ended this booking, and this one is stale.
        active_bookings.delete(work, claim_id)
    countermark = countermarks.get(work, booking.countermark)
    resting = replace(countermark, reusable_at=now + countermarks_rules.COUNTERMARK_REST)
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
