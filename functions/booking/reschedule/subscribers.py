"""Moving bookings along when the date of their event changes."""

from functions.booking.reschedule.service import follow_move
from functions.booking.store import LIVE, bookings_of_stock
from functions.booking.subscribers import events
from functions.kernel.jobs import process_or_retry
from functions.kernel.platform import Platform
from functions.offers.models import StockMoved


@events.on_at_least_once(StockMoved)
def move_bookings_of_stock(platform: Platform, event: StockMoved) -> None:
    """Move every booking of an event to its new date."""

    def follow(booking_id: str) -> None:
        platform.database.run(lambda work: follow_move(work, booking_id, event))

    process_or_retry(bookings_of_stock(platform.database, event.subject_id, status=LIVE), follow)
