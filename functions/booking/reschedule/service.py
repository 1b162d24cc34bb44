"""Moving bookings to the new date of their event, each in one commit."""

from functions.booking.models import BookingMoved, BookingRestored
from functions.booking.reschedule import rules
from functions.booking.store import bookings
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.offers.models import StockMoved
from functions.wallet.holds.service import extend_hold
from functions.wallet.store import holds


def follow_move(work: UnitOfWork, booking_id: str, move: StockMoved) -> bool:
    """Move a booking to the new date of its event; return whether it changed.

    The deadline is copied to its hold. A booking that becomes confirmed again has its credit held
    again by event.
    """
    work.prefetch(holds.ref(booking_id))
    before = bookings.get(work, booking_id)
    after = rules.move(before, begins_at=move.begins_at, moves=move.revision, moved_at=move.at)
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
        record(work, BookingRestored.of(after, at=move.at))
    if before.begins_at is not None and before.begins_at != move.begins_at:
        dates = {"begins_at": move.begins_at, "former_begins_at": before.begins_at}
        record(work, BookingMoved.of(after, at=move.at, **dates))
    return True
