"""Documents, indexes and helpers of the tests of database adapters."""

from datetime import UTC, datetime

import pytest

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
from functions.kernel.errors import Conflict

FIRESTORE = pytest.mark.emulator("firestore")
SEAT = Ref("seats", "one")
WALLET = Ref("wallets", "ana")
TICKET = Ref("tickets", "one")
NOON = datetime(2026, 5, 4, 12, 0, 0, 123_456, tzinfo=UTC)

TAGGED = (
    Index("tagged", ("tags[]", "at")),
    Index("tagged", ("tags[]", "-price")),
    Index("tagged", ("spot.cell", "tags[]", "at")),
)
"""The indexes of one collection for SQLite; Firestore's emulator needs none."""

PLAIN = (
    *(Index("offers", (field,)) for field in ("kind", "price", "at", "note", "nothing")),
    *(Index("offers", (f"prices.{field}",)) for field in ("at.desk", "at.2024", "free")),
    *(Index("offers", ("kind", field)) for field in ("price", "-price", "at", "-at")),
    Index("offers", ("price", "kind")),
    *(Index(name, ("n",)) for name in ("seats", "tickets", "places")),
)
"""Indexes of other collections, whose fields have columns in SQLite."""


class SoldOut(Conflict):
    """No seat is left."""

    code = "sold_out"
    left: object = None


def put(database: Database, ref: Ref, data: Document) -> None:
    """Make `ref` hold `data`, whatever it held."""

    def body(work: UnitOfWork) -> None:
        if work.find(ref) is None:
            work.create(ref, data)
        else:
            work.replace(ref, data)

    database.run(body)


def remove(database: Database, ref: Ref) -> None:
    def body(work: UnitOfWork) -> None:
        work.find(ref)
        work.delete(ref)

    database.run(body)


def look(database: Database, ref: Ref) -> Document | None:
    return database.read([ref])[0].data


def version(database: Database, ref: Ref) -> object:
    return database.read([ref])[0].version


def instant(hour: int) -> datetime:
    return NOON.replace(hour=hour)


OFFERS: dict[str, Document] = {
    "a": {"kind": "cinema", "price": 500, "at": instant(8), "tags": ["fr", "film"], "note": None},
    "b": {"kind": "concert", "price": 2500, "at": instant(9), "tags": ["fr"], "note": "Été"},
    "c": {"kind": "cinema", "price": 700, "at": instant(10), "tags": [], "note": None},
    "d": {"kind": "musée", "price": 0, "at": instant(11), "tags": ["free", "fr"], "note": "\x1fx"},
    "e": {"kind": "cinema", "price": 500, "at": instant(11), "tags": ["film"], "note": "zz"},
    "f": {"kind": "concert", "price": 2500, "at": instant(12), "tags": [], "note": "Zoo"},
}


def ids(database: Database, query: Query) -> str:
    return "".join(snapshot.ref.id for snapshot in database.query(query))


FR, FILM = (Where("tags", "array_contains", tag) for tag in ("fr", "film"))
BY_DATE, DEAREST = (Order("at"),), (Order("price", descending=True),)
