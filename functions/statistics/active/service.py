"""Count the active offers of the present month."""

from datetime import datetime

from functions.accounts.places.data import departments
from functions.kernel.database import Database, UnitOfWork
from functions.kernel.values import replace
from functions.offers.categories.rules import categories_by_group
from functions.offers.search.store import count_offers_at
from functions.statistics.active.models import ActiveOffers
from functions.statistics.active.store import active_offers


def count(database: Database, month: str, *, now: datetime) -> None:
    """Count the offers that can be booked now; none is read.

    There is a query for each group of categories in each department. A month ends with its last
    count.
    """
    counted = {code: _by_group(database, code, now) for code in departments()}
    found = {code: by_group for code, by_group in counted.items() if by_group}
    after = ActiveOffers(
        month=month,
        counted_at=now,
        by_department={code: sum(by_group.values()) for code, by_group in found.items()},
        by_group=found,
        due_at=now,
    )

    def save(work: UnitOfWork) -> None:
        before = active_offers.find(work, month)
        if before is None:
            if found:
                active_offers.create(work, month, after)
        elif before.by_group != found:
            active_offers.replace(work, month, after)

    database.run(save)


def _by_group(database: Database, department: str, now: datetime) -> dict[str, int]:
    """Return the numbers of a department by group, without zeros."""
    counted = {
        group: count_offers_at(database, department, categories, now)
        for group, categories in categories_by_group().items()
    }
    return {group: number for group, number in counted.items() if number}


def settle(work: UnitOfWork, published: ActiveOffers) -> None:
    """Note that a count is published, unless a later one has replaced it."""
    kept = active_offers.find(work, published.month)
    if kept is not None and kept.counted_at == published.counted_at:
        active_offers.replace(work, published.month, replace(kept, due_at=None))
