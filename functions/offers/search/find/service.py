"""Searching offers by distance, date or relevance."""

from datetime import datetime
from typing import cast

from functions.kernel.database import UnitOfWork
from functions.offers.search.budget.rules import ReadBudget
from functions.offers.search.by_distance.service import nearest
from functions.offers.search.by_index.service import by_date, by_relevance
from functions.offers.search.models import (
    DatePosition,
    DistanceCursor,
    Page,
    Position,
    RelevancePosition,
    SearchCriteria,
)

_LEAST_BUDGET = 300
_BUDGET_TIMES = 15
"""The read budget of a page: documents for each hit it may hold, and at least."""


def budget_of(page_size: int) -> int:
    """Return how many documents a page of this size may read."""
    return max(_LEAST_BUDGET, _BUDGET_TIMES * page_size)


def search(
    work: UnitOfWork,
    criteria: SearchCriteria,
    *,
    after: Position | None,
    page_size: int,
    now: datetime,
) -> Page:
    """Return a page of hits in a total order.

    `after` is a position in the order of `criteria.sort`. No page reads more documents than
    `budget_of` its size, except a late page by distance: see `nearest`. If few of the documents
    read match, a page ends at its budget, short or even empty, though another page follows.
    """
    budget = ReadBudget(budget_of(page_size))
    if criteria.sort == "distance":
        return nearest(
            work,
            criteria,
            after=cast("DistanceCursor | None", after),
            page_size=page_size,
            budget=budget,
            now=now,
        )
    if criteria.sort == "date":
        return by_date(
            work,
            criteria,
            after=cast("DatePosition | None", after),
            page_size=page_size,
            budget=budget,
            now=now,
        )
    return by_relevance(
        work,
        criteria,
        after=cast("RelevancePosition | None", after),
        page_size=page_size,
        budget=budget,
        now=now,
    )
