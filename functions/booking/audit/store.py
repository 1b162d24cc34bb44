"""Documents of the audit, and the queries that collect all documents of a wallet."""

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from msgspec import ValidationError

from functions.booking.audit.models import Finding, Owned, Progress
from functions.booking.store import bookings
from functions.kernel.database import (
    Database,
    Document,
    Index,
    Order,
    Query,
    Snapshot,
    Where,
    is_id,
)
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.kernel.values import replace
from functions.wallet.store import holds, ledger_entries, wallets

M = TypeVar("M")

Found = tuple[str, Snapshot]
"""The id of a wallet, and a document that names it."""

findings = Collection("audit_findings", Finding)
progress = Collection("audit_progress", Progress)

declare_indexes(Index("audit_findings", ("wallet_id",)))

_OWNERS = {
    ledger_entries.name: "wallet_id",
    # Holds are read before bookings, because a hold only ever follows its booking.
    holds.name: "wallet_id",
    bookings.name: "beneficiary_id",
    findings.name: "wallet_id",
}
"""The field that names the wallet, for each collection other than wallets."""

_MOST = 200
"""How many documents of one wallet one query reads."""


def owned_after(database: Database, position: str, *, page: int) -> Iterator[Owned]:
    """Yield the documents of each wallet id after `position`, in the order of the ids.

    All collections are read side by side, each document once, `page` at a time, and merged, so that
    only one wallet is in memory. Wallet ids that documents name are included even if the wallet is
    missing.
    """
    streams = [_wallets_after(database, position, page=page)]
    streams += [_named_after(database, name, position, page=page) for name in _OWNERS]
    for wallet_id, found in groupby(merge(*streams, key=itemgetter(0)), key=itemgetter(0)):
        owned = Owned(wallet_id=wallet_id)
        for _, snapshot in found:
            _add(owned, snapshot)
        yield owned


def owned_by(database: Database, wallet_id: str) -> Owned | None:
    """Return the documents of one wallet; None if the wallet changed while they were read."""
    owned = Owned(wallet_id=wallet_id)
    before = _read_wallet(database, wallet_id)
    if before is not None and before.data is not None:
        _add(owned, before)
    for name, field in _OWNERS.items():
        query = Query(name, (Where(field, "==", wallet_id),), limit=_MOST)
        while found := _query(database, query):
            for snapshot in found:
                _add(owned, snapshot)
            if len(found) < query.limit:
                break
            query = replace(query, after=(found[-1].ref.id,))
    after = _read_wallet(database, wallet_id)
    is_the_same = before is None or after is None or before.version == after.version
    return owned if is_the_same else None


def readable(collection: Collection[M], data: Document | None) -> M | None:
    """Return the model of a document; None if it is missing or does not fit."""
    if data is None:
        return None
    try:
        return collection.decode(data)
    except ValidationError:
        return None


def _read_wallet(database: Database, wallet_id: str) -> Snapshot | None:
    if not is_id(wallet_id):
        return None
    (snapshot,) = database.read([wallets.ref(wallet_id)])
    return snapshot


def _query(database: Database, query: Query) -> Sequence[Snapshot]:
    # A unit of work retries if the database is unavailable for a moment during a long pass.
    return database.run(lambda _: database.query(query))


def _wallets_after(database: Database, position: str, *, page: int) -> Iterator[Found]:
    query = Query(wallets.name, limit=page, after=(position,) if position else None)
    while True:
        found = _query(database, query)
        yield from ((snapshot.ref.id, snapshot) for snapshot in found)
        if len(found) < page:
            return
        query = replace(query, after=(found[-1].ref.id,))


def _named_after(database: Database, name: str, position: str, *, page: int) -> Iterator[Found]:
    field = _OWNERS[name]
    query = Query(name, (Where(field, ">", position),), (Order(field),), limit=page)
    while True:
        found = _query(database, query)
        # A document whose owner is not a string is reported missing by its wallet's audit.
        named = [
            (owner, snapshot)
            for snapshot in found
            if isinstance(owner := (snapshot.data or {}).get(field), str)
        ]
        yield from named
        if len(found) < page or not named:
            return
        owner, last = named[-1]
        # With the bound the index starts at the page; `after` alone only filters.
        bound = Where(field, ">=", owner)
        query = replace(query, where=(bound,), after=(owner, last.ref.id))


def _add(owned: Owned, snapshot: Snapshot) -> None:
    name, document_id = snapshot.ref.collection, snapshot.ref.id
    if name == findings.name:
        owned.has_finding = True
    elif name == wallets.name:
        owned.has_wallet = True
        owned.wallet = _decoded(owned, wallets, snapshot, kind="wallet")
    elif name == ledger_entries.name:
        entry = _decoded(owned, ledger_entries, snapshot, kind="entry")
        if entry is not None:
            owned.entries[document_id] = entry
    elif name == holds.name:
        hold = _decoded(owned, holds, snapshot, kind="hold")
        if hold is not None:
            owned.holds[document_id] = hold
    else:
        booking = _decoded(owned, bookings, snapshot, kind="booking")
        if booking is not None:
            owned.bookings[document_id] = booking


def _decoded(owned: Owned, collection: Collection[M], snapshot: Snapshot, *, kind: str) -> M | None:
    model = readable(collection, snapshot.data)
    if model is None:
        owned.unreadable.add(kind)
    return model
