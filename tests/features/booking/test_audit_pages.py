"""The audit's walk: every page boundary, every stop, other walks and bookings at the same time."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from io import StringIO
from itertools import cycle
from pathlib import Path

import pytest

from functions.accounts.schemes.models import Cap, Credit, Grant
from functions.booking.audit.models import Progress
from functions.booking.audit.service import walk
from functions.booking.desk import service as desk_service
from functions.booking.holder import service as holder_service
from functions.booking.models import Booking
from functions.kernel.database import Database, Query, Snapshot, metered
from functions.kernel.database.sqlite import FILE, SqliteAdapter
from functions.kernel.events import Message
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.kernel.values import replace
from functions.wallet.grants import service as grants_service
from tests.support import given, ledger
from tests.support.adapters import DelegatingAdapter
from tests.support.given import NOW, HandClock
from tests.support.ledger import World
from tests.support.platforms import platform_on

PAGES = (1, 2, 3, 4, 100)
DAY = timedelta(days=1)


@pytest.fixture
def world(platform: Platform) -> World:
    return ledger.world(platform)


ORPHANS = ("Aaa", "and", "bz", "zoe~", "~")
"""Who has no wallet, and stands before, between and behind those who have."""

OF_AN_ORPHAN = (
    "booking_misplaced booking_without_wallet entry_misplaced entry_without_wallet hold_misplaced"
    " hold_without_wallet"
)


def plant_everywhere(world: World) -> dict[str, str]:
    """Plant a fault with each person, and orphans; return what is to be found."""
    for uid in ledger.PEOPLE:
        world.more("wallets", uid, "spent_cents")
    for uid in ORPHANS:
        world.copy("ledger_entries", f"hold~{world.held.id}~1", f"of-{uid}", wallet_id=uid)
        world.copy("holds", world.held.id, f"of-{uid}", wallet_id=uid)
        world.copy("bookings", world.held.id, f"of-{uid}", beneficiary_id=uid)
    faulty = dict.fromkeys(ledger.PEOPLE, "parts_differ_from_grant spent_differs")
    return faulty | dict.fromkeys(ORPHANS, OF_AN_ORPHAN)


def looks(*answers: bool) -> Callable[[], bool]:
    """Return a function that allows a pass this many pages."""
    return partial(next, iter(answers))


@dataclass
class Disturbed(DelegatingAdapter):
    """An adapter with something that happens after a query, as another process would do it."""

    happens: Callable[[Query], None]
    queries: list[Query] = field(default_factory=list)

    def query(self, query: Query) -> Sequence[Snapshot]:
        found = super().query(query)
        self.queries.append(query)
        self.happens(query)
        return found

    def looked_again_at(self) -> set[object]:
        """Return the ids that were looked at by themselves."""
        return {w.value for query in self.queries for w in query.where if w.operator == "=="}


# What is there


@pytest.mark.parametrize("page", PAGES)
def test_faults_and_orphans_are_found_at_every_boundary_of_pages(world: World, page: int) -> None:
    expected = plant_everywhere(world)
    counts = world.audit(page=page)
    found = world.found()
    assert (counts.wallets, counts.faulty, counts.undecided) == (3, 8, 0)
    assert list(found) == ["Aaa", "ana", "and", "ben", "bz", "zoe", "zoe~", "~"]
    assert found == expected


@pytest.mark.parametrize("collection", ["ledger_entries", "holds", "bookings"])
@pytest.mark.parametrize("uid", ["Aaa", "between", "zzz"])
def test_one_orphan_is_found_wherever_it_stands(world: World, collection: str, uid: str) -> None:
    field = "beneficiary_id" if collection == "bookings" else "wallet_id"
    name, document = next(iter(given.documents(world.platform, collection).items()))
    world.change(collection, name, **{field: uid})
    world.audit(page=1)
    kind = {"ledger_entries": "entry", "holds": "hold", "bookings": "booking"}[collection]
    assert f"{kind}_without_wallet" in world.found()[uid]
    assert set(world.found()) == {uid, document[field]}


def test_a_free_booking_needs_neither_wallet_nor_hold(world: World) -> None:
    given.pending(world.platform, "cleo")
    free = given.stock(world.platform, given.ticket(0), at_venue=given.venue(world.platform))
    booked = given.book(world.platform, free.id, "ben")
    world.change("bookings", booked.id, beneficiary_id="cleo")
    assert (world.audit().faulty, world.found()) == (0, {})


def test_what_names_something_that_is_no_id_is_found_as_well(world: World) -> None:
    world.copy("holds", world.held.id, "copy", wallet_id="no id/at all")
    for _ in range(2):
        assert world.audit(page=1).faulty == 1
        assert list(world.found()) == ["no id/at all"]
    world.delete("holds", "copy")
    assert (world.audit().faulty, world.found()) == (0, {})


def test_what_names_no_wallet_by_a_text_does_not_end_the_walk(world: World) -> None:
    world.copy("holds", world.held.id, "copy", wallet_id=["ana"])
    world.more("wallets", "zoe", "entries")
    assert world.audit(page=1) == Progress(position="zoe", started_at=NOW, wallets=3, faulty=1)
    assert world.found() == {"zoe": "entries_missing"}


def test_a_wallet_may_have_more_than_is_read_at_a_time(world: World) -> None:
    free = {"amount_cents": 0, "unit_price_cents": 0, "status": "cancelled"}
    # These come first in the order of the ids.
    for number in range(205):
        world.copy("bookings", world.cancelled.id, f"+{number}", id=f"+{number}", **free)
    world.more("wallets", "ben", "entries")
    world.audit()
    assert world.found() == {"ben": "entries_missing"}


def test_every_document_is_read_once(world: World) -> None:
    documents = sum(len(some) for some in ledger.documents(world.platform).values())
    assert documents == 3 * 13
    for page in PAGES:
        with metered() as meter:
            world.audit(page=page)
        # Each of five collections ends with an answer that may be empty, and costs one even so.
        saves = 3 // page + 2
        assert documents <= meter.documents_read - saves <= documents + 5


def test_every_query_of_the_walk_follows_an_index(world: World) -> None:
    adapter = world.database.adapter
    assert isinstance(adapter, SqliteAdapter)
    world.more("wallets", "ben", "spent_cents")
    statements: list[str] = []
    adapter.trace(statements.append)
    world.audit(page=2)
    adapter.trace(None)
    queries = [s for s in statements if s.startswith("SELECT id, version, ")]
    with closing(sqlite3.connect(world.platform.settings.data / FILE)) as connection:
        plans = {
            query: " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}"))
            for query in queries
        }
    assert len(plans) > 20
    for query, plan in plans.items():
        assert plan.startswith(("SEARCH c_", "SCAN c_wallets ")), (query, plan)
        assert "B-TREE" not in plan, (query, plan)
        # Only the wallets are read by their ids, as they stand.
        assert ("sqlite_autoindex" in plan) == ("c_wallets" in query), (query, plan)


def test_findings_hold_nothing_personal(world: World) -> None:
    plant_everywhere(world)
    world.audit()
    kept = json.dumps(given.documents(world.platform, "audit_findings"), default=str)
    assert "ben" in kept
    assert "Ben" not in kept
    assert "Kieffer" not in kept
    assert "demo.test" not in kept


def test_a_finding_keeps_its_first_date(world: World) -> None:
    def found_at() -> datetime:
        at = given.documents(world.platform, "audit_findings")["ben"]["found_at"]
        assert isinstance(at, datetime)
        return at

    world.more("wallets", "ben", "spent_cents")
    world.audit(now=NOW)
    world.audit(now=NOW + DAY)
    assert found_at() == NOW
    world.more("wallets", "ben", "entries")
    world.audit(now=NOW + 2 * DAY)
    assert found_at() == NOW + 2 * DAY


def test_what_the_audit_itself_has_kept_may_be_unreadable(world: World) -> None:
    world.create("audit_progress", "ledger", {"position": 1})
    world.create("audit_findings", "ben", {"wallet_id": "ben"})
    world.create("audit_findings", "zoe", {"wallet_id": "zoe", "faults": 1})
    world.more("wallets", "ben", "entries")
    assert world.audit(page=1) == Progress(position="zoe", started_at=NOW, wallets=3, faulty=1)
    assert world.found() == {"ben": "entries_missing"}
    assert given.documents(world.platform, "audit_progress") == {}


def test_a_move_to_another_scheme_is_no_fault_even_where_it_passes_a_cap(world: World) -> None:
    def move(scheme: str, continues: str | None, *, limit_cents: int) -> None:
        world.change("beneficiaries", "ben", scheme=scheme)
        grant = Grant(
            scheme=scheme,
            credits=(Credit(id=f"{scheme}~18", amount_cents=3000),),
            expires_at=NOW + 100 * DAY,
            caps=(Cap(domain="live", limit_cents=limit_cents),),
            domains={},
            continues=continues,
        )
        world.database.run(lambda work: grants_service.receive_grant(work, "ben", grant, now=NOW))

    move("second", "fr-pilot", limit_cents=1)
    (cap,) = given.the_wallet(world.platform, "ben").caps
    assert (cap.used_cents, cap.limit_cents) == (1500, 1)
    assert (world.audit().faulty, world.found()) == (0, {})
    move("third", None, limit_cents=1)
    redeem_later = NOW + 3 * DAY
    ledger.at_desk(world.database, desk_service.redeem, world.held, now=redeem_later)
    ledger.at_desk(world.database, desk_service.undo, world.used, now=redeem_later)
    assert given.parts(world.platform, "ben") == (3000, 1000, 1500, 50_500)
    assert (world.audit().faulty, world.found()) == (0, {})
    world.change("holds", world.used.id, scheme="third")
    world.audit()
    assert world.found() == {"ben": "scheme_differs"}


def test_a_finding_that_stays_the_same_is_not_written_again(world: World) -> None:
    world.more("wallets", "ben", "spent_cents")
    world.audit(now=NOW)
    with metered() as meter:
        world.audit(now=NOW + DAY)
    assert meter.documents_written == 0


# What is on its way


def test_a_redemption_is_awaited_for_an_hour_and_then_reported(
    world: World, clock: HandClock
) -> None:
    used_at = clock.move(days=3)
    ledger.at_desk(ledger.silent(world), desk_service.redeem, world.held, now=used_at)
    assert world.audit(now=used_at + timedelta(minutes=59)).faulty == 0
    assert world.found() == {"ben": ""}
    assert world.audit(now=used_at + timedelta(minutes=60)).faulty == 1
    assert world.found() == {"ben": "settlement_missing"}
    world.platform.relay.sweep()
    assert world.audit(now=used_at + timedelta(minutes=61)).faulty == 0
    assert world.found() == {}


def test_an_undone_redemption_is_awaited_from_when_it_is_first_missed(
    world: World, clock: HandClock
) -> None:
    undone_at = clock.move(days=3)
    ledger.at_desk(ledger.silent(world), desk_service.undo, world.used, now=undone_at)
    assert world.audit(now=undone_at).faulty == 0
    assert world.audit(now=undone_at + timedelta(minutes=59)).faulty == 0
    assert world.audit(now=undone_at + timedelta(minutes=60)).faulty == 1
    assert world.found() == {"ben": "settlement_missing"}
    world.platform.relay.sweep()
    assert world.audit(now=undone_at + timedelta(minutes=61)).faulty == 0
    assert world.found() == {}


def test_another_change_of_the_same_booking_restarts_the_wait(
    world: World, clock: HandClock
) -> None:
    undone_at = clock.move(days=3)
    ledger.at_desk(ledger.silent(world), desk_service.undo, world.used, now=undone_at)
    world.audit(now=undone_at)
    world.platform.relay.sweep()
    later = clock.move(days=1)
    ledger.redeem(world.platform, world.used)
    ledger.at_desk(ledger.silent(world), desk_service.undo, world.used, now=later)
    assert world.audit(now=later).faulty == 0


# Stopped and gone on with


@pytest.mark.parametrize("page", PAGES)
def test_a_walk_that_is_stopped_after_every_page_counts_as_one_that_is_not(
    world: World, page: int
) -> None:
    plant_everywhere(world)
    whole = world.audit(page=page)
    found = world.found()
    for _ in found:
        world.delete(
            "audit_findings", next(iter(given.documents(world.platform, "audit_findings")))
        )
    runs, positions = 0, []
    done = False
    while not done:
        counts, done = walk(world.database, now=NOW, may_go_on=looks(True, False), page=page)
        runs += 1
        positions.append(counts.position)
    assert counts == whole
    assert world.found() == found
    assert runs == 8 // page + 1
    assert positions[:-1] == sorted(set(positions[:-1]))
    assert given.documents(world.platform, "audit_progress") == {}


def test_a_walk_that_goes_on_does_not_read_again_what_it_has_read(world: World) -> None:
    walk(world.database, now=NOW, may_go_on=looks(True, True, False), page=1)
    disturbed = Disturbed(world.database.adapter, lambda _: None)
    counts, done = walk(Database(disturbed), now=NOW, may_go_on=lambda: True, page=100)
    assert (counts.wallets, done) == (3, True)
    bounds = {where.value for query in disturbed.queries for where in query.where}
    assert bounds == {"ben"}


def test_a_walk_that_broke_off_within_a_page_begins_the_page_again(world: World) -> None:
    plant_everywhere(world)
    whole = world.audit(page=2)
    expected = world.found()
    broken = Disturbed(world.database.adapter, partial(_break, countdown=iter(range(20))))
    with pytest.raises(KeyboardInterrupt):
        walk(Database(broken), now=NOW, may_go_on=lambda: True, page=2)
    assert world.audit(page=2) == whole
    assert world.found() == expected


def _break(_: Query, *, countdown: Iterator[int]) -> None:
    if next(countdown, None) is None:
        raise KeyboardInterrupt


def test_a_walk_that_may_not_go_on_at_all_does_nothing(world: World) -> None:
    counts, done = walk(world.database, now=NOW, may_go_on=looks(False), page=1)
    assert (counts, done) == (Progress(position="", started_at=NOW), False)
    assert given.documents(world.platform, "audit_progress") == {}


# At the same time


def test_of_two_walks_at_once_one_gives_way(world: World) -> None:
    plant_everywhere(world)
    whole = world.audit(page=2)
    others: list[tuple[Progress, bool]] = []

    def walk_a_page() -> None:
        others.append(walk(world.database, now=NOW, may_go_on=looks(True, False), page=2))

    counts, done = walk(world.database, now=NOW, may_go_on=first(walk_a_page), page=2)
    assert (counts.position, done) == ("", False)
    assert others == [(replace(whole, position="ana", wallets=1, faulty=2), False)]
    assert world.audit(page=2) == whole


def test_a_walk_gives_way_to_another_that_has_come_to_the_end(world: World) -> None:
    others: list[Progress] = []

    def walk_to_the_end() -> None:
        others.append(world.audit(page=1))

    counts, done = walk(world.database, now=NOW, may_go_on=first(None, walk_to_the_end), page=1)
    assert (counts.position, done) == ("ana", False)
    assert [other.wallets for other in others] == [3]
    assert given.documents(world.platform, "audit_progress") == {}
    assert world.audit(page=1).wallets == 3


def first(*acts: Callable[[], object] | None) -> Callable[[], bool]:
    """Return what lets a walk go on, but does one of these before each of its first pages."""
    waiting = iter(acts)

    def look() -> bool:
        act = next(waiting, None)
        if act is not None:
            act()
        return True

    return look


@pytest.mark.parametrize("after", [*ledger.LEDGER])
def test_a_booking_in_the_middle_of_the_reading_is_no_fault(world: World, after: str) -> None:
    stock = given.stock(world.platform, given.thing(300), at_venue=given.venue(world.platform))
    booked: list[Booking] = []

    def book_once(query: Query) -> None:
        if query.collection == after and not booked:
            booked.append(given.book(world.platform, stock.id, "ben"))

    disturbed = Disturbed(world.database.adapter, book_once)
    counts, _ = walk(Database(disturbed), now=NOW, may_go_on=lambda: True)
    assert len(booked) == 1
    assert (counts.faulty, counts.undecided, world.found()) == (0, 0, {})
    # The collections that were read before it do not tell of it, and those behind it do.
    assert disturbed.looked_again_at() == (set() if after == "bookings" else {"ben"})


def test_a_wallet_that_never_stands_still_is_left_for_the_next_walk(world: World) -> None:
    world.more("wallets", "ben", "spent_cents")
    world.more("wallets", "zoe", "spent_cents")

    def stir(query: Query) -> None:
        if any(where.value == "ben" and where.operator == "==" for where in query.where):
            world.more("wallets", "ben", "entries")

    disturbed = Disturbed(world.database.adapter, stir)
    counts, done = walk(Database(disturbed), now=NOW, may_go_on=lambda: True)
    assert (counts.wallets, counts.faulty, counts.undecided, done) == (3, 1, 1, True)
    assert set(world.found()) == {"zoe"}
    assert world.audit().faulty == 2


def test_nobody_is_accused_while_everybody_books_and_cancels(world: World) -> None:
    platform = world.platform
    venue = given.venue(platform)
    stop, failures, booked = threading.Event(), list[BaseException](), list[str]()

    def live(uid: str) -> None:
        stock = given.stock(platform, given.thing(100), at_venue=venue)
        while not stop.is_set():
            made = given.book(platform, stock.id, uid)
            booked.append(made.id)
            ledger.redeem(platform, made)
            ledger.at_desk(platform.database, desk_service.undo, made, now=NOW)
            platform.database.run(
                partial(holder_service.cancel_own, booking_id=made.id, caller_id=uid, now=NOW)
            )

    def run(uid: str) -> None:
        try:
            live(uid)
        except BaseException as fault:
            failures.append(fault)

    threads = [threading.Thread(target=run, args=(uid,)) for uid in ledger.PEOPLE]
    for thread in threads:
        thread.start()
    try:
        pages = cycle(PAGES)
        walks = [world.audit(page=next(pages)) for _ in range(2 * len(PAGES))]
        while len(booked) <= 10 and not failures:
            walks.append(world.audit(page=next(pages)))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failures == []
    assert {counts.wallets for counts in walks} == {3}
    assert {counts.faulty for counts in walks} == {0}
    assert world.audit() == Progress(position="zoe", started_at=NOW, wallets=3)


# On the cloud


@pytest.mark.emulator("firestore")
def test_the_walk_finds_the_same_on_firestore(
    firestore_emulator: str, tmp_path: Path, clock: HandClock
) -> None:
    with platform_on("firestore", tmp_path, clock, host=firestore_emulator) as platform:
        world = ledger.world(platform)
        expected = plant_everywhere(world)
        for page in (1, 3, 100):
            counts = world.audit(page=page)
            assert (counts.wallets, counts.faulty) == (3, len(expected))
            assert world.found() == expected


# The job


class Hurrying(HandClock):
    """A clock on which every look takes seven minutes."""

    def now(self) -> datetime:
        return self.move(minutes=7)


def test_the_job_reports_what_it_counted_and_logs_without_names(world: World) -> None:
    world.more("wallets", "ben", "spent_cents")
    written = StringIO()
    log.to(written)
    try:
        report = given.run(world.platform, "audit-ledger")
    finally:
        log.to(None)
    counts = {"wallets": 3, "faulty": 1, "undecided": 0, "unfinished": 0}
    assert (report.counts, report.failed) == (counts, 0)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [(line["severity"], line["message"]) for line in lines] == [
        ("ERROR", "audit_finding"),
        ("INFO", "job"),
    ]
    assert "ben" not in written.getvalue()


def test_the_job_stops_when_its_time_is_over_and_the_next_one_ends_it(
    world: World, clock: HandClock
) -> None:
    walk(world.database, now=NOW, may_go_on=looks(True, False), page=1)
    world.platform.clock = Hurrying()
    report = given.run(world.platform, "audit-ledger")
    assert (report.counts["wallets"], report.counts["unfinished"]) == (1, 1)
    world.platform.clock = clock
    report = given.run(world.platform, "audit-ledger")
    assert (report.counts["wallets"], report.counts["unfinished"]) == (3, 0)


def test_the_job_is_started_by_a_message_on_its_topic(world: World) -> None:
    world.more("wallets", "ben", "spent_cents")
    message = Message("job-audit-ledger", "1", json.dumps({"at": "2026-05-05T03:00:00Z"}))
    assert given.push("booking_jobs", message).status_code == 200
    (finding,) = given.documents(world.platform, "audit_findings").values()
    assert finding["found_at"].isoformat() == "2026-05-05T03:00:00+00:00"
