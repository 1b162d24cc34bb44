"""Count the active offers of the present month."""

from datetime import datetime

from functions.accounts.places.data import departments
from functions.kernel.database import Database, UnitOfWork
from functions.kernel.values import replace
from functions.offers.search.store import count_offers_at
from functions.statistics.active.models import ActiveOffers
from functions.statistics.active.store import active_offers


def count(database: Database, month: str, *, now: datetime) -> None:
    """Count the offers that can be booked now, a query for each department; none is read.

    A month ends with its last count.
    """
    found = {
        code: number for code in departments() if (number := count_offers_at(database, code, now))
    }

    def save(work: UnitOfWork) -> None:
        before = active_offers.find(work, month)
        after = ActiveOffers(month=month, counted_at=now, by_department=found, due_at=now)
        if before is None:
            if found:
                active_offers.create(work, month, after)
        elif before.by_department != found:
            active_offers.replace(work, month, after)

    database.run(save)


def settle(work: UnitOfWork, published: ActiveOffers) -> None:
    """Note that a count is published, unless a later one has replaced it."""
    kept = active_offers.find(work, published.month)
    if kept is not None and kept.counted_at == published.counted_at:
        active_offers.replace(work, published.month, replace(kept, due_at=None))
