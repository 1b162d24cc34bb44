"""Finding offers: what is near, what it costs, when it is."""

from datetime import datetime
from typing import cast

from functions.kernel.database import UnitOfWork
from functions.offers.search.models import Moment, Page, Position, Rank, Reached, Wanted
from functions.offers.search.nearest import nearest
from functions.offers.search.streams import by_date, by_relevance

_LEAST_BUDGET = 300
_BUDGET_TIMES = 15
"""How many documents may be read for each hit that a page may hold."""


def budget_of(page_size: int) -> int:
    """Return how many documents a page that may hold so many hits reads at most."""
    return max(_LEAST_BUDGET, _BUDGET_TIMES * page_size)


def search(
    work: UnitOfWork, wanted: Wanted, *, after: Position | None, page_size: int, now: datetime
) -> Page:
    """Return a page of hits in a total order.

    `after` is a place in the order that `wanted.sort` names. No page reads more documents than
    `budget_of` its size, save a late one in the order of distance: see `nearest`. Where little fits
    of what is read, a page ends before that, short or even empty, though another follows it.
    """
    budget = budget_of(page_size)
    if wanted.sort == "distance":
        return nearest(
            work,
            wanted,
            after=cast("Reached | None", after),
            page_size=page_size,
            budget=budget,
            now=now,
        )
    if wanted.sort == "date":
        return by_date(
            work,
            wanted,
            after=cast("Moment | None", after),
            page_size=page_size,
            budget=budget,
            now=now,
        )
    return by_relevance(
        work,
        wanted,
        after=cast("Rank | None", after),
        page_size=page_size,
        budget=budget,
        now=now,
    )
