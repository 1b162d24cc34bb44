"""Documents and queries of notices."""

from collections.abc import Iterator
from datetime import datetime

from functions.kernel.database import Database, Index, Order, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.notices.queue.models import Notice

notices = Collection("notices", Notice)

declare_indexes(Index("notices", ("due_at",)))


def due(database: Database, *, at: datetime) -> Iterator[str]:
    """Yield the ids of due notices, those that have waited longest first."""
    return notices.stream_ids(database, Where("due_at", "<=", at), order_by=(Order("due_at"),))
