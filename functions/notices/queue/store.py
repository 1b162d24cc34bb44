"""Documents and queries of notices."""

from collections.abc import Iterator
from datetime import datetime

from functions.kernel.database import Database, Index, Order, Query, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.notices.queue.models import Notice

notices = Collection("notices", Notice)

declare_indexes(Index("notices", ("due_at",)))

_OLDEST_FIRST = (Order("due_at"),)


def due(database: Database, *, at: datetime) -> Iterator[str]:
    """Yield the ids of due notices, those that have waited longest first."""
    return notices.stream_ids(database, *_due_by(at), order_by=_OLDEST_FIRST)


def count_due(database: Database, *, at: datetime) -> int:
    """Return how many notices are due."""
    return database.count(Query(notices.name, _due_by(at), _OLDEST_FIRST))


def _due_by(at: datetime) -> tuple[Where]:
    return (Where("due_at", "<=", at),)
