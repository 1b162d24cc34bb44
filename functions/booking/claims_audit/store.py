"""Pages of stocks and claims, and the documents that they are compared with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from functions.booking.countermarks.models import Countermark
from functions.booking.models import ActiveBooking, Booking
from functions.booking.store import LIVE, active_bookings, active_id, bookings, countermarks
from functions.kernel.database import (
    OUTBOX,
    Database,
    Document,
    Order,
    Query,
    Ref,
    Snapshot,
    Where,
    is_id,
)
from functions.kernel.database.documents import Collection
from functions.kernel.values import Model
from functions.offers.models import Stock
from functions.offers.shards.models import Shard
from functions.offers.shards.store import refs_of, shards
from functions.offers.store import stocks


class Position(Model, frozen=True, kw_only=True):
    """How far a pass over one collection has come: the id of its last document, and the faults."""

    position: str
    faulty: int = 0


positions = Collection("audit_positions", Position)

C = TypeVar("C", ActiveBooking, Countermark)
"""A kind of claims."""

_MOST_LOOKS = 5


@dataclass(frozen=True, slots=True)
class WithClaims:
    """A booking and the claims under its names, all read at one instant."""

    booking: Booking | None
    active: ActiveBooking | None = None
    countermark: Countermark | None = None


@dataclass(frozen=True, slots=True)
class StockAndLive:
    """A stock, its bookings that have not ended, and its readable shards."""

    stock: Stock | None
    live: list[Booking]
    shards: list[Shard]


def page_of(database: Database, collection: str, *, after: str, page: int) -> Sequence[Snapshot]:
    """Return the documents after an id, in the order of their ids."""
    query = Query(collection, limit=page, after=(after,) if after else None)
    return database.run(lambda _: database.query(query))


def live_bookings(database: Database, stock_id: str) -> list[Booking]:
    """Return the readable bookings of a stock that have not ended."""
    found = bookings.stream(
        database,
        Where("stock_id", "==", stock_id),
        Where("status", "in", list(LIVE)),
        order_by=(Order("booked_at", descending=True),),
    )
    return [booking for _, booking in found]


def stock_and_live(database: Database, stock_id: str) -> StockAndLive | None:
    """Return a stock and its live bookings; None if it kept changing while they were read."""
    before = _stock_and_shards(database, stock_id)
    for _ in range(_MOST_LOOKS):
        live = live_bookings(database, stock_id)
        after = _stock_and_shards(database, stock_id)
        if [one.version for one in before] == [one.version for one in after]:
            stock, *parts = after
            found = [shards.shown(one.ref, one.data) for one in parts]
            return StockAndLive(
                stocks.shown(stock.ref, stock.data), live, [one for one in found if one is not None]
            )
        before = after
    return None


def _stock_and_shards(database: Database, stock_id: str) -> Sequence[Snapshot]:
    """Return a stock and all of its shards, from one instant if it has none or keeps their number.

    A stock whose shards are being dealt out again has another version at the next look.
    """
    (first,) = database.read([stocks.ref(stock_id)])
    stock = stocks.shown(first.ref, first.data)
    if stock is None or stock.shards == 0:
        return [first]
    return database.read([first.ref, *refs_of(stock)])


def with_claims(database: Database, found: Sequence[Booking]) -> list[WithClaims]:
    """Return bookings as they are now with their claims, all from one instant."""
    refs = [ref for booking in found for ref in _refs(booking)]
    read = {one.ref: one.data for one in database.read(refs)} if refs else {}
    return [
        WithClaims(
            bookings.shown(own, read[own]),
            active_bookings.shown(active, read[active]),
            countermarks.shown(countermark, read[countermark]),
        )
        for own, active, countermark in map(_refs, found)
    ]


def _refs(booking: Booking) -> tuple[Ref, Ref, Ref]:
    claim_id = active_id(booking.beneficiary_id, booking.offer_id)
    return (
        bookings.ref(booking.id),
        active_bookings.ref(claim_id),
        countermarks.ref(booking.countermark),
    )


def with_bookings(
    database: Database, claims: Collection[C], page: Sequence[Snapshot]
) -> Iterator[tuple[str, C | None, Booking | None]]:
    """Yield the id of each claim of a page, the claim and its booking, all from one instant.

    The claim is None if it cannot be read; one that has just gone or changed is left out.
    """
    named: dict[Ref, C | None] = {one.ref: claims.shown(one.ref, one.data) for one in page}
    wanted = {ref: claim.booking_id for ref, claim in named.items() if claim is not None}
    of: set[Ref] = set(map(bookings.ref, filter(is_id, wanted.values())))
    read = {one.ref: one.data for one in database.read([*named, *of])} if named else {}
    for ref, listed in named.items():
        claim = claims.shown(ref, read[ref])
        if read[ref] is None or (claim is None) != (listed is None):
            continue
        if claim is None:
            yield ref.id, None, None
        elif claim.booking_id == wanted[ref]:
            own = bookings.ref(claim.booking_id) if is_id(claim.booking_id) else None
            yield ref.id, claim, None if own is None else bookings.shown(own, read[own])


def oldest_event(database: Database) -> Document | None:
    """Return the event that has waited in the outbox for longest."""
    # Not by a query, as the sweep: the outbox has no index on time, and is short.
    waiting = (data for _, data in database.stream(Query(OUTBOX)))
    return min(waiting, key=recorded_at, default=None)


def recorded_at(event: Document) -> datetime:
    """Return when an event was recorded; one that cannot be read is the oldest."""
    at = event.get("recorded_at")
    return at if isinstance(at, datetime) else datetime.min.replace(tzinfo=UTC)
