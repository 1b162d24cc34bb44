"""The database port: documents, units of work that read first and commit once, and queries.

A unit of work is optimistic. It reads documents, decides, and commits all its writes at once; every
write carries a precondition (must not exist, or unchanged since read), and every document that was
read with `get` but not written is verified in the same commit. So a decision never rests on a fact
that changed under it. The absence of a document is verified only where the unit creates it. A stale
fact re-runs the body with fresh reads; when that keeps happening, the caller gets `Contention`.
Units of one process that want to change the same document take turns.

Bodies re-run: they read no clock, draw no random id, publish nothing and call no vendor.
"""

from functions.kernel.database.commit_queue import Seen
from functions.kernel.database.database import Database, RetryPolicy
from functions.kernel.database.meter import Meter, metered
from functions.kernel.database.port import (
    ID_PATTERN,
    OUTBOX,
    Adapter,
    Document,
    Exists,
    Index,
    InvalidId,
    Order,
    Query,
    Ref,
    Snapshot,
    Stale,
    StoredDocument,
    Unreadable,
    Value,
    Where,
    Write,
    field_of,
    is_id,
    paged,
    resumed,
)
from functions.kernel.database.unit_of_work import UnitOfWork

__all__ = [
    "ID_PATTERN",
    "OUTBOX",
    "Adapter",
    "Database",
    "Document",
    "Exists",
    "Index",
    "InvalidId",
    "Meter",
    "Order",
    "Query",
    "Ref",
    "RetryPolicy",
    "Seen",
    "Snapshot",
    "Stale",
    "StoredDocument",
    "UnitOfWork",
    "Unreadable",
    "Value",
    "Where",
    "Write",
    "field_of",
    "is_id",
    "metered",
    "paged",
    "resumed",
]
