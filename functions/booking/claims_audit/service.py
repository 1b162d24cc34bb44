"""The pass over stocks and claims: paged and resumable.

Claims and bookings change in one commit, so they are compared as of one instant. A stock is
compared with a query; if they differ, both are read again until the stock stays as it is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from functions.booking.claims_audit import rules, store
from functions.booking.store import active_bookings, active_id, countermarks
from functions.kernel.database import Database, Snapshot, UnitOfWork
from functions.kernel.logs import digest
from functions.offers.store import stocks

PAGE = 100
"""How many documents are read at a time."""

Fault = tuple[str, str]
"""The id of a booking or stock, or the digest of another id, and the code of its fault."""

Look = Callable[[Database, Sequence[Snapshot]], Iterator[Fault]]
"""Yields the faults of a page of a collection."""


def walk(
    database: Database,
    *,
    now: datetime,
    may_go_on: Callable[[], bool],
    found: Callable[[str, str], None],
    page: int = PAGE,
) -> tuple[int, bool]:
    """Resume the pass; return how many faults it has found, and whether it is complete.

    `found` is called with each fault of this run.
    """
    faulty = 0
    for fault in rules.faults_of_outbox(store.oldest_event(database), now=now):
        found("outbox", fault)
        faulty += 1
    number, is_done = walk_collections(
        database, _LOOKS, may_go_on=may_go_on, found=found, page=page
    )
    return faulty + number, is_done


def walk_collections(
    database: Database,
    looks: Mapping[str, Look],
    *,
    may_go_on: Callable[[], bool],
    found: Callable[[str, str], None],
    page: int = PAGE,
) -> tuple[int, bool]:
    """Resume a pass over each of these collections; return as `walk` does."""
    faulty, is_done = 0, True
    for name, look in looks.items():
        number, done = _pass(database, name, look, may_go_on=may_go_on, found=found, page=page)
        faulty, is_done = faulty + number, is_done and done
    return faulty, is_done


def _pass(
    database: Database,
    name: str,
    look: Look,
    *,
    may_go_on: Callable[[], bool],
    found: Callable[[str, str], None],
    page: int,
) -> tuple[int, bool]:
    saved = database.run(lambda work: store.positions.find_unverified(work, name))
    position, faulty = ("", 0) if saved is None else (saved.position, saved.faulty)
    while may_go_on():
        read = store.page_of(database, name, after=position, page=page)
        for item, fault in look(database, read):
            found(item, fault)
            faulty += 1
        done = len(read) < page
        position = "" if done else read[-1].ref.id
        database.run(partial(_save, name=name, position=position, faulty=faulty))
        if done:
            return faulty, True
    return faulty, False


def _save(work: UnitOfWork, *, name: str, position: str, faulty: int) -> None:
    saved = store.positions.find(work, name)
    after = store.Position(position=position, faulty=faulty)
    if not position:
        if saved is not None:
            store.positions.delete(work, name)
    elif saved is None:
        store.positions.create(work, name, after)
    else:
        store.positions.replace(work, name, after)


def _look_at_stocks(database: Database, page: Sequence[Snapshot]) -> Iterator[Fault]:
    """Yield the faults of stocks, and those of their live bookings."""
    for snapshot in page:
        stock_id = snapshot.ref.id
        live = store.live_bookings(database, stock_id)
        stock = stocks.shown(snapshot.ref, snapshot.data)
        if stock is None:
            yield stock_id, "stock_unreadable"
        elif stock.shards or any(rules.faults_of_stock(stock, live)):
            yield from _look_at_stock_again(database, stock_id)
        for start in range(0, len(live), PAGE):
            for one in store.with_claims(database, live[start : start + PAGE]):
                if one.booking is not None:
                    for fault in rules.faults_of_booking(
                        one.booking, active=one.active, countermark=one.countermark
                    ):
                        yield one.booking.id, fault


def _look_at_stock_again(database: Database, stock_id: str) -> Iterator[Fault]:
    again = store.stock_and_live(database, stock_id)
    if again is not None and again.stock is not None:
        for fault in rules.faults_of_stock(again.stock, again.live, again.shards):
            yield stock_id, fault


def _look_at_active(database: Database, page: Sequence[Snapshot]) -> Iterator[Fault]:
    for claim_id, _, booking in store.with_bookings(database, active_bookings, page):
        own = booking and active_id(booking.beneficiary_id, booking.offer_id)
        for fault in rules.faults_of_active(booking, is_own=claim_id == own):
            # The id of the claim begins with that of a person.
            yield digest(claim_id), fault


def _look_at_countermarks(database: Database, page: Sequence[Snapshot]) -> Iterator[Fault]:
    for code, claim, booking in store.with_bookings(database, countermarks, page):
        for fault in rules.faults_of_countermark(code, claim, booking):
            yield digest(code), fault


_LOOKS: dict[str, Look] = {
    stocks.name: _look_at_stocks,
    active_bookings.name: _look_at_active,
    countermarks.name: _look_at_countermarks,
}
"""How a page of each collection is looked at."""
