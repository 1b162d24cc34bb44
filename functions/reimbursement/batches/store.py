"""Documents and queries of batches."""

from collections.abc import Iterator
from datetime import datetime

from functions.kernel.database import Index, Order, Query, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.reimbursement.batches.models import Batch, LastBatch
from functions.reimbursement.batches.rules import UnknownBatch

batches = Collection("reimbursement_batches", Batch, missing=UnknownBatch)

last_batch = Collection("last_batch", LastBatch)

LAST = "last"
"""The id of the only document of `last_batch`."""

declare_indexes(
    Index("reimbursement_batches", ("run_at",)),
    Index("reimbursement_batches", ("-created_at",)),
)


def due_batches(at: datetime) -> Query:
    """Return the query of batches that the job goes on with."""
    return Query(batches.name, (Where("run_at", "<=", at),), (Order("run_at"),))


def batches_listed(
    work: UnitOfWork, *, after: tuple[datetime, str] | None = None, page: int
) -> Iterator[Batch]:
    """Yield batches, newest first, after a position."""
    order = (Order("created_at", descending=True),)
    return batches.query_pages(work, order_by=order, after=after, page=page)
