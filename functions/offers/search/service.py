"""Finding offers: what is near, what it costs, when it is."""

from datetime import datetime
from typing import cast

from functions.kernel.database import UnitOfWork
from functions.offers.search.models import Moment, Nearness, Page, Position, Rank, Wanted
from functions.offers.search.nearest import nearest
from functions.offers.search.streams import by_date, by_relevance

_LEAST_BUDGET = 300
_BUDGET_TIMES = 15
"""How many documents may be read for each hit that a page may hold, before it ends short."""


def search(
    work: UnitOfWork, wanted: Wanted, *, after: Position | None, page_size: int, now: datetime
) -> Page:
    """Return a page of hits in a total order.

    `after` is a place in the order that `wanted.sort` names. A page may be short, or empty, though
    another follows it: where little fits of what is read, it ends before it gets dear.
    """
    budget = max(_LEAST_BUDGET, _BUDGET_TIMES * page_size)
    if wanted.sort == "distance":
        return nearest(
            work,
            wanted,
            after=cast("Nearness | None", after),
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
