"""Bookings follow their event to another date: read, decide, write, record."""

from datetime import datetime

from functions.booking import moves
from functions.booking.models import Booking, BookingMoved, BookingRestored
from functions.booking.store import bookings
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.offers.models import StockMoved
from functions.wallet.service import extend_hold
from functions.wallet.store import holds


def follow_move(work: UnitOfWork, booking_id: str, move: StockMoved) -> bool:
    """Have a booking follow its event; tell whether it was to.

    Its credit may be held again by event; until when it can be cancelled stands on its hold too.
    """
    work.prefetch(holds.ref(booking_id))
    before = bookings.get(work, booking_id)
    after = moves.move(before, begins_at=move.begins_at, moves=move.revision, moved_at=move.at)
    if after == before:
        return False
    bookings.replace(work, booking_id, after)
    extend_hold(
        work,
        booking_id,
        beneficiary_id=after.beneficiary_id,
        cancellable_until=after.cancellable_until,
    )
    if after.status != before.status:
        _tell(work, after, BookingRestored, at=move.at)
    if before.begins_at is not None and before.begins_at != move.begins_at:
        _tell(
            work,
            after,
            BookingMoved,
            at=move.at,
            begins_at=move.begins_at,
            former_begins_at=before.begins_at,
        )
    return True


def _tell(
    work: UnitOfWork,
    booking: Booking,
    kind: type[BookingRestored] | type[BookingMoved],
    *,
    at: datetime,
    **facts: datetime,
) -> None:
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
