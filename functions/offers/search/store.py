"""The documents that offers are found by, and every query that search makes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import merge
from typing import TypeVar

from functions.kernel.database import (
    Database,
    Index,
    Order,
    Query,
    UnitOfWork,
    Where,
    resumed,
)
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.offers.search.models import Listing, Moment, Showing

M = TypeVar("M")
Cap = Callable[[int], int]
"""Tells how many of so many documents may be read; at least one, or it raises."""

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


def listings_between(
    work: UnitOfWork, key: str, *, low: str, high: str, after: tuple[str, str] | None, limit: int
) -> list[Listing]:
    """Return listings of a key in the order of their geohashes, from `low` on and before `high`."""
    return listings.search(
        work,
        Where("keys", "array_contains", key),
        Where("spot.geohash", ">=", low),
        Where("spot.geohash", "<", high),
        order_by=(Order("spot.geohash"),),
        limit=limit,
        after=after,
    )


def newest_listings(
    work: UnitOfWork,
    key: str,
    *,
    cells: Sequence[str] | None,
    after: tuple[datetime, str] | None,
    page: int,
    cap: Cap,
) -> Iterator[Listing]:
    """Yield the listings of a key in these cells, or everywhere: last published first.

    About `page` are read to begin with, or as many as `cap` lets be read.
    """
    by = (Order("published_at", descending=True),)
    streams = [
        _stream(work, listings, Query(listings.name, where, by, limit, after), cap)
        for where, limit in _in_cells(key, cells, page)
    ]
    return merge(*streams, key=lambda found: (found.published_at, found.id), reverse=True)


def next_showings(
    work: UnitOfWork,
    key: str,
    *,
    cells: Sequence[str] | None,
    begins_from: datetime,
    begins_until: datetime,
    after: Moment | None,
    page: int,
    cap: Cap,
) -> Iterator[Showing]:
    """Yield the showings of a key in these cells, or everywhere: the first to begin first.

    About `page` are read to begin with, or as many as `cap` lets be read.
    """
    between = (Where("begins_at", ">=", begins_from), Where("begins_at", "<=", begins_until))
    by = (Order("begins_at"),)
    streams = [
        _stream(work, showings, Query(showings.name, (*where, *between), by, limit, after), cap)
        for where, limit in _in_cells(key, cells, page)
    ]
    return merge(*streams, key=lambda found: (found.begins_at, found.id))


def showings_of_offer(database: Database, offer_id: str) -> Iterator[tuple[str, Showing]]:
    """Yield an offer's showings by id."""
    return showings.scan(database, Where("offer_id", "==", offer_id))


def listings_over(at: datetime) -> Query:
    """Return the query of the listings of which nothing can be booked any more."""
    return _over(listings.name, "ends_at", at)


def showings_over(at: datetime) -> Query:
    """Return the query of the showings of what has begun."""
    return _over(showings.name, "begins_at", at)


def _over(collection: str, field: str, at: datetime) -> Query:
    return Query(collection, (Where(field, "<=", at),), (Order(field),))


def _stream(work: UnitOfWork, collection: Collection[M], query: Query, cap: Cap) -> Iterator[M]:
    """Yield every match in order, as many at a time as the query asks for and `cap` lets be."""
    while True:
        part = replace(query, limit=cap(query.limit))
        found = work.find(part)
        yield from (collection.decode(data) for _, data in found)
        if len(found) < part.limit:
            return
        query = resumed(query, *found[-1])


def _in_cells(
    key: str, cells: Sequence[str] | None, page: int
) -> list[tuple[tuple[Where, ...], int]]:
    """Return the conditions of each query that it takes to look into all these cells, and its part.

    All of them begin at once: each brings its part of the page.
    """
    has_key = Where("keys", "array_contains", key)
    if cells is None:
        return [((has_key,), page)]
    parts = [cells[start : start + _MOST_CELLS] for start in range(0, len(cells), _MOST_CELLS)]
    return [
        (
            (Where(f"spot.cell{len(part[0])}", "in", list(part)), has_key),
            -(-page // len(parts)),
        )
        for part in parts
    ]
