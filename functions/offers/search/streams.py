"""In order of dates, or the newest first: what an index yields in order, judged one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from functions.kernel.database import UnitOfWork
from functions.offers.geo import covering_cells
from functions.offers.search import rules
from functions.offers.search.allowance import Allowance, Spent, allowed
from functions.offers.search.models import (
    FAR,
    Hit,
    Listing,
    Moment,
    Page,
    Rank,
    Showing,
    Wanted,
)
from functions.offers.search.store import (
    CELLS,
    listings,
    newest_listings,
    next_showings,
)
from functions.offers.search.text import name_key

_MOST_CELLS = 60
"""How many cells a circle is covered with where it can be: two queries."""
_LEAST_AT_ONCE = 10
"""How many documents one round trip brings, even when fewer hits are missing."""
_LAST_INSTANT = FAR - timedelta(microseconds=1)


@dataclass
class _Pace:
    """How many documents to read at once: as many as the missing hits are likely to take.

    `cost` is how many may be read for each, itself included, and `pending` how many are about to
    be, with whatever is read next.
    """

    allowance: Allowance
    page_size: int
    cost: int = 1
    pending: int = 0
    judged: int = 0
    hits: list[Hit] = field(default_factory=list)

    @property
    def left(self) -> int:
        """How many documents may still be read."""
        return self.allowance.left - self.pending

    @property
    def is_over(self) -> bool:
        """Whether the page is full."""
        return len(self.hits) == self.page_size

    @property
    def at_once(self) -> int:
        """How many are likely to hold all hits that are missing."""
        missing, found = self.page_size - len(self.hits), len(self.hits)
        return max(_LEAST_AT_ONCE, missing * (self.judged + 1) // (found + 1))

    def each(self, queries: int) -> int:
        """Return how many documents each of so many queries may bring now. Raises Spent."""
        affordable = self.left // self.cost
        if affordable < queries:
            raise Spent
        self.pending = 0
        return max(1, min(self.at_once, affordable) // queries)

    def promise(self) -> None:
        """Count one more that is read with whatever is read next. Raises Spent."""
        if self.left <= 0:
            raise Spent
        self.pending += 1

    def judge(self, hit: Hit | None) -> None:
        """Count what was looked at, and keep it when it is a hit."""
        self.judged += 1
        if hit is not None:
            self.hits.append(hit)


def by_date(
    work: UnitOfWork,
    wanted: Wanted,
    *,
    after: Moment | None,
    page_size: int,
    budget: int,
    now: datetime,
) -> Page:
    """Return the hits behind a place in the order of dates, then of stock ids.

    An offer stands where the first of its stocks that fit does. The page reads at most `budget`
    documents, and ends where they are spent.
    """
    behind = after
    with allowed(budget) as allowance:
        pace = _Pace(allowance, page_size, cost=2)
        try:
            for showing, listing in _led_to(work, wanted, after=after, pace=pace, now=now):
                behind = showing.begins_at, showing.id
                hit = None if listing is None else rules.fit(listing, wanted, now=now)
                # At any other of its showings the offer was given before, or is still to come.
                is_first = hit is not None and hit.chances[0].stock_id == showing.id
                pace.judge(hit if is_first else None)
                if pace.is_over:
                    return Page(pace.hits, behind)
        except Spent:
            return Page(pace.hits, behind)
    return Page(pace.hits, None)


def by_relevance(
    work: UnitOfWork,
    wanted: Wanted,
    *,
    after: Rank | None,
    page_size: int,
    budget: int,
    now: datetime,
) -> Page:
    """Return the hits behind a place: those with all the words in the name, then the others.

    In each of the two the last published comes first. The page reads at most `budget` documents,
    and ends where they are spent.
    """
    behind = after
    with allowed(budget) as allowance:
        pace = _Pace(allowance, page_size)
        try:
            for tier, listing in _ranked(work, wanted, after=after, pace=pace):
                behind = tier, listing.published_at, listing.id
                hit = rules.fit(listing, wanted, now=now)
                pace.judge(hit if _tier_of(listing, wanted) == tier else None)
                if pace.is_over:
                    return Page(pace.hits, behind)
        except Spent:
            return Page(pace.hits, behind)
    return Page(pace.hits, None)


def _led_to(
    work: UnitOfWork, wanted: Wanted, *, after: Moment | None, pace: _Pace, now: datetime
) -> Iterator[tuple[Showing, Listing | None]]:
    """Yield the showings behind a place with the listings they lead to, None where none may fit."""
    is_bounded = wanted.begins_from is not None or wanted.begins_until is not None
    found = next_showings(
        work,
        rules.key_of(wanted),
        cells=_cells(wanted),
        begins_from=max(now, wanted.begins_from or now),
        # Things begin at no instant: where dates are asked for, they do not fit.
        begins_until=wanted.begins_until or (_LAST_INSTANT if is_bounded else FAR),
        after=after,
        each=pace.each,
    )
    while True:
        size, spent = pace.at_once, None
        batch: list[tuple[Showing, bool]] = []
        try:
            for showing in islice(found, size):
                may_fit = rules.may_fit(showing, wanted)
                if may_fit:
                    pace.promise()
                    work.prefetch(listings.ref(showing.offer_id))
                batch.append((showing, may_fit))
        except Spent as fault:
            spent = fault
        for showing, may_fit in batch:
            yield showing, listings.find_unverified(work, showing.offer_id) if may_fit else None
        pace.pending = 0
        if spent is not None:
            raise spent
        if len(batch) < size:
            return


def _ranked(
    work: UnitOfWork, wanted: Wanted, *, after: Rank | None, pace: _Pace
) -> Iterator[tuple[int, Listing]]:
    """Yield the listings behind a place, with the tier in which each was found."""
    cells = _cells(wanted)
    for tier, key in _tiers(wanted):
        if after is not None and tier < after[0]:
            continue
        behind = after[1:] if after is not None and after[0] == tier else None
        for listing in newest_listings(work, key, cells=cells, after=behind, each=pace.each):
            yield tier, listing


def _tiers(wanted: Wanted) -> Sequence[tuple[int, str]]:
    key = rules.key_of(wanted)
    return ((0, name_key(key)), (1, key)) if wanted.asked else ((1, key),)


def _tier_of(listing: Listing, wanted: Wanted) -> int:
    return 0 if wanted.asked and rules.names_all(listing, wanted) else 1


def _cells(wanted: Wanted) -> list[str] | None:
    if wanted.point is None:
        return None
    return covering_cells(*wanted.point, wanted.radius_m, lengths=CELLS, most=_MOST_CELLS)
