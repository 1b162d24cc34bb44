"""Queries of accounts that their owners suspended."""

from datetime import datetime

from functions.accounts.people.store import beneficiaries
from functions.kernel.database import Index, Order, Query, Where
from functions.kernel.platform import declare_indexes

declare_indexes(Index("beneficiaries", ("status", "closing_step_at")))


def closing(at: datetime) -> Query:
    """Return the query of suspended accounts whose owner is to be warned, or that are to close."""
    return Query(
        beneficiaries.name,
        (Where("status", "==", "suspended"), Where("closing_step_at", "<=", at)),
        (Order("closing_step_at"),),
    )
