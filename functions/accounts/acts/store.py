"""Queries of acts."""

from collections.abc import Iterator
from datetime import datetime

from functions.kernel.acts import Act, acts
from functions.kernel.database import Database, Index, Order, UnitOfWork, Where
from functions.kernel.platform import declare_indexes

_NEWEST_FIRST = (Order("at", descending=True),)

declare_indexes(
    Index("acts", ("-at",)),
    Index("acts", ("by", "-at")),
    Index("acts", ("by", "target", "-at")),
    Index("acts", ("person_id",)),
    Index("acts", ("person_id", "-at")),
    Index("acts", ("target", "-at")),
)


def acts_found(
    work: UnitOfWork,
    *,
    by: str | None = None,
    target: str | None = None,
    after: tuple[datetime, str] | None = None,
    page: int = 100,
) -> Iterator[Act]:
    """Yield the acts of a person and on a thing, newest first, after a position."""
    chosen = (("by", by), ("target", target))
    where = (Where(field, "==", value) for field, value in chosen if value is not None)
    return acts.query_pages(work, *where, order_by=_NEWEST_FIRST, after=after, page=page)


def acts_about(work: UnitOfWork, person_id: str, *, page: int = 100) -> Iterator[Act]:
    """Yield the acts on a person and on what is theirs, newest first."""
    where = Where("person_id", "==", person_id)
    return acts.query_pages(work, where, order_by=_NEWEST_FIRST, page=page)


def all_acts_about(database: Database, person_id: str) -> Iterator[str]:
    """Yield the id of every act on a person and on what is theirs."""
    return acts.stream_ids(database, Where("person_id", "==", person_id))
