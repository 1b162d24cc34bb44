"""What a professional reads of their bookings: by venue, by offerer or by offer, in order of time.

A page reads no more than it shows. A whole file is read page by page, outside any unit of work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from functions.booking.models import Booking, BookingStatus
from functions.booking.store import bookings
from functions.kernel.calendar_days import day_start
from functions.kernel.database import Database, Index, Order, UnitOfWork, Where
from functions.kernel.platform import declare_indexes

Scope = Literal["venue_id", "offerer_siren", "offer_id"]
SCOPES: tuple[Scope, ...] = ("venue_id", "offerer_siren", "offer_id")

_PAGE = 500
_BEGINNING = datetime(2019, 2, 1, tzinfo=UTC)
"""Before any use of any pass: a bound that leaves out only the bookings that were not used."""

declare_indexes(
    *(Index("bookings", (scope, "-booked_at")) for scope in SCOPES),
    *(Index("bookings", (scope, "status", "-booked_at")) for scope in SCOPES),
    *(Index("bookings", (scope, "-begins_at")) for scope in SCOPES),
    *(Index("bookings", (scope, "status", "-begins_at")) for scope in SCOPES),
    *(Index("bookings", (scope, "used_at")) for scope in SCOPES),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time, both ends included; None is open."""

    first: datetime | None
    last: datetime | None

    @classmethod
    def between(cls, first: date | None, last: date | None, *, zone: str) -> "Span":
        """Return the stretch from one instant or whole day to another, of days in a time zone."""
        if first is not None and not isinstance(first, datetime):
            first = day_start(first, zone)
        if last is not None and not isinstance(last, datetime):
            last = day_start(last + timedelta(days=1), zone) - timedelta.resolution
        return cls(first=first, last=last)

    def on(self, field: str) -> list[Where]:
        """Return the conditions of lying in it."""
        where = [] if self.first is None else [Where(field, ">=", self.first)]
        return where if self.last is None else [*where, Where(field, "<=", self.last)]

    @property
    def is_open(self) -> bool:
        """Tell whether all time lies in it."""
        return self.first is None and self.last is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which bookings: whose, and in which state; booked in a span, or of events that begin in one.

    They come in the order of the span: the last that were booked, or begin, come first.
    """

    scope: Scope
    of: str
    status: BookingStatus | None
    booked: Span
    begins: Span

    @property
    def by(self) -> Literal["booked_at", "begins_at"]:
        """The field that they are in the order of."""
        return "booked_at" if self.begins.is_open else "begins_at"


def wanted_bookings(
    work: UnitOfWork, wanted: Wanted, *, after: tuple[datetime, str] | None, page: int
) -> Iterator[Booking]:
    """Yield what is wanted, behind a position, read `page` at a time."""
    where, order = _where(wanted), _order(wanted)
    return bookings.query_pages(work, *where, order_by=order, after=after, page=page)


def all_wanted_bookings(database: Database, wanted: Wanted) -> Iterator[Booking]:
    """Yield all that is wanted, as far as it is asked for."""
    found = bookings.stream(database, *_where(wanted), order_by=_order(wanted), page=_PAGE)
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
    """Yield what was used and counts, oldest use first, behind a position, `page` at a time."""
    where = _used(scope, of, used)
    return bookings.query_pages(work, *where, order_by=(Order("used_at"),), after=after, page=page)


def all_captured_bookings(
    database: Database, scope: Scope, of: str, used: Span
) -> Iterator[Booking]:
    """Yield all that was used and counts, oldest use first, as far as it is asked for."""
    found = bookings.stream(
        database, *_used(scope, of, used), order_by=(Order("used_at"),), page=_PAGE
    )
    return (booking for _, booking in found)


def _where(wanted: Wanted) -> list[Where]:
    scope = Where(wanted.scope, "==", wanted.of)
    status = [] if wanted.status is None else [Where("status", "==", wanted.status)]
    span = wanted.booked if wanted.by == "booked_at" else wanted.begins
    return [scope, *status, *span.on(wanted.by)]


def _order(wanted: Wanted) -> tuple[Order, ...]:
    return (Order(wanted.by, descending=True),)


def _used(scope: Scope, of: str, used: Span) -> list[Where]:
    span = Span(first=used.first or _BEGINNING, last=used.last)
    return [Where(scope, "==", of), *span.on("used_at")]
