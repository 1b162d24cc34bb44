"""Expiry of documents, which Firestore does by itself and the local server does here."""

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
        # The adapter is queried directly, because no index is declared: a full scan once an hour is
        # fine.
        while found := platform.database.adapter.query(query):
            for snapshot in found:
                remove = partial(_remove, ref=snapshot.ref, field=field, at=at)
                removed += platform.database.run(remove)
    return removed


def _remove(work: UnitOfWork, *, ref: Ref, field: str, at: datetime) -> bool:
    """Remove a document unless its expiry has changed since it was found."""
    until = (work.find(ref) or {}).get(field)
    if not isinstance(until, datetime) or until > at:
        return False
    work.delete(ref)
    return True
