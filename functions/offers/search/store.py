"""The documents that offers are found by, and every query that search makes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge
from typing import TypeVar

from functions.kernel.database import (
    Database,
    Document,
    Index,
    Order,
    Query,
    Ref,
    UnitOfWork,
    Where,
    resumed,
)
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.offers.search.models import Listing, Moment, Showing

M = TypeVar("M")
Match = tuple[Ref, Document]
Each = Callable[[int], int]
"""Tells how many documents each of so many queries may bring now; at least one, or it raises."""
_TIMES = 4
"""How many times as many documents a query may bring as when it was asked before."""

listings = Collection("listings", Listing)
showings = Collection("showings", Showing)

CELLS = range(3, 7)
"""The lengths of the geohashes that listings and showings can be found by whole."""

_MOST_CELLS = 30
"""How many values Firestore lets one query look for."""

declare_indexes(
    Index("listings", ("keys[]", "spot.geohash")),
    Index("listings", ("keys[]", "-published_at")),
    *(Index("listings", (f"spot.cell{n}", "keys[]", "-published_at")) for n in CELLS),
    Index("listings", ("ends_at",)),
    Index("showings", ("keys[]", "begins_at")),
    *(Index("showings", (f"spot.cell{n}", "keys[]", "begins_at")) for n in CELLS),
    Index("showings", ("begins_at",)),
    Index("showings", ("offer_id",)),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Geohashes from `low` on and before `high`; of `low` itself, the ids behind `after_id`."""

    low: str
    high: str
    after_id: str = ""


def listings_in(
    work: UnitOfWork, key: str, stretches: Sequence[Stretch], *, limit: int
) -> list[list[Listing]]:
    """Return the first listings of a key in each stretch, by geohash and id, in one round trip."""
    queries = [
        Query(
            listings.name,
            (
                Where("keys", "array_contains", key),
                Where("spot.geohash", ">=", stretch.low),
                Where("spot.geohash", "<", stretch.high),
            ),
            (Order("spot.geohash"),),
            limit,
            (stretch.low, stretch.after_id) if stretch.after_id else None,
        )
        for stretch in stretches
    ]
    return [[listings.decode(data) for _, data in found] for found in work.query_all(queries)]


def newest_listings(
    work: UnitOfWork,
    key: str,
    *,
    cells: Sequence[str] | None,
    after: tuple[datetime, str] | None,
    each: Each,
) -> Iterator[Listing]:
    """Yield the listings of a key in these cells, or everywhere: last published first."""
    by = (Order("published_at", descending=True),)
    queries = [Query(listings.name, where, by, after=after) for where in _in_cells(key, cells)]
    streams = _streams(work, listings, queries, each)
    return merge(*streams, key=lambda found: (found.published_at, found.id), reverse=True)


def next_showings(
    work: UnitOfWork,
    key: str,
    *,
    cells: Sequence[str] | None,
    begins_from: datetime,
    begins_until: datetime,
    after: Moment | None,
    each: Each,
) -> Iterator[Showing]:
    """Yield the showings of a key in these cells, or everywhere: the first to begin first."""
    between = (Where("begins_at", ">=", begins_from), Where("begins_at", "<=", begins_until))
    by = (Order("begins_at"),)
    queries = [
        Query(showings.name, (*where, *between), by, after=after) for where in _in_cells(key, cells)
    ]
    streams = _streams(work, showings, queries, each)
    return merge(*streams, key=lambda found: (found.begins_at, found.id))


def showings_of_offer(database: Database, offer_id: str) -> Iterator[tuple[str, Showing]]:
    """Yield an offer's showings by id."""
    return showings.stream(database, Where("offer_id", "==", offer_id))


def listings_over(at: datetime) -> Query:
    """Return the query of the listings of which nothing can be booked any more."""
    return _over(listings.name, "ends_at", at)


def showings_over(at: datetime) -> Query:
    """Return the query of the showings of what has begun."""
    return _over(showings.name, "begins_at", at)


def _over(collection: str, field: str, at: datetime) -> Query:
    return Query(collection, (Where(field, "<=", at),), (Order(field),))


def _streams(
    work: UnitOfWork, collection: Collection[M], queries: Sequence[Query], each: Each
) -> list[Iterator[M]]:
    """Return every match of each query, in order; the first of all come in one round trip."""
    limit = each(len(queries))
    queries = [replace(query, limit=limit) for query in queries]
    return [
        (collection.decode(data) for _, data in _stream(work, query, first, each))
        for query, first in zip(queries, work.query_all(queries), strict=True)
    ]


def _stream(work: UnitOfWork, query: Query, found: list[Match], each: Each) -> Iterator[Match]:
    """Yield what was found and all that is behind it, as many at a time as may be."""
    yield from found
    while len(found) == query.limit:
        limit = min(_TIMES * query.limit, each(1))
        query = replace(resumed(query, *found[-1]), limit=limit)
        (found,) = work.query_all([query])
        yield from found


def _in_cells(key: str, cells: Sequence[str] | None) -> list[tuple[Where, ...]]:
    """Return the conditions of each query that it takes to look into all these cells."""
    has_key = Where("keys", "array_contains", key)
    if cells is None:
        return [(has_key,)]
    parts = (cells[start : start + _MOST_CELLS] for start in range(0, len(cells), _MOST_CELLS))
    return [(Where(f"spot.cell{len(part[0])}", "in", list(part)), has_key) for part in parts]
