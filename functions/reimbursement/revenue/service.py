"""Keep the sums by venue and month, in the commits that change receivables."""

from collections.abc import Iterable

from functions.kernel.database import UnitOfWork
from functions.reimbursement.revenue import rules
from functions.reimbursement.revenue.store import venue_months


def keep(work: UnitOfWork, changes: Iterable[rules.Change]) -> None:
    """Add changes of receivables to the sums of their months."""
    added = rules.sums_of(changes)
    work.prefetch(*map(venue_months.ref, added))
    for name, more in added.items():
        before = venue_months.find(work, name)
        if before is None:
            venue_months.create(work, name, more)
        else:
            venue_months.replace(work, name, rules.add(before, more))
