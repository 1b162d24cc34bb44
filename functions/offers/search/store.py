"""Documents and queries of search; every read is counted against the page's budget."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import chain, islice
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
    field_of,
    resumed,
)
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.kernel.values import Struct, replace
from functions.offers.search.budget.rules import ReadBudget
from functions.offers.search.models import DateEntry, DatePosition, Listed, Listing, VenueName
from functions.offers.search.words.rules import EVERYTHING

M = TypeVar("M")
Match = tuple[Ref, Document]
BatchSize = Callable[[int], int]
"""Returns how many documents each of some queries may return now, at least one; raises BudgetSpent
if that is too many."""
Spend = Callable[[list[int]], None]
"""Counts the matches of each of some queries against the budget."""
_GROWTH = 4
"""How many times larger the next batch of a query may be than the one before."""

listings = Collection("listings", Listing)
_without_words = listings.as_model(Listed)
date_entries = Collection("showings", DateEntry)
venue_names = Collection("venue_names", VenueName)

CELLS = range(3, 7)
"""The lengths of the geohash prefixes that listings and date entries are indexed by."""

_MOST_CELLS = 30
"""How many values one Firestore query may look for."""

declare_indexes(
    Index("listings", ("spot.geohash",)),
    Index("listings", ("keys[]", "spot.geohash")),
    Index("listings", ("keys[]", "-published_at")),
    *(Index("listings", (f"spot.cell{n}", "keys[]", "-published_at")) for n in CELLS),
    Index("listings", ("place.venue_id", "-published_at")),
    Index("listings", ("ends_at",)),
    Index("listings", ("place.department", "category", "ends_at")),
    Index("showings", ("keys[]", "begins_at")),
    *(Index("showings", (f"spot.cell{n}", "keys[]", "begins_at")) for n in CELLS),
    Index("showings", ("begins_at",)),
    Index("showings", ("offer_id",)),
    Index("venue_names", ("keys[]", "name")),
)


@dataclass(frozen=True, slots=True)
class GeohashRange:
    """Geohashes from `low` up to `high`, excluded; at `low`, only ids after `after_id`."""

    low: str
    high: str
    after_id: str = ""


class FoundListing(Struct, frozen=True):
    """A listing that a search has met, and where it is on the map; it is decoded by `read`."""

    ref: Ref
    data: Document
    geohash: str

    @property
    def id(self) -> str:
        """The id of the offer."""
        return self.ref.id

    def read(self, *, with_words: bool) -> Listed | None:
        """Return the listing, or None; counted and logged if unreadable.

        Without its words, as `Listed`, it takes a third less time than as `Listing`.
        """
        seen = listings if with_words else _without_words
        return seen.shown(self.ref, self.data)


def listings_in(
    work: UnitOfWork,
    key: str,
    ranges: Sequence[GeohashRange],
    *,
    limit: int,
    budget: ReadBudget,
) -> list[list[FoundListing]]:
    """Return the first listings of a key in each range, by geohash and id, in one round trip."""
    # Every listing has that key: without the condition, SQLite takes half the time.
    having = () if key == EVERYTHING else (Where("keys", "array_contains", key),)
    queries = [
        Query(
            listings.name,
            (
                *having,
                Where("spot.geohash", ">=", part.low),
                Where("spot.geohash", "<", part.high),
            ),
            (Order("spot.geohash"),),
            limit,
            (part.low, part.after_id) if part.after_id else None,
        )
        for part in ranges
    ]
    matches = work.query_all(queries)
    budget.spend_on([len(found) for found in matches])
    return [[_found(*match) for match in found] for found in matches]


def _found(ref: Ref, data: Document) -> FoundListing:
    name = field_of(data, "spot.geohash")
    # The query has compared it with texts.
    assert isinstance(name, str)
    return FoundListing(ref, data, name)


@dataclass(frozen=True, slots=True)
class ListingsOf:
    """The listings that have one of some keys, after a position; one with two comes twice."""

    keys: Sequence[str]
    after: tuple[datetime, str] | None = None


def newest_listings(
    work: UnitOfWork,
    wanted: Sequence[ListingsOf],
    *,
    cells: Sequence[str] | None,
    batch_size: BatchSize,
    spend: Spend,
) -> list[Iterator[Listing]]:
    """Return listings in these cells, or everywhere, for each that is wanted, newest first.

    The first batches of all come in one round trip.
    """
    by = (Order("published_at", descending=True),)
    queries = [
        [Query(listings.name, where, by, after=one.after) for where in _in_cells(one.keys, cells)]
        for one in wanted
    ]
    streams = iter(_streams(work, listings, list(chain(*queries)), batch_size, spend))
    return [
        merge(
            *islice(streams, len(of_one)),
            key=lambda found: (found.published_at, found.id),
            reverse=True,
        )
        for of_one in queries
    ]


def sample_and_venues(
    work: UnitOfWork, key: str, venue_key: str, *, listings_most: int, venues_most: int
) -> tuple[list[Listing], list[VenueName]]:
    """Return the newest listings of a key, and the first venues by name of another.

    One round trip.
    """
    by_name = Query(
        venue_names.name,
        (Where("keys", "array_contains", venue_key),),
        (Order("name"),),
        venues_most,
    )
    sample, venues = work.query_all([_newest(key, listings_most), by_name])
    return [one for _, one in listings.readable(sample)], [
        one for _, one in venue_names.readable(venues)
    ]


def newest_of_keys(work: UnitOfWork, keys: Sequence[str], *, limit: int) -> list[list[Listing]]:
    """Return the newest listings of each key, at most `limit` of each; one round trip."""
    if not keys:
        return []
    found = work.query_all([_newest(key, limit) for key in keys])
    return [[one for _, one in listings.readable(matches)] for matches in found]


def listings_at(
    work: UnitOfWork,
    venue_id: str,
    *,
    until: datetime,
    after: tuple[datetime, str] | None,
    batch: int,
) -> Iterator[Listing]:
    """Yield the listings at a venue published until an instant, last published first."""
    return listings.query_pages(
        work,
        Where("place.venue_id", "==", venue_id),
        Where("published_at", "<=", until),
        order_by=(Order("published_at", descending=True),),
        after=after,
        page=batch,
    )


def next_date_entries(
    work: UnitOfWork,
    keys: Sequence[str],
    *,
    cells: Sequence[str] | None,
    begins_from: datetime,
    begins_until: datetime,
    after: DatePosition | None,
    batch_size: BatchSize,
    spend: Spend,
) -> Iterator[DateEntry]:
    """Yield the date entries of some keys in these cells, or everywhere, first to begin first.

    An entry with two of the keys comes twice.
    """
    between = (Where("begins_at", ">=", begins_from), Where("begins_at", "<=", begins_until))
    by = (Order("begins_at"),)
    queries = [
        Query(date_entries.name, (*where, *between), by, after=after)
        for where in _in_cells(keys, cells)
    ]
    streams = _streams(work, date_entries, queries, batch_size, spend)
    return merge(*streams, key=lambda found: (found.begins_at, found.id))


def date_entries_of_offer(database: Database, offer_id: str) -> Iterator[tuple[str, DateEntry]]:
    """Yield the date entries of an offer, by id."""
    return date_entries.stream(database, Where("offer_id", "==", offer_id))


def listings_over(at: datetime) -> Query:
    """Return the query of the listings whose booking has ended."""
    return _over(listings.name, "ends_at", at)


def date_entries_over(at: datetime) -> Query:
    """Return the query of the date entries whose event has begun."""
    return _over(date_entries.name, "begins_at", at)


def _newest(key: str, limit: int) -> Query:
    by = (Order("published_at", descending=True),)
    return Query(listings.name, (Where("keys", "array_contains", key),), by, limit)


def _over(collection: str, field: str, at: datetime) -> Query:
    return Query(collection, (Where(field, "<=", at),), (Order(field),))


def _streams(
    work: UnitOfWork,
    collection: Collection[M],
    queries: Sequence[Query],
    batch_size: BatchSize,
    spend: Spend,
) -> list[Iterator[M]]:
    """Return the matches of each query, in order; all first batches come in one round trip."""
    limit = batch_size(len(queries))
    queries = [replace(query, limit=limit) for query in queries]
    matches = work.query_all(queries)
    spend([len(found) for found in matches])
    return [
        _models(collection, _stream(work, query, first, batch_size, spend))
        for query, first in zip(queries, matches, strict=True)
    ]


def _models(collection: Collection[M], found: Iterator[Match]) -> Iterator[M]:
    return (model for _, model in collection.readable(found))


def _stream(
    work: UnitOfWork, query: Query, found: list[Match], batch_size: BatchSize, spend: Spend
) -> Iterator[Match]:
    """Yield the matches found and all that follow, in batches as large as allowed."""
    yield from found
    while len(found) == query.limit:
        limit = min(_GROWTH * query.limit, batch_size(1))
        query = replace(resumed(query, *found[-1]), limit=limit)
        (found,) = work.query_all([query])
        spend([len(found)])
        yield from found


def _in_cells(keys: Sequence[str], cells: Sequence[str] | None) -> list[tuple[Where, ...]]:
    """Return the conditions of each query needed to cover these cells for each key."""
    having = [Where("keys", "array_contains", key) for key in keys]
    if cells is None:
        return [(has_key,) for has_key in having]
    parts = [cells[start : start + _MOST_CELLS] for start in range(0, len(cells), _MOST_CELLS)]
    return [
        (Where(f"spot.cell{len(part[0])}", "in", list(part)), has_key)
        for has_key in having
        for part in parts
    ]


def count_offers_at(
    database: Database, department: str, categories: Sequence[str], at: datetime
) -> int:
    """Return how many offers of a department and some categories can be booked at an instant.

    At most 30 categories, which is the longest `in` of Firestore.
    """
    chosen = (
        Where("place.department", "==", department),
        Where("category", "in", list(categories)),
        Where("ends_at", ">", at),
    )
    return database.count(Query(listings.name, chosen, (Order("ends_at"),)))
