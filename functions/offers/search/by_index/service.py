"""Search by date and by relevance: index entries are read in order, and judged one by one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from functions.kernel.database import UnitOfWork
from functions.offers.geo.rules import covering_cells
from functions.offers.search import rules as search_rules
from functions.offers.search.budget.rules import BudgetSpent, ReadBudget
from functions.offers.search.models import (
    AFTER_ALL_EVENTS,
    DateEntry,
    DatePosition,
    Hit,
    Listing,
    Page,
    Position,
    RelevancePosition,
    SearchCriteria,
)
from functions.offers.search.store import (
    CELLS,
    ListingsOf,
    listings,
    newest_listings,
    next_date_entries,
)

_MOST_CELLS = 60
"""How many cells cover a circle at most, if possible: two queries."""
_LEAST_AT_ONCE = 10
"""How many documents one round trip reads, even if fewer hits are missing."""
_LAST_INSTANT = AFTER_ALL_EVENTS - timedelta(microseconds=1)


@dataclass
class _PageReader:
    """Sizes the batches of a page, as many documents as its missing hits are likely to need.

    `cost` is how many documents may be read for each match, itself included. `pending` counts the
    documents asked for with the next round trip, `unread` those of them not read before.
    """

    budget: ReadBudget
    page_size: int
    cost: int = 1
    pending: int = 0
    unread: int = 0
    judged: int = 0
    hits: list[Hit] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    @property
    def left(self) -> int:
        """How many documents may still be read."""
        return self.budget.left - self.pending

    @property
    def is_full(self) -> bool:
        """Whether the page is full."""
        return len(self.hits) == self.page_size

    @property
    def likely_batch(self) -> int:
        """How many documents are likely to hold all missing hits."""
        missing, found = self.page_size - len(self.hits), len(self.hits)
        return max(_LEAST_AT_ONCE, missing * (self.judged + 1) // (found + 1))

    def batch_size(self, queries: int) -> int:
        """Return how many documents each of some queries may return. Raises BudgetSpent."""
        affordable = self.left // self.cost
        if affordable < queries:
            raise BudgetSpent
        self.flush()
        return max(1, min(self.likely_batch, affordable) // queries)

    def prefetch(self, work: UnitOfWork, offer_id: str) -> None:
        """Prefetch a listing with the next round trip. Raises BudgetSpent."""
        if self.left <= 0:
            raise BudgetSpent
        work.prefetch(listings.ref(offer_id))
        self.pending += 1
        if offer_id not in self._seen:
            self._seen.add(offer_id)
            self.unread += 1

    def flush(self) -> None:
        """Count the listings that the round trip about to be made reads."""
        self.budget.spend(self.unread)
        self.pending = self.unread = 0

    def fill(
        self, judged: Iterable[tuple[Position, Hit | None]], *, after: Position | None
    ) -> Page:
        """Collect hits until the page is full, the budget spent or nothing left.

        Each judged listing comes with its position; None in place of the hit where none matched.
        """
        reached = after
        try:
            for reached, hit in judged:
                self.judged += 1
                if hit is not None:
                    self.hits.append(hit)
                if self.is_full:
                    return Page(self.hits, reached)
        except BudgetSpent:
            return Page(self.hits, reached)
        return Page(self.hits, None)


def by_date(
    work: UnitOfWork,
    criteria: SearchCriteria,
    *,
    after: DatePosition | None,
    page_size: int,
    budget: ReadBudget,
    now: datetime,
) -> Page:
    """Return the hits after a position in the order of dates, then of stock ids.

    An offer has the date of its first matching stock. The page ends where its budget is spent.
    """
    reader = _PageReader(budget, page_size, cost=2)

    def judged() -> Iterator[tuple[DatePosition, Hit | None]]:
        for entry, listing in _entries(work, criteria, after=after, reader=reader, now=now):
            hit = None if listing is None else search_rules.fit(listing, criteria, now=now)
            # At its other entries the offer was returned before, or is still to come.
            is_first = hit is not None and hit.stocks[0].stock_id == entry.id
            yield (entry.begins_at, entry.id), hit if is_first else None

    return reader.fill(judged(), after=after)


def by_relevance(
    work: UnitOfWork,
    criteria: SearchCriteria,
    *,
    after: RelevancePosition | None,
    page_size: int,
    budget: ReadBudget,
    now: datetime,
) -> Page:
    """Return the hits after a position: the very title, names as they were typed, then others.

    All groups are ordered by publication, newest first. The page ends where its budget is spent.
    """
    reader = _PageReader(budget, page_size)

    def judged() -> Iterator[tuple[RelevancePosition, Hit | None]]:
        for group, listing in _ranked(work, criteria, after=after, reader=reader):
            hit = search_rules.fit(listing, criteria, now=now)
            position = group, listing.published_at, listing.id
            yield position, hit if search_rules.match_group(listing, criteria) == group else None

    return reader.fill(judged(), after=after)


def _entries(
    work: UnitOfWork,
    criteria: SearchCriteria,
    *,
    after: DatePosition | None,
    reader: _PageReader,
    now: datetime,
) -> Iterator[tuple[DateEntry, Listing | None]]:
    """Yield the date entries after a position with their listings, None if they cannot match."""
    found = next_date_entries(
        work,
        search_rules.keys_to_match(criteria),
        cells=_cells(criteria),
        begins_from=max(now, criteria.begins_from or now),
        # Things have no date, so they do not match a search by date.
        begins_until=criteria.begins_until
        or (_LAST_INSTANT if criteria.is_dated else AFTER_ALL_EVENTS),
        after=after,
        batch_size=reader.batch_size,
        spend=reader.budget.spend_on,
    )
    while True:
        size, spent = reader.likely_batch, None
        batch: list[tuple[DateEntry, bool]] = []
        try:
            for entry in islice(found, size):
                may_fit = search_rules.may_fit(entry, criteria)
                if may_fit:
                    reader.prefetch(work, entry.offer_id)
                batch.append((entry, may_fit))
        except BudgetSpent as fault:
            spent = fault
        reader.flush()
        for entry, may_fit in batch:
            yield entry, listings.find_shown(work, entry.offer_id) if may_fit else None
        if spent is not None:
            raise spent
        if len(batch) < size:
            return


def _ranked(
    work: UnitOfWork,
    criteria: SearchCriteria,
    *,
    after: RelevancePosition | None,
    reader: _PageReader,
) -> Iterator[tuple[int, Listing]]:
    """Yield the listings after a position, with the match group in which each was found."""
    cells = _cells(criteria)
    for together in search_rules.group_keys(criteria):
        left = [(group, keys) for group, keys in together if after is None or group >= after[0]]
        if not left:
            continue
        found = newest_listings(
            work,
            [
                ListingsOf(keys, after[1:] if after is not None and after[0] == group else None)
                for group, keys in left
            ],
            cells=cells,
            batch_size=reader.batch_size,
            spend=reader.budget.spend_on,
        )
        for (group, _), of_group in zip(left, found, strict=True):
            for listing in of_group:
                yield group, listing


def _cells(criteria: SearchCriteria) -> list[str] | None:
    if criteria.point is None:
        return None
    return covering_cells(*criteria.point, criteria.radius_m, lengths=CELLS, most=_MOST_CELLS)
