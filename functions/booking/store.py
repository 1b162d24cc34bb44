"""Documents and queries of bookings."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from functions.booking.countermarks.models import Countermark
from functions.booking.countermarks.rules import UnknownCountermark
from functions.booking.models import ActiveBooking, Booking, BookingStatus
from functions.booking.rules import AUTO_USE_AFTER_EVENT, UnknownBooking
from functions.kernel.database import Database, Index, Order, Query, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.offers.store import stocks

bookings = Collection("bookings", Booking, missing=UnknownBooking)


active_bookings = Collection("active_bookings", ActiveBooking)


countermarks = Collection("countermarks", Countermark, missing=UnknownCountermark)


_NEWEST_FIRST = (Order("booked_at", descending=True),)


declare_indexes(
    Index("bookings", ("beneficiary_id",)),
    Index("bookings", ("beneficiary_id", "-booked_at")),
    Index("bookings", ("countermark",)),
    Index("bookings", ("stock_id", "status", "-booked_at")),
    Index("bookings", ("status", "expires_at")),
    Index("bookings", ("status", "begins_at")),
    Index("bookings", ("status", "remind_at")),
)


def active_id(beneficiary_id: str, offer_id: str) -> str:
    """Return the id of the claim for a beneficiary's active booking of an offer."""
    return f"{beneficiary_id}~{offer_id}"


def having_countermark(code: str) -> Query:
    """Return the query of bookings that have or had a countermark, at most three."""
    return Query(bookings.name, (Where("countermark", "==", code),), limit=3)


def bookings_of(
    work: UnitOfWork, beneficiary_id: str, *, after: tuple[datetime, str] | None, page: int = 100
) -> Iterator[Booking]:
    """Yield a beneficiary's bookings, newest first, after a position."""
    where = (Where("beneficiary_id", "==", beneficiary_id),)
    return bookings.query_pages(work, *where, order_by=_NEWEST_FIRST, after=after, page=page)


def urls_now(work: UnitOfWork, listed: Sequence[Booking]) -> dict[str, str | None]:
    """Return the current URLs of online stocks, by stock id, in one round trip.

    Holders need the current link, which may have been corrected after they booked.
    """
    online = [booking.stock_id for booking in listed if booking.url is not None]
    work.prefetch(*(stocks.ref(stock_id) for stock_id in online))
    found = {stock_id: stocks.find_shown(work, stock_id) for stock_id in online}
    return {stock_id: stock.url for stock_id, stock in found.items() if stock is not None}


def due_to_expire(at: datetime) -> Query:
    """Return the query of confirmed bookings whose term has passed, oldest first."""
    return confirmed_by(Where("expires_at", "<=", at))


def past_events(at: datetime) -> Query:
    """Return the query of confirmed bookings of events that began more than 48 hours ago."""
    return confirmed_by(Where("begins_at", "<", at - AUTO_USE_AFTER_EVENT))


OPEN: Sequence[BookingStatus] = ("confirmed",)


EVEN_USED: Sequence[BookingStatus] = ("confirmed", "used")


LIVE: Sequence[BookingStatus] = ("confirmed", "used", "reimbursed")
"""The states that an event of another feature may concern. Bookings that the event has ended are no
longer listed, so a second delivery resumes where the first ran out of time."""


def bookings_of_stock(
    database: Database, stock_id: str, *, status: Sequence[BookingStatus]
) -> Iterator[str]:
    """Yield the id of every booking of a stock in one of these states, newest first."""
    return _in_states(database, Where("stock_id", "==", stock_id), status)


def bookings_of_offer(
    database: Database, offer_id: str, *, status: Sequence[BookingStatus]
) -> Iterator[str]:
    """Yield the id of every booking of an offer in one of these states, newest first."""
    return _in_states(database, Where("offer_id", "==", offer_id), status)


def all_bookings_of(database: Database, beneficiary_id: str) -> Iterator[str]:
    """Yield the id of every booking of a beneficiary, newest first."""
    return bookings.stream_ids(
        database, Where("beneficiary_id", "==", beneficiary_id), order_by=_NEWEST_FIRST
    )


def _in_states(database: Database, where: Where, status: Sequence[BookingStatus]) -> Iterator[str]:
    return bookings.stream_ids(
        database, where, Where("status", "in", list(status)), order_by=_NEWEST_FIRST
    )


def confirmed_by(*where: Where) -> Query:
    """Return the query of confirmed bookings, ordered by the field that bounds them."""
    confirmed = Where("status", "==", "confirmed")
    return Query(bookings.name, (confirmed, *where), (Order(where[0].field),))
