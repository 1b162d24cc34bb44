"""Documents and queries of receivables."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from functions.kernel.database import (
    Database,
    Document,
    Index,
    Order,
    Query,
    Ref,
    UnitOfWork,
    Where,
)
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.reimbursement.folds.models import Key
from functions.reimbursement.models import Receivable, ReceivableState

receivables = Collection("receivables", Receivable)

declare_indexes(
    Index("receivables", ("fold", "ordering_at")),
    Index("receivables", ("fold", "-ordering_at")),
    Index("receivables", ("venue_id", "state", "ordering_at")),
    Index("receivables", ("venue_id", "used_at")),
)

FORWARD = (Order("ordering_at"),)
"""The order of a fold."""


def before(work: UnitOfWork, fold: str, key: Key, *, other_than: str) -> Receivable | None:
    """Return the last receivable of a fold before a place. Raises ValidationError."""
    at, name = key
    query = Query(
        receivables.name,
        (Where("fold", "==", fold), Where("ordering_at", "<=", at)),
        (Order("ordering_at", descending=True),),
        limit=2,
        after=(at, name),
    )
    found = decoded(work.query(query))
    return next((one for one in found if one.id != other_than), None)


def next_of(fold: str, position: Key | None, *, until: datetime, limit: int) -> Query:
    """Return the query of a fold's receivables behind a position, up to an instant."""
    where = [Where("fold", "==", fold), Where("ordering_at", "<=", until)]
    if position is not None:
        where.append(Where("ordering_at", ">=", position[0]))
    return Query(receivables.name, tuple(where), FORWARD, limit=limit, after=position)


def first_after(fold: str, at: datetime) -> Query:
    """Return the query of a fold's first receivable after an instant."""
    where = (Where("fold", "==", fold), Where("ordering_at", ">", at))
    return Query(receivables.name, where, FORWARD, limit=1)


def decoded(found: Sequence[tuple[Ref, Document]]) -> list[Receivable]:
    """Return every receivable of an answer. Raises ValidationError: money is moved by all."""
    return [receivables.decode(data) for _, data in found]


def receivables_at(
    work: UnitOfWork,
    venue_id: str,
    state: ReceivableState,
    *,
    after: Key | None,
    page: int,
) -> Iterator[Receivable]:
    """Yield the receivables of a venue in a state, in their order, after a position."""
    where = (Where("venue_id", "==", venue_id), Where("state", "==", state))
    return receivables.query_pages(work, *where, order_by=FORWARD, after=after, page=page)


def used_at_in(
    database: Database, venue_id: str, first: datetime, before: datetime
) -> Iterator[Receivable]:
    """Yield the receivables of a venue that were used in a span, outside any unit of work."""
    where = (
        Where("venue_id", "==", venue_id),
        Where("used_at", ">=", first),
        Where("used_at", "<", before),
    )
    found = receivables.stream(database, *where, order_by=(Order("used_at"),))
    return (one for _, one in found)


def waiting_at(database: Database, venue_id: str) -> Iterator[str]:
    """Yield the id of every receivable of a venue that has no pricing point."""
    return receivables.stream_ids(
        database,
        Where("venue_id", "==", venue_id),
        Where("state", "==", "waiting"),
        order_by=FORWARD,
    )
