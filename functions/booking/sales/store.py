"""Queries of the desk's lists: by venue, offerer or offer, in order of time.

A page reads only what it shows. Files are read page by page, outside any unit of work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from functions.booking.desk_access.models import SCOPES, Scope
from functions.booking.models import Booking, BookingStatus
from functions.booking.store import bookings
from functions.kernel.calendar_days import day_start
from functions.kernel.database import Database, Index, Order, UnitOfWork, Where
from functions.kernel.platform import declare_indexes

_PAGE = 500


_BEGINNING = datetime(2019, 2, 1, tzinfo=UTC)
"""Earlier than any use of a pass, so this lower bound excludes only unused bookings."""


declare_indexes(
    *(Index("bookings", (scope, "-booked_at")) for scope in SCOPES),
    *(Index("bookings", (scope, "status", "-booked_at")) for scope in SCOPES),
    *(Index("bookings", (scope, "-begins_at")) for scope in SCOPES),
    *(Index("bookings", (scope, "status", "-begins_at")) for scope in SCOPES),
    *(Index("bookings", (scope, "used_at")) for scope in SCOPES),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A period (UTC), both ends included; an end that is None is unbounded."""

    first: datetime | None
    last: datetime | None

    @classmethod
    def between(cls, first: date | None, last: date | None, *, zone: str) -> "Span":
        """Return the period between two instants or whole days of a time zone."""
        if first is not None and not isinstance(first, datetime):
            first = day_start(first, zone)
        if last is not None and not isinstance(last, datetime):
            last = day_start(last + timedelta(days=1), zone) - timedelta.resolution
        return cls(first=first, last=last)

    def on(self, field: str) -> list[Where]:
        """Return the conditions that a field lies in the period."""
        where = [] if self.first is None else [Where(field, ">=", self.first)]
        return where if self.last is None else [*where, Where(field, "<=", self.last)]

    @property
    def is_open(self) -> bool:
        """Whether the period has no bounds."""
        return self.first is None and self.last is None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingFilter:
    """A filter of bookings: a scope, states, and a period of booking or of the event's beginning.

    They are listed in the order of the period's field, latest first.
    """

    scope: Scope
    of: str
    status: BookingStatus | None
    booked: Span
    begins: Span

    @property
    def by(self) -> Literal["booked_at", "begins_at"]:
        """The field that orders the bookings."""
        return "booked_at" if self.begins.is_open else "begins_at"


def filtered_bookings(
    work: UnitOfWork, chosen: BookingFilter, *, after: tuple[datetime, str] | None, page: int
) -> Iterator[Booking]:
    """Yield the bookings of a filter after a position, read `page` at a time."""
    where, order = _where(chosen), _order(chosen)
    return bookings.query_pages(work, *where, order_by=order, after=after, page=page)


def all_filtered_bookings(database: Database, chosen: BookingFilter) -> Iterator[Booking]:
    """Yield all bookings of a filter, read lazily."""
    found = bookings.stream(database, *_where(chosen), order_by=_order(chosen), page=_PAGE)
    return (booking for _, booking in found)


def captured_bookings(
    work: UnitOfWork,
    scope: Scope,
    of: str,
    used: Span,
    *,
    after: tuple[datetime, str] | None,
    page: int,
) -> Iterator[Booking]:
    """Yield used bookings after a position, oldest use first, read `page` at a time."""
    where = _used(scope, of, used)
    return bookings.query_pages(work, *where, order_by=(Order("used_at"),), after=after, page=page)


def all_captured_bookings(
    database: Database, scope: Scope, of: str, used: Span
) -> Iterator[Booking]:
    """Yield all used bookings, oldest use first, read lazily."""
    found = bookings.stream(
        database, *_used(scope, of, used), order_by=(Order("used_at"),), page=_PAGE
    )
    return (booking for _, booking in found)


def _where(chosen: BookingFilter) -> list[Where]:
    scope = Where(chosen.scope, "==", chosen.of)
    status = [] if chosen.status is None else [Where("status", "==", chosen.status)]
    span = chosen.booked if chosen.by == "booked_at" else chosen.begins
    return [scope, *status, *span.on(chosen.by)]


def _order(chosen: BookingFilter) -> tuple[Order, ...]:
    return (Order(chosen.by, descending=True),)


def _used(scope: Scope, of: str, used: Span) -> list[Where]:
    span = Span(first=used.first or _BEGINNING, last=used.last)
    return [Where(scope, "==", of), *span.on("used_at")]
