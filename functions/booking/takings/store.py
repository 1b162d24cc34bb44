"""Documents and queries of the sums of bookings."""

from collections.abc import Iterator
from datetime import UTC, datetime

from functions.booking.desk_access.models import SCOPES, Scope
from functions.booking.models import Booking
from functions.booking.rules import UNDATED
from functions.booking.store import bookings
from functions.booking.takings.models import MonthTakings, Summed
from functions.kernel.database import Index, Order, Query, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes

takings = Collection("takings", MonthTakings)

_IN_ORDER = (Order("sum_due_at"),)

_BEGINNING = datetime(2019, 2, 1, tzinfo=UTC)
"""Earlier than any booking of a pass."""

declare_indexes(
    Index("bookings", ("sum_due_at",)),
    *(Index("bookings", (scope, "sum_due_at")) for scope in SCOPES),
    *(Index("takings", ("scope", scope, "month")) for scope in SCOPES),
)


def due_to_sum(
    at: datetime, *, after: tuple[datetime, str] | None = None, limit: int = 100
) -> Query:
    """Return the query of bookings that the sums do not count as they are, oldest first."""
    where = (Where("sum_due_at", "<=", at),)
    return Query(bookings.name, where, _IN_ORDER, limit, after)


def due_in(work: UnitOfWork, scope: Scope, of: str) -> Iterator[Booking]:
    """Yield the bookings of a scope that the sums do not count as they are."""
    where = (Where(scope, "==", of), Where("sum_due_at", ">=", _BEGINNING))
    return bookings.query_pages(work, *where, order_by=_IN_ORDER)


def months_in(
    work: UnitOfWork, scope: Scope, of: str, months: tuple[str, str]
) -> Iterator[MonthTakings]:
    """Yield the sums of what was used in a scope, between two months (included), in their order."""
    summed: Summed = "offer" if scope == "offer_id" else "venue"
    return _months(work, summed, Where(scope, "==", of), *months)


def expected_in(work: UnitOfWork, siren: str, *, first: str) -> Iterator[MonthTakings]:
    """Yield the sums of an offerer's open bookings from a month on, and of those without a date."""
    return _months(work, "expected", Where("offerer_siren", "==", siren), first, UNDATED)


def _months(
    work: UnitOfWork, summed: Summed, of: Where, first: str, last: str
) -> Iterator[MonthTakings]:
    where = (
        Where("scope", "==", summed),
        of,
        Where("month", ">=", first),
        Where("month", "<=", last),
    )
    return takings.query_pages(work, *where, order_by=(Order("month"),))
