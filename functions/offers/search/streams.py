"""In order of dates, or the newest first: what an index yields in order, judged one by one."""

from collections.abc import Iterator, Sequence
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
    hits: list[Hit] = []
    behind, at_once = after, max(page_size, _LEAST_AT_ONCE)
    with allowed(budget) as allowance:
        found = _showings(work, wanted, after=after, page=at_once, now=now, allowance=allowance)
        while True:
            most = max(page_size - len(hits), _LEAST_AT_ONCE)
            batch, is_spent = _some(found, most)
            shown = _affordable(batch, wanted, most=allowance.left)
            worth = [showing for showing in shown if rules.may_fit(showing, wanted)]
            work.prefetch(*(listings.ref(showing.offer_id) for showing in worth))
            for showing in worth:
                listing = listings.peek(work, showing.offer_id)
                hit = None if listing is None else rules.fit(listing, wanted, now=now)
                # At any other of its showings the offer was given before, or is still to come.
                if hit is not None and hit.chances[0].stock_id == showing.id:
                    hits.append(hit)
                    if len(hits) == page_size:
                        return Page(hits, _moment(showing))
            behind = _moment(shown[-1]) if shown else behind
            if is_spent or len(shown) < len(batch):
                return Page(hits, behind)
            if len(batch) < most:
                return Page(hits, None)


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
    hits: list[Hit] = []
    cells, behind, at_once = _cells(wanted), after, max(page_size, _LEAST_AT_ONCE)
    with allowed(budget) as allowance:
        try:
            for tier, listing in _ranked(
                work, wanted, cells=cells, after=after, page=at_once, allowance=allowance
            ):
                behind = tier, listing.published_at, listing.id
                hit = rules.fit(listing, wanted, now=now)
                if hit is not None and _tier_of(listing, wanted) == tier:
                    hits.append(hit)
                    if len(hits) == page_size:
                        return Page(hits, behind)
        except Spent:
            return Page(hits, behind)
    return Page(hits, None)


def _ranked(
    work: UnitOfWork,
    wanted: Wanted,
    *,
    cells: Sequence[str] | None,
    after: Rank | None,
    page: int,
    allowance: Allowance,
) -> Iterator[tuple[int, Listing]]:
    """Yield what is behind a place, each with the tier in which it was found."""
    for tier, key in _tiers(wanted):
        if after is not None and tier < after[0]:
            continue
        behind = after[1:] if after is not None and after[0] == tier else None
        for listing in newest_listings(
            work, key, cells=cells, after=behind, page=page, cap=allowance.cap
        ):
            yield tier, listing


def _some(found: Iterator[Showing], most: int) -> tuple[list[Showing], bool]:
    """Return the next of what is found, and whether the page may not read what follows."""
    batch: list[Showing] = []
    try:
        for showing in islice(found, most):
            batch.append(showing)
    except Spent:
        return batch, True
    return batch, False


def _affordable(batch: list[Showing], wanted: Wanted, *, most: int) -> list[Showing]:
    """Return the first of a batch, as far as their listings are no more than may be read."""
    worth = 0
    for number, showing in enumerate(batch):
        worth += rules.may_fit(showing, wanted)
        if worth > most:
            return batch[:number]
    return batch


def _moment(showing: Showing) -> Moment:
    return showing.begins_at, showing.id


def _tiers(wanted: Wanted) -> Sequence[tuple[int, str]]:
    key = rules.key_of(wanted)
    return ((0, name_key(key)), (1, key)) if wanted.asked else ((1, key),)


def _tier_of(listing: Listing, wanted: Wanted) -> int:
    return 0 if wanted.asked and rules.names_all(listing, wanted) else 1


def _showings(
    work: UnitOfWork,
    wanted: Wanted,
    *,
    after: Moment | None,
    page: int,
    allowance: Allowance,
    now: datetime,
) -> Iterator[Showing]:
    is_bounded = wanted.begins_from is not None or wanted.begins_until is not None
    return next_showings(
        work,
        rules.key_of(wanted),
        cells=_cells(wanted),
        begins_from=max(now, wanted.begins_from or now),
        # Things begin at no instant: where dates are asked for, they do not fit.
        begins_until=wanted.begins_until or (_LAST_INSTANT if is_bounded else FAR),
        after=after,
        page=page,
        # Each of them may take a listing that is read too.
        cap=lambda number: allowance.cap(min(number, allowance.left // 2)),
    )


def _cells(wanted: Wanted) -> list[str] | None:
    if wanted.point is None:
        return None
    return covering_cells(*wanted.point, wanted.radius_m, lengths=CELLS, most=_MOST_CELLS)
