"""Expiry of documents: Firestore does it by itself, and here the server does."""

from datetime import datetime
from functools import partial

from deployables import ttl_fields
from functions.kernel.database import Order, Query, Ref, UnitOfWork, Where
from functions.kernel.platform import Platform


def forget_expired(platform: Platform) -> int:
    """Remove every expired document; return how many there were."""
    at = platform.clock.now()
    removed = 0
    for collection, field in ttl_fields().items():
        query = Query(collection, (Where(field, "<=", at),), (Order(field),))
        # The adapter itself is queried, because no index is declared: once an hour it may read all.
        while found := platform.database.adapter.query(query):
            for snapshot in found:
                remove = partial(_remove, ref=snapshot.ref, field=field, at=at)
                removed += platform.database.run(remove)
    return removed


def _remove(work: UnitOfWork, *, ref: Ref, field: str, at: datetime) -> bool:
    """Remove a document unless its expiry was moved since it was found."""
    until = (work.find(ref) or {}).get(field)
    if not isinstance(until, datetime) or until > at:
        return False
    work.delete(ref)
    return True
