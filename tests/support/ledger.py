"""A small ledger in which all is well, and hands that write into it past every rule."""

import atexit
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

# Their subscribers open the wallets and settle the holds, and their jobs are run.
import functions.booking.entrypoints
import functions.wallet.entrypoints  # noqa: F401
from functions.booking.audit.models import Progress
from functions.booking.audit.service import walk
from functions.booking.desk import service as desk_service
from functions.booking.desk_access.service import Desk
from functions.booking.holder import service as holder_service
from functions.booking.models import Booking
from functions.kernel.database import Database, Ref, UnitOfWork
from functions.kernel.database.sqlite import FILE
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.given import MEMBER, NOW

PEOPLE = ("ana", "ben", "zoe")
LEDGER = ("wallets", "ledger_entries", "holds", "bookings")

Documents = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True)
class World:
    """Three people, each with a booking that is held, one that was used and one cancelled.

    Faults are planted with Ben, who stands between the others; these are his bookings.
    """

    platform: Platform
    held: Booking
    used: Booking
    cancelled: Booking

    @property
    def database(self) -> Database:
        return self.platform.database

    def change(self, collection: str, document_id: str, **fields: object) -> None:
        given.change(self.platform, collection, document_id, **fields)

    def delete(self, collection: str, document_id: str) -> None:
        ref = Ref(collection, document_id)

        def body(work: UnitOfWork) -> None:
            assert work.find(ref) is not None
            work.delete(ref)

        self.database.run(body)

    def create(self, collection: str, document_id: str, document: dict[str, Any]) -> None:
        self.database.run(lambda work: work.create(Ref(collection, document_id), document))

    def document(self, collection: str, document_id: str) -> dict[str, Any]:
        return given.documents(self.platform, collection)[document_id]

    def more(self, collection: str, document_id: str, field: str, by: int = 1) -> None:
        """Add to a number of a document."""
        before = self.document(collection, document_id)[field]
        self.change(collection, document_id, **{field: before + by})

    def repost(self, entry_id: str, **fields: object) -> None:
        """Change the first posting of an entry."""
        first, *rest = self.document("ledger_entries", entry_id)["postings"]
        self.change("ledger_entries", entry_id, postings=[{**first, **fields}, *rest])

    def copy(self, collection: str, document_id: str, copy_id: str, **fields: object) -> None:
        document = self.document(collection, document_id)
        self.create(collection, copy_id, {**document, **fields})

    def audit(self, *, page: int = 100, now: datetime | None = None) -> Progress:
        """Return the counts of a whole walk."""
        at = now or given.now(self.platform)
        counts, done = walk(self.database, now=at, may_go_on=lambda: True, page=page)
        assert done
        return counts

    def found(self) -> dict[str, str]:
        """Return what stands in the findings, by wallet."""
        documents = given.documents(self.platform, "audit_findings").values()
        return {found["wallet_id"]: " ".join(found["faults"]) for found in documents}


Bookings = tuple[Booking, Booking, Booking]


def world(platform: Platform) -> World:
    """Return this world on an empty platform; on SQLite it is made once, and copied."""
    if platform.settings.database != "sqlite":
        return World(platform, *_made(platform))
    assert platform.database
    with closing(sqlite3.connect(platform.settings.data / FILE)) as file:
        if not _KEPT:
            bookings = _made(platform)
            kept = sqlite3.connect(":memory:")
            atexit.register(kept.close)
            file.backup(kept)
            _KEPT.append((kept, bookings))
        else:
            ((kept, bookings),) = _KEPT
            kept.backup(file)
    return World(platform, *bookings)


_KEPT: list[tuple[sqlite3.Connection, Bookings]] = []


def _made(platform: Platform) -> Bookings:
    """Return the three bookings of Ben."""
    stock_of = partial(given.stock, platform, at_venue=given.house(platform))
    concert = stock_of(given.ticket(1500))
    book, other_book = stock_of(given.thing(1000)), stock_of(given.thing(700))
    made = []
    for uid in PEOPLE:
        given.beneficiary(platform, uid)
        held, used, cancelled = (
            given.book(platform, stock.id, uid) for stock in (concert, book, other_book)
        )
        redeem(platform, used)
        platform.database.run(
            partial(holder_service.cancel_own, booking_id=cancelled.id, caller_id=uid, now=NOW)
        )
        made.append((held, used, cancelled))
    return made[1]


def redeem(platform: Platform, booking: Booking) -> None:
    at_desk(platform.database, desk_service.redeem, booking, now=given.now(platform))


def at_desk(
    database: Database, act: Callable[..., Booking], booking: Booking, *, now: datetime
) -> None:
    database.run(partial(act, code=booking.countermark, desk=Desk(uid=MEMBER), now=now))


def silent(world: World) -> Database:
    """Return the database without the relay: what is recorded stays in the outbox for a sweep."""
    return Database(world.database.adapter)


def documents(platform: Platform) -> Documents:
    return {name: given.documents(platform, name) for name in LEDGER}


def mend(world: World, before: Documents) -> None:
    """Restore the ledger."""
    now = documents(world.platform)
    for name in LEDGER:
        for document_id in now[name].keys() | before[name].keys():
            if document_id not in before[name]:
                world.delete(name, document_id)
            elif document_id not in now[name]:
                world.create(name, document_id, before[name][document_id])
            else:
                world.change(name, document_id, **before[name][document_id])
