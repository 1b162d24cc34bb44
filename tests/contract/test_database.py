"""The promises of every database adapter, on SQLite and on Firestore's emulator."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc  # type: ignore[import-untyped]
import pytest
from google.cloud.firestore_v1 import types
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcTransport

from functions.kernel.config import Settings
from functions.kernel.database import (
    OUTBOX,
    Adapter,
    Database,
    Document,
    Exists,
    Index,
    InvalidId,
    Order,
    Query,
    Ref,
    RetryPolicy,
    Stale,
    UnitOfWork,
    Unreadable,
    Value,
    Where,
    Write,
    is_id,
    metered,
)
from functions.kernel.database.firestore import CHANNEL_OPTIONS, FirestoreAdapter
from functions.kernel.database.sqlite import SqliteAdapter
from functions.kernel.database.sqlite_tables import table_of
from functions.kernel.errors import Conflict, Contention
from functions.kernel.platform import Platform
from local.emulators import environment

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


class SoldOut(Conflict):
    """No seat is left."""

    code = "sold_out"
    left: object = None


@pytest.fixture(params=["sqlite", pytest.param("firestore", marks=FIRESTORE)])
def adapter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Adapter]:
    """An empty database behind each adapter; the emulator gives a new project to each test."""
    opened: Adapter
    if request.param == "sqlite":
        opened = SqliteAdapter(tmp_path / "documents.sqlite3", indexes=TAGGED)
    else:
        host = request.getfixturevalue("firestore_emulator")
        settings = Settings(database="firestore", relay="trigger", project=f"demo-{uuid4().hex}")
        with environment(FIRESTORE_EMULATOR_HOST=host):
            opened = Platform(settings).database.adapter
    yield opened
    opened.close()


@pytest.fixture
def database(adapter: Adapter) -> Database:
    """Units of work on the adapter, patient enough for two slow cores."""
    return Database(adapter, RetryPolicy(deadline=30.0))


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


# Values


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        0,
        -1,
        2**53 + 1,
        2**63 - 1,
        -(2**63),
        0.1,
        3.0,
        -1.5e300,
        "",
        "Théâtre de l'Odéon",
        '🎭 «entrée» "libre" \\ \n\t',
        "\x1f2026-05-04T12:00:00.000000Z",
        "\x1f\x1f",
        [],
        {},
        [1, "two", 3.0, None, True, NOON, {"deep": [NOON]}],
        {"a": {"b": {"c": [{"d": None}]}}, "2024": 1, "with space": 2, "é": {}, "a.b": 3},
    ],
    ids=repr,
)
def test_a_value_comes_back_as_it_was_written(database: Database, value: Value) -> None:
    put(database, SEAT, {"value": value, "nested": {"value": value}})
    found = look(database, SEAT)
    # A dictionary of Firestore comes back in another order, which is no difference.
    assert found == {"value": value, "nested": {"value": value}}
    if not isinstance(value, dict):
        assert repr(found["value"]) == repr(value)


@pytest.mark.parametrize(
    "instant",
    [
        NOON,
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1931, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 5, 4, 14, 0, 0, 1, tzinfo=timezone(timedelta(hours=2))),
    ],
    ids=str,
)
def test_an_instant_comes_back_plain_in_utc_with_its_microseconds(
    database: Database, instant: datetime
) -> None:
    put(database, SEAT, {"at": instant})
    found = look(database, SEAT)
    assert found is not None
    at = found["at"]
    assert type(at) is datetime
    assert at == instant
    assert at.tzinfo is UTC


def test_a_tuple_is_kept_as_a_list(database: Database) -> None:
    put(database, SEAT, {"rows": ("a", "b"), "nested": [{"rows": ({"none": ()},)}]})
    assert look(database, SEAT) == {"rows": ["a", "b"], "nested": [{"rows": [{"none": []}]}]}


def test_an_empty_document_is_not_an_absent_one(database: Database) -> None:
    put(database, SEAT, {})
    assert look(database, SEAT) == {}


def spoil(adapter: Adapter, ref: Ref) -> None:
    """Put a value into a document, past the port, that no document of ours holds."""
    if isinstance(adapter, FirestoreAdapter):
        document = types.Document(name=adapter._name(ref), fields={"at": {"bytes_value": b"?"}})
        mask = types.DocumentMask(field_paths=["at"])
        client = FirestoreClient(transport=FirestoreGrpcTransport(channel=adapter._channel))
        client.update_document(document=document, update_mask=mask)
    else:
        assert isinstance(adapter, SqliteAdapter)
        adapter._connection().execute(
            f"UPDATE {table_of(ref.collection)}"
            " SET data = json_set(data, '$.at', char(31) || 'noon') WHERE id = ?",
            (ref.id,),
        )


def test_a_value_that_cannot_be_read_hides_no_other_document(
    adapter: Adapter, database: Database
) -> None:
    other = Ref("seats", "two")
    for ref in (SEAT, other):
        put(database, ref, {"n": 1, "at": NOON})
    spoil(adapter, SEAT)
    found = {snapshot.ref: snapshot.data for snapshot in database.query(Query("seats"))}
    assert found[other] == look(database, other) == {"n": 1, "at": NOON}
    for data in (found[SEAT], look(database, SEAT)):
        assert data is not None
        assert data["n"] == 1
        assert isinstance(data["at"], Unreadable)
        with pytest.raises(TypeError):
            put(database, TICKET, data)


# Reads


def test_an_absent_document_reads_as_none(database: Database) -> None:
    assert database.read([SEAT])[0].data is None
    assert database.read([SEAT])[0].version is None
    assert database.run(lambda work: work.find(SEAT)) is None


def test_snapshots_come_in_the_order_of_their_references(database: Database) -> None:
    put(database, SEAT, {"n": 1})
    put(database, TICKET, {"n": 2})
    found = database.read([TICKET, WALLET, SEAT, TICKET])
    assert [snapshot.ref for snapshot in found] == [TICKET, WALLET, SEAT, TICKET]
    assert [snapshot.data for snapshot in found] == [{"n": 2}, None, {"n": 1}, {"n": 2}]


def test_prefetched_documents_arrive_in_one_round_trip(database: Database) -> None:
    put(database, SEAT, {"n": 1})

    def body(work: UnitOfWork) -> None:
        work.prefetch(SEAT, WALLET, TICKET)
        work.find(SEAT)
        work.find(WALLET)
        work.find_unverified(TICKET)
        work.create(TICKET, {"n": 1})

    with metered() as meter:
        database.run(body)
    assert meter.round_trips == 2
    assert meter.attempts == 1
    assert meter.documents_read == 3
    assert (meter.documents_written, meter.documents_verified) == (1, 1)


def test_a_found_document_stops_the_unit_with_the_first_read(database: Database) -> None:
    put(database, TICKET, {"n": 7})

    def body(work: UnitOfWork) -> None:
        work.stop_if_found(TICKET, lambda found: SoldOut(left=found["n"]))
        work.find(SEAT)
        raise AssertionError("the unit should have stopped")

    with metered() as meter, pytest.raises(SoldOut) as refused:
        database.run(body)
    assert refused.value.facts == {"left": 7}
    assert meter.round_trips == 1


def test_a_unit_goes_on_when_what_would_stop_it_is_absent(database: Database) -> None:
    def body(work: UnitOfWork) -> None:
        work.stop_if_found(TICKET, lambda _: SoldOut())
        work.find(SEAT)
        work.create(TICKET, {"n": 1})

    database.run(body)
    assert look(database, TICKET) == {"n": 1}


def test_a_unit_sees_its_own_writes(database: Database) -> None:
    put(database, SEAT, {"n": 1})
    put(database, WALLET, {"n": 1})

    def body(work: UnitOfWork) -> None:
        work.find(SEAT)
        work.find(WALLET)
        work.replace(SEAT, {"n": 2})
        work.delete(WALLET)
        work.create(TICKET, {"n": 1})
        work.replace(TICKET, {"n": 3})
        assert work.find(SEAT) == {"n": 2}
        assert work.find(WALLET) is None
        assert work.find(TICKET) == {"n": 3}

    database.run(body)
    assert look(database, SEAT) == {"n": 2}
    assert look(database, WALLET) is None
    assert look(database, TICKET) == {"n": 3}


def test_a_replacement_leaves_no_field_of_the_earlier_document(database: Database) -> None:
    put(database, SEAT, {"old": 1, "nested": {"old": 1}})
    put(database, SEAT, {"nested": {"new": 2}})
    assert look(database, SEAT) == {"nested": {"new": 2}}


# Commits and their preconditions


def test_creating_what_exists_names_it(database: Database) -> None:
    put(database, TICKET, {"n": 1})

    def body(work: UnitOfWork) -> None:
        work.create(SEAT, {"n": 2})
        work.create(TICKET, {"n": 2})

    with metered() as meter, pytest.raises(Exists) as refused:
        database.run(body)
    assert refused.value.ref == TICKET
    assert meter.attempts == 1
    assert look(database, SEAT) is None
    assert look(database, TICKET) == {"n": 1}


def test_creating_what_appeared_since_it_was_read_runs_again(database: Database) -> None:
    seen: list[Document | None] = []

    def body(work: UnitOfWork) -> str:
        seen.append(work.find(TICKET))
        if seen[-1] is not None:
            return "found"
        put(database, TICKET, {"n": 1})
        work.create(TICKET, {"n": 2})
        return "created"

    assert database.run(body) == "found"
    assert seen == [None, {"n": 1}]
    assert look(database, TICKET) == {"n": 1}


@pytest.mark.parametrize("kind", ["replace", "delete", "verify"])
def test_a_stale_precondition_is_refused_with_all_other_writes(
    adapter: Adapter, database: Database, kind: str
) -> None:
    put(database, SEAT, {"n": 1})
    put(database, WALLET, {"n": 1})
    seat, wallet = adapter.read([SEAT, WALLET])
    put(database, SEAT, {"n": 2})
    stale = {
        "replace": Write("replace", SEAT, {"n": 9}, seat.version),
        "delete": Write("delete", SEAT, None, seat.version),
        "verify": Write("verify", SEAT, None, seat.version),
    }[kind]
    others = [
        Write("create", TICKET, {"n": 9}),
        Write("replace", WALLET, {"n": 9}, wallet.version),
    ]
    for writes in ([stale, *others], [*others, stale]):
        with pytest.raises(Stale):
            adapter.commit(writes)
    assert look(database, SEAT) == {"n": 2}
    assert look(database, WALLET) == {"n": 1}
    assert look(database, TICKET) is None


@pytest.mark.parametrize("kind", ["replace", "delete", "verify"])
def test_a_precondition_on_a_document_that_went_is_refused(
    adapter: Adapter, database: Database, kind: str
) -> None:
    put(database, SEAT, {"n": 1})
    (seat,) = adapter.read([SEAT])
    remove(database, SEAT)
    stale = {
        "replace": Write("replace", SEAT, {"n": 9}, seat.version),
        "delete": Write("delete", SEAT, None, seat.version),
        "verify": Write("verify", SEAT, None, seat.version),
    }[kind]
    with pytest.raises(Stale):
        adapter.commit([Write("create", TICKET, {"n": 9}), stale])
    assert look(database, SEAT) is None
    assert look(database, TICKET) is None


def test_a_document_deleted_and_created_again_counts_as_changed(
    adapter: Adapter, database: Database
) -> None:
    put(database, SEAT, {"n": 1})
    (seat,) = adapter.read([SEAT])
    remove(database, SEAT)
    put(database, SEAT, {"n": 1})
    for kept in (
        Write("replace", SEAT, {"n": 2}, seat.version),
        Write("verify", SEAT, None, seat.version),
    ):
        with pytest.raises(Stale):
            adapter.commit([kept])
    assert look(database, SEAT) == {"n": 1}


def test_replacing_with_equal_data_is_a_commit_like_any_other(database: Database) -> None:
    put(database, SEAT, {"n": 1})
    put(database, SEAT, {"n": 1})
    assert look(database, SEAT) == {"n": 1}


def changes_meanwhile(
    database: Database, read: Callable[[UnitOfWork, Ref], Document | None]
) -> list[Document | None]:
    """Return what a unit saw in each run when the document changed during its first."""
    put(database, SEAT, {"n": 1})
    seen: list[Document | None] = []

    def body(work: UnitOfWork) -> None:
        seen.append(read(work, SEAT))
        if len(seen) == 1:
            put(database, SEAT, {"n": 2})
        work.create(TICKET, {"runs": len(seen)})

    database.run(body)
    assert look(database, TICKET) == {"runs": len(seen)}
    return seen


def test_a_unit_runs_again_when_a_document_it_found_has_changed(database: Database) -> None:
    assert changes_meanwhile(database, UnitOfWork.find) == [{"n": 1}, {"n": 2}]


def test_a_unit_does_not_run_again_when_an_unverified_document_has_changed(
    database: Database,
) -> None:
    assert changes_meanwhile(database, UnitOfWork.find_unverified) == [{"n": 1}]


def test_a_unit_that_only_reads_is_not_verified(database: Database) -> None:
    put(database, SEAT, {"n": 1})

    def body(work: UnitOfWork) -> Document | None:
        seen = work.find(SEAT)
        put(database, SEAT, {"n": 2})
        return seen

    with metered() as meter:
        assert database.run(body) == {"n": 1}
    assert meter.documents_verified == 0


def test_verifying_keeps_the_document_and_its_version(database: Database) -> None:
    put(database, SEAT, {"n": 1, "nested": {"kept": [NOON]}})
    before = version(database, SEAT)

    def body(work: UnitOfWork) -> None:
        work.find(SEAT)
        work.create(TICKET, {"n": 1})

    database.run(body)
    assert version(database, SEAT) == before
    assert look(database, SEAT) == {"n": 1, "nested": {"kept": [NOON]}}


def test_two_units_that_verify_one_document_do_not_disturb_each_other(database: Database) -> None:
    put(database, SEAT, {"n": 1})

    def other(work: UnitOfWork) -> None:
        work.find(SEAT)
        work.create(Ref("tickets", "other"), {"n": 1})

    def body(work: UnitOfWork) -> None:
        work.find(SEAT)
        database.run(other)
        work.create(TICKET, {"n": 1})

    with metered() as meter:
        database.run(body)
    assert meter.attempts == 2  # one each
    assert look(database, TICKET) == look(database, Ref("tickets", "other")) == {"n": 1}


def test_a_document_that_a_query_found_is_replaced_only_unchanged(database: Database) -> None:
    put(database, SEAT, {"n": 1})
    seen: list[Value] = []

    def body(work: UnitOfWork) -> None:
        ((ref, data),) = work.query(Query("seats"))
        seen.append(data["n"])
        if len(seen) == 1:
            put(database, SEAT, {"n": 5})
        assert isinstance(data["n"], int)
        work.replace(ref, {"n": data["n"] + 1})

    database.run(body)
    assert seen == [1, 5]
    assert look(database, SEAT) == {"n": 6}


def test_a_refusal_writes_nothing(database: Database) -> None:
    put(database, SEAT, {"n": 1})

    def body(work: UnitOfWork) -> None:
        work.find(SEAT)
        work.replace(SEAT, {"n": 0})
        work.create(TICKET, {"n": 1})
        raise SoldOut

    with metered() as meter, pytest.raises(SoldOut):
        database.run(body)
    assert (meter.attempts, meter.documents_written) == (1, 0)
    assert look(database, SEAT) == {"n": 1}
    assert look(database, TICKET) is None


def test_a_body_runs_as_often_as_its_facts_change(database: Database) -> None:
    put(database, SEAT, {"n": 0})
    runs = 0

    def body(work: UnitOfWork) -> None:
        nonlocal runs
        runs += 1
        work.find(SEAT)
        if runs < 4:
            put(database, SEAT, {"n": runs})
        work.create(TICKET, {"runs": runs})

    database.run(body)
    assert runs == 4
    assert look(database, TICKET) == {"runs": 4}


def test_facts_that_never_stand_still_end_in_contention(adapter: Adapter) -> None:
    database = Database(adapter, RetryPolicy(deadline=0.3))
    others = Database(adapter)
    put(others, SEAT, {"n": 0})
    runs = 0

    def body(work: UnitOfWork) -> None:
        nonlocal runs
        runs += 1
        work.find(SEAT)
        put(others, SEAT, {"n": runs})
        work.create(TICKET, {"n": 1})

    started = time.monotonic()
    with pytest.raises(Contention):
        database.run(body)
    assert runs > 1
    assert time.monotonic() - started < 5
    assert look(others, TICKET) is None


def test_the_listener_is_called_after_the_commit_only(database: Database) -> None:
    told: list[list[tuple[str, Ref]]] = []

    def listen(writes: Sequence[Write]) -> None:
        assert look(database, TICKET) == {"n": 1}
        told.append([(write.kind, write.ref) for write in writes])

    database.on_commit = listen

    def refused(work: UnitOfWork) -> None:
        work.create(TICKET, {"n": 1})
        raise SoldOut

    with pytest.raises(SoldOut):
        database.run(refused)
    database.run(lambda work: work.find(TICKET))
    assert told == []

    database.run(lambda work: work.create(TICKET, {"n": 1}))
    with pytest.raises(Exists):
        database.run(lambda work: work.create(TICKET, {"n": 1}))
    assert told == [[("create", TICKET)]]


# Many at once


def test_the_last_24_seats_are_sold_once_each_to_26_callers(database: Database) -> None:
    seats, callers = 24, 26
    put(database, SEAT, {"left": seats})
    ready = threading.Barrier(callers)

    def buy(caller: int) -> str:
        def body(work: UnitOfWork) -> None:
            seat = work.find(SEAT)
            assert seat is not None
            assert isinstance(seat["left"], int)
            if seat["left"] == 0:
                raise SoldOut
            work.replace(SEAT, {"left": seat["left"] - 1})
            work.create(Ref("tickets", str(caller)), {"seat": seat["left"]})

        ready.wait()
        try:
            database.run(body)
        except SoldOut:
            return "sold out"
        return "sold"

    with ThreadPoolExecutor(callers) as pool:
        outcomes = list(pool.map(buy, range(callers)))
    assert sorted(outcomes) == ["sold"] * seats + ["sold out"] * (callers - seats)
    assert look(database, SEAT) == {"left": 0}
    tickets = [s.data for s in database.query(Query("tickets"))]
    assert sorted(t["seat"] for t in tickets if t) == list(range(1, seats + 1))  # type: ignore[type-var]


def test_many_units_that_verify_one_document_all_succeed(database: Database) -> None:
    put(database, SEAT, {"n": 1})
    before = version(database, SEAT)

    def note(caller: int) -> None:
        def body(work: UnitOfWork) -> None:
            work.find(SEAT)
            work.create(Ref("tickets", str(caller)), {"n": caller})

        database.run(body)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(note, range(48)))
    assert len(database.query(Query("tickets"))) == 48
    assert version(database, SEAT) == before


def test_one_of_many_creates_of_one_document_wins(database: Database) -> None:
    ready = threading.Barrier(8)

    def claim(caller: int) -> bool:
        ready.wait()
        try:
            database.run(lambda work: work.create(TICKET, {"owner": caller}))
        except Exists:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(claim, range(8)))
    assert won.count(True) == 1
    assert look(database, TICKET) == {"owner": won.index(True)}


# Queries


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


@pytest.fixture
def offers(database: Database) -> Database:
    """Six offers, and one of another collection that no query may find."""

    def body(work: UnitOfWork) -> None:
        for name, offer in OFFERS.items():
            price = offer["price"]
            nested = {"at": {"desk": price, "2024": price}, "free": price == 0}
            work.create(Ref("offers", name), {**offer, "prices": nested, "days": [offer["at"]]})
        work.create(Ref("old_offers", "a"), OFFERS["a"])

    database.run(body)
    return database


def ids(database: Database, query: Query) -> str:
    return "".join(snapshot.ref.id for snapshot in database.query(query))


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ([Where("kind", "==", "cinema")], "ace"),
        ([Where("kind", "==", "musée")], "d"),
        ([Where("kind", "==", "opera")], ""),
        ([Where("price", "==", 500)], "ae"),
        ([Where("note", "==", None)], "ac"),
        ([Where("note", "==", "\x1fx")], "d"),
        ([Where("at", "==", instant(11))], "de"),
        ([Where("at", "==", instant(11).astimezone(timezone(timedelta(hours=-5))))], "de"),
        ([Where("kind", "in", ["musée", "concert"])], "bdf"),
        ([Where("price", "in", (0, 700, 9))], "cd"),
        ([Where("at", "in", [instant(8), instant(12)])], "af"),
        ([Where("kind", "in", [])], ""),
        ([Where("tags", "array_contains", "fr")], "abd"),
        ([Where("tags", "array_contains", "f")], ""),
        ([Where("days", "array_contains", instant(11))], "de"),
        ([Where("prices.at.desk", "==", 2500)], "bf"),
        ([Where("prices.at.2024", "==", 700)], "c"),
        ([Where("prices.free", "==", True)], "d"),
        ([Where("kind", "==", "cinema"), Where("price", "==", 500)], "ae"),
        ([Where("kind", "==", "cinema"), Where("tags", "array_contains", "film")], "ae"),
    ],
)
def test_a_condition_finds_what_meets_it_by_id(
    offers: Database, where: list[Where], found: str
) -> None:
    assert ids(offers, Query("offers", tuple(where))) == found


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ([Where("price", "<", 700)], "dae"),
        ([Where("price", "<=", 700)], "daec"),
        ([Where("price", ">", 500)], "cbf"),
        ([Where("price", ">=", 500)], "aecbf"),
        ([Where("price", ">", 0), Where("price", "<", 2500)], "aec"),
        ([Where("at", "<", instant(10))], "ab"),
        ([Where("at", ">=", instant(11)), Where("kind", "==", "cinema")], "e"),
        ([Where("kind", ">=", "concert")], "bfd"),
        ([Where("note", ">", "")], "dfeb"),
        ([Where("note", "<", "Été")], "dfe"),
        ([Where("prices.at.desk", ">", 500)], "cbf"),
    ],
)
def test_a_range_finds_what_lies_in_it_in_order(
    offers: Database, where: list[Where], found: str
) -> None:
    query = Query("offers", tuple(where), (Order(where[0].field),))
    assert ids(offers, query) == found


def test_in_a_range_of_instants_lies_nothing_else(offers: Database) -> None:
    for name, at in (("g", 5), ("h", ""), ("i", "2026-05-04T09:30:00Z"), ("j", None), ("k", True)):
        put(offers, Ref("offers", name), {"kind": "cinema", "at": at})
    by_date = (Order("at"),)
    assert ids(offers, Query("offers", (Where("at", "<=", instant(10)),), by_date)) == "abc"
    assert ids(offers, Query("offers", (Where("at", ">", instant(10)),), by_date)) == "def"
    of_kind = (Where("kind", "==", "cinema"), Where("at", "<", instant(12)))
    assert ids(offers, Query("offers", of_kind, by_date)) == "ace"


def test_a_range_on_one_field_may_stand_behind_the_order_of_another(offers: Database) -> None:
    orders = (Order("kind"), Order("price", descending=True))
    assert ids(offers, Query("offers", (Where("price", ">", 0),), orders)) == "ceafb"


@pytest.mark.parametrize(
    ("where", "order_by"),
    [
        (Where("price", ">", 0), ()),
        (Where("price", "<=", 0), (Order("kind"),)),
        (Where("price", "in", list(range(31))), ()),
    ],
)
def test_a_query_that_firestore_refuses_cannot_be_made(
    where: Where, order_by: tuple[Order, ...]
) -> None:
    with pytest.raises(ValueError, match="offers: "):
        Query("offers", (where,), order_by)


@pytest.mark.parametrize(
    ("order_by", "found"),
    [
        ((), "abcdef"),
        ((Order("price"),), "daecbf"),
        ((Order("price", descending=True),), "fbcead"),
        ((Order("kind"), Order("price")), "aecbfd"),
        ((Order("kind"), Order("price", descending=True)), "ceafbd"),
        ((Order("kind", descending=True), Order("price")), "dbfaec"),
        ((Order("kind", descending=True), Order("price", descending=True)), "dfbcea"),
        ((Order("at"),), "abcdef"),
        ((Order("at", descending=True),), "fedcba"),
        ((Order("prices.at.desk"),), "daecbf"),
        ((Order("note"),), "acdfeb"),
        ((Order("note", descending=True),), "befdca"),
    ],
)
def test_an_order_is_total_and_ends_with_the_id(
    offers: Database, order_by: tuple[Order, ...], found: str
) -> None:
    assert ids(offers, Query("offers", (), order_by)) == found


@pytest.mark.parametrize("size", [1, 2, 4, 6, 7])
@pytest.mark.parametrize(
    "order_by",
    [
        (),
        (Order("price"),),
        (Order("price", descending=True),),
        (Order("at"),),
        (Order("note"),),
        (Order("note", descending=True),),
        (Order("kind"), Order("price", descending=True)),
        (Order("kind", descending=True), Order("prices.at.desk")),
    ],
    ids=lambda orders: "+".join(f"{'-' * o.descending}{o.field}" for o in orders) or "id",
)
def test_pages_visit_each_document_once(
    offers: Database, order_by: tuple[Order, ...], size: int
) -> None:
    whole = ids(offers, Query("offers", (), order_by))
    visited = ""
    after: tuple[Value, ...] | None = None
    while page := offers.query(Query("offers", (), order_by, size, after)):
        assert len(page) <= size
        visited += "".join(snapshot.ref.id for snapshot in page)
        last = OFFERS[page[-1].ref.id]
        fields = [last["price" if "." in o.field else o.field] for o in order_by]
        after = (*fields, page[-1].ref.id)
    assert visited == whole


def test_a_page_goes_on_behind_a_document_that_is_gone(offers: Database) -> None:
    remove(offers, Ref("offers", "e"))
    query = Query("offers", (Where("kind", "==", "cinema"),), (Order("price"),), 10, (500, "e"))
    assert ids(offers, query) == "c"


def test_a_page_goes_on_within_a_range(offers: Database) -> None:
    where = (Where("price", ">=", 500), Where("price", "<=", 2500))
    query = Query("offers", where, (Order("price"),), 2, (500, "e"))
    assert ids(offers, query) == "cb"


def test_a_query_returns_at_most_its_limit(offers: Database) -> None:
    assert ids(offers, Query("offers", (), (Order("price"),), 3)) == "dae"


def test_a_document_without_the_field_is_not_in_its_order(offers: Database) -> None:
    put(offers, Ref("offers", "a"), {"kind": "cinema"})
    put(offers, Ref("offers", "c"), {"kind": "cinema", "price": None})
    assert ids(offers, Query("offers", (), (Order("price"),))) == "cdebf"
    assert ids(offers, Query("offers", (Where("kind", "==", "cinema"),))) == "ace"


def test_a_document_without_the_field_does_not_hold_none_in_it(offers: Database) -> None:
    put(offers, Ref("offers", "a"), {"kind": "cinema"})
    assert ids(offers, Query("offers", (Where("note", "==", None),))) == "c"


def test_a_query_sees_what_was_committed_before_it(offers: Database) -> None:
    put(offers, Ref("offers", "a"), {"price": 9000})
    assert ids(offers, Query("offers", (Where("price", ">", 2500),), (Order("price"),))) == "a"
    remove(offers, Ref("offers", "a"))
    assert ids(offers, Query("offers", (Where("price", ">", 2500),), (Order("price"),))) == ""


def test_a_query_is_one_round_trip_and_bills_at_least_one_read(offers: Database) -> None:
    with metered() as meter:
        offers.query(Query("offers", (Where("kind", "==", "cinema"),)))
        offers.query(Query("offers", (Where("kind", "==", "opera"),)))
    assert (meter.round_trips, meter.documents_read) == (2, 4)


# Looking for an item of an array


@pytest.mark.parametrize(
    ("query", "number"),
    [
        (Query("offers"), 6),
        (Query("offers", limit=2), 6),
        (Query("offers", (Where("kind", "==", "cinema"),), limit=1), 3),
        (Query("offers", (Where("kind", "in", ["musée", "concert"]),)), 3),
        (Query("offers", (Where("kind", "in", []),)), 0),
        (Query("offers", (Where("at", "<=", instant(10)),), (Order("at"),), limit=1), 3),
        (Query("offers", (Where("tags", "array_contains", "fr"),)), 3),
        (Query("offers", (), (Order("nothing"),)), 0),
        (Query("opera"), 0),
    ],
)
def test_what_matches_is_counted_whatever_the_limit(
    offers: Database, query: Query, number: int
) -> None:
    with metered() as meter:
        assert offers.count(query) == number
    assert (meter.round_trips, meter.documents_read) == (1, 1)


@pytest.fixture
def tagged(database: Database) -> Database:
    """The six offers again, where an index for the items of their tags is declared."""

    def body(work: UnitOfWork) -> None:
        for name, offer in OFFERS.items():
            spot = None if name == "c" else {"cell": "u" if name in "abe" else "v"}
            work.create(Ref("tagged", name), {**offer, "spot": spot})

    database.run(body)
    return database


FR, FILM = (Where("tags", "array_contains", tag) for tag in ("fr", "film"))
BY_DATE, DEAREST = (Order("at"),), (Order("price", descending=True),)


@pytest.mark.parametrize(
    ("where", "order_by", "found"),
    [
        ((FR,), BY_DATE, "abd"),
        ((FR,), (), "abd"),
        ((FR,), DEAREST, "bad"),
        ((FILM,), DEAREST, "ea"),
        ((Where("tags", "array_contains", "f"),), BY_DATE, ""),
        ((FR, Where("at", ">", instant(8))), BY_DATE, "bd"),
        ((FR, Where("at", ">=", instant(8)), Where("at", "<", instant(11))), BY_DATE, "ab"),
        ((FR, Where("spot.cell", "==", "v")), BY_DATE, "d"),
        ((Where("spot.cell", "in", ["u", "x"]), FR), BY_DATE, "ab"),
        ((FR, Where("kind", "==", "concert")), BY_DATE, "b"),
        ((FR, Where("note", "==", None)), BY_DATE, "a"),
    ],
)
def test_an_item_of_an_array_leads_to_what_has_it(
    tagged: Database, where: tuple[Where, ...], order_by: tuple[Order, ...], found: str
) -> None:
    assert ids(tagged, Query("tagged", where, order_by)) == found


@pytest.mark.parametrize("order_by", [BY_DATE, DEAREST, ()])
def test_pages_of_what_has_an_item_visit_each_document_once(
    tagged: Database, order_by: tuple[Order, ...]
) -> None:
    whole = ids(tagged, Query("tagged", (FR,), order_by))
    visited = ""
    after: tuple[Value, ...] | None = None
    while page := tagged.query(Query("tagged", (FR,), order_by, 1, after)):
        (last,) = page
        visited += last.ref.id
        after = (*(OFFERS[last.ref.id][order.field] for order in order_by), last.ref.id)
    assert visited == whole


def test_the_items_follow_each_write(tagged: Database) -> None:
    put(tagged, Ref("tagged", "a"), {"at": instant(20), "tags": ["film", "new", "new"]})
    put(tagged, Ref("tagged", "b"), {"at": instant(7), "tags": ["fr"]})
    remove(tagged, Ref("tagged", "d"))
    put(tagged, Ref("tagged", "g"), {"at": instant(6), "tags": ["fr", "new"]})
    put(tagged, Ref("other", "h"), {"at": instant(6), "tags": ["fr", "new"]})
    has_new = Where("tags", "array_contains", "new")
    assert ids(tagged, Query("tagged", (FR,), BY_DATE)) == "gb"
    assert ids(tagged, Query("tagged", (FILM,), BY_DATE)) == "ea"
    assert ids(tagged, Query("tagged", (has_new,), BY_DATE)) == "ga"
    put(tagged, Ref("tagged", "a"), {"at": instant(5), "tags": ["film", "new"]})
    assert ids(tagged, Query("tagged", (has_new,), BY_DATE)) == "ag"


def test_what_lacks_a_field_is_not_in_the_order_of_an_item_either(tagged: Database) -> None:
    put(tagged, Ref("tagged", "a"), {"at": instant(8), "tags": ["fr"]})
    put(tagged, Ref("tagged", "b"), {"at": instant(9), "tags": ["fr"], "price": None})
    assert ids(tagged, Query("tagged", (FR,), DEAREST)) == "db"
    assert ids(tagged, Query("tagged", (FR,), BY_DATE)) == "abd"
    assert ids(tagged, Query("tagged", (FR, Where("price", ">=", 0)), DEAREST)) == "d"


# How SQLite looks for an item; Firestore does it by indexes of its own.


def plans(adapter: SqliteAdapter, query: Query) -> str:
    """Return how SQLite goes about a query, each step of each statement."""
    connection, statements = adapter._connection(), list[str]()
    connection.set_trace_callback(statements.append)
    adapter.query(query)
    connection.set_trace_callback(None)
    rows = [r for s in statements for r in connection.execute(f"EXPLAIN QUERY PLAN {s}")]
    return "\n".join(row[3] for row in rows)


@pytest.fixture
def many(tmp_path: Path) -> Iterator[SqliteAdapter]:
    """A file with a common tag, which every third of 9,000 documents has, and a rare one."""
    with closing(SqliteAdapter(tmp_path / "many.sqlite3", indexes=TAGGED)) as adapter:
        adapter.commit(
            [
                Write(
                    "create", Ref("tagged", f"{n:04}"), {"at": n, "price": n % 7, "tags": tags(n)}
                )
                for n in range(9000)
            ]
        )
        yield adapter


def tags(number: int) -> list[str]:
    return [tag for tag, each in (("common", 3), ("rare", 3000)) if number % each == 0]


def test_sqlite_goes_through_a_rare_item_and_along_the_order_for_a_common_one(
    many: SqliteAdapter,
) -> None:
    rare, common = (Where("tags", "array_contains", tag) for tag in ("rare", "common"))
    found = many.query(Query("tagged", (rare,), BY_DATE))
    assert [snapshot.ref.id for snapshot in found] == ["0000", "3000", "6000"]
    plan = plans(many, Query("tagged", (rare,), BY_DATE))
    assert "SEARCH items_tagged_tags USING PRIMARY KEY (item=?)" in plan
    assert "SEARCH sorted_tagged_tags USING INTEGER PRIMARY KEY" in plan
    query = Query("tagged", (common, Where("at", ">=", 4000), Where("at", "<", 4010)), BY_DATE, 3)
    assert [s.ref.id for s in many.query(query)] == ["4002", "4005", "4008"]
    plan = plans(many, query)
    assert "SEARCH row USING INDEX sorted_tagged_tags_by_at" in plan
    assert "SEARCH held USING PRIMARY KEY (item=? AND number=?)" in plan
    assert "SCAN c_tagged" not in plan


def test_sqlite_does_without_an_index_that_another_serves(tmp_path: Path) -> None:
    path = tmp_path / "documents.sqlite3"
    by_state = Index("seats", ("hall", "state", "-at"))
    for indexes in ([by_state], [by_state, Index("seats", ("hall", "-at"))]):
        adapter = SqliteAdapter(path, indexes=indexes)
        if len(indexes) == 1:
            adapter.commit(
                [
                    Write("create", Ref("seats", f"s{n}"), {"hall": "a", "state": n % 2, "at": n})
                    for n in range(6)
                ]
            )
        where = (Where("hall", "==", "a"), Where("state", "==", 1))
        query = Query("seats", where, (Order("at", descending=True),))
        assert [found.ref.id for found in adapter.query(query)] == ["s5", "s3", "s1"]
        adapter.close()
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'by_%'")
        assert [name for (name,) in found] == ["by_seats_hall_desc_at"]


def test_sqlite_takes_in_what_was_there_before_the_index(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    old = SqliteAdapter(path)
    old.commit([Write("create", Ref("tagged", "a"), {"at": 1, "tags": ["fr"]})])
    (before,) = old.read([Ref("tagged", "a")])
    for fields in (("tags[]", "at"), ("tags[]", "price", "at"), ("tags[]", "price", "at")):
        adapter = SqliteAdapter(path, indexes=[Index("tagged", fields)])
        (found,) = adapter.query(Query("tagged", (FR,), BY_DATE))
        assert found == before
        adapter.close()
    old.close()


def test_sqlite_does_not_touch_items_that_stay(many: SqliteAdapter) -> None:
    ref = Ref("tagged", "0003")
    (before,) = many.read([ref])
    connection = many._connection()
    changes = connection.total_changes
    many.commit([Write("replace", ref, {"at": 3, "price": 9, "tags": tags(3)}, before.version)])
    # The number of the commit, the document, and its row of sorted fields.
    assert connection.total_changes - changes == 3


# Looking up: a query and a batch of reads side by side


def test_query_and_read_returns_matches_and_documents(adapter: Adapter, offers: Database) -> None:
    put(offers, SEAT, {"n": 1})
    query = Query("offers", (Where("kind", "==", "cinema"),), (Order("price"),))
    (matching, operas), (ticket, seat) = adapter.query_and_read(
        [query, Query("offers", (Where("kind", "==", "opera"),))], [TICKET, SEAT]
    )
    assert list(operas) == []
    assert "".join(snapshot.ref.id for snapshot in matching) == "aec"
    assert list(matching) == list(offers.query(query))
    assert (ticket.data, ticket.version) == (None, None)
    assert (seat.data, seat.version) == ({"n": 1}, version(offers, SEAT))
    nowhere = Query("offers", (Where("kind", "in", []),))
    (none,), (again,) = adapter.query_and_read([nowhere], [SEAT])
    assert (list(none), again) == ([], seat)
    assert adapter.query_and_read([query, nowhere, query], []) == ([matching, [], matching], [])


def test_a_query_reads_what_is_prefetched_in_the_same_round_trip(offers: Database) -> None:
    put(offers, SEAT, {"n": 1})
    query = Query("offers", (Where("kind", "==", "opera"),))

    def body(work: UnitOfWork) -> tuple[object, ...]:
        work.prefetch(WALLET)
        work.prefetch(SEAT)
        found = work.query(query)
        return (found, work.find(SEAT), work.find(WALLET))

    with metered() as meter:
        assert offers.run(body) == ([], {"n": 1}, None)
    # What a query does not find is billed as one read.
    assert (meter.round_trips, meter.documents_read) == (1, 3)


def test_a_unit_asks_several_queries_in_one_round_trip(offers: Database) -> None:
    put(offers, SEAT, {"n": 1})
    kinds = [Query("offers", (Where("kind", "==", kind),)) for kind in ("cinema", "opera")]

    def body(work: UnitOfWork) -> tuple[object, ...]:
        work.prefetch(SEAT)
        cinemas, operas = work.query_all(kinds)
        return ([ref.id for ref, _ in cinemas], operas, work.find(SEAT))

    with metered() as meter:
        assert offers.run(body) == (["a", "c", "e"], [], {"n": 1})
    assert (meter.round_trips, meter.documents_read) == (1, 3 + 1 + 1)


def test_a_query_reads_nothing_prefetched_twice(offers: Database) -> None:
    put(offers, SEAT, {"n": 1})

    def body(work: UnitOfWork) -> None:
        work.find(SEAT)
        work.prefetch(SEAT)
        work.query(Query("offers", (Where("kind", "==", "cinema"),)))
        work.find(Ref("offers", "a"))

    with metered() as meter:
        offers.run(body)
    assert (meter.round_trips, meter.documents_read) == (2, 1 + 3)


def test_a_found_document_stops_a_unit_that_queries(database: Database) -> None:
    put(database, SEAT, {"n": 1})

    def body(work: UnitOfWork) -> None:
        work.stop_if_found(SEAT, lambda _: SoldOut())
        work.query(Query("offers"))
        raise AssertionError

    with pytest.raises(SoldOut):
        database.run(body)


def test_what_a_query_found_is_replaced_and_verified_only_unchanged(offers: Database) -> None:
    put(offers, SEAT, {"n": 0})
    runs: list[tuple[object, object]] = []
    offer = Ref("offers", "a")

    def body(work: UnitOfWork) -> None:
        work.prefetch(SEAT)
        ((_, found),) = work.query(Query("offers", (Where("price", "==", 900),)))
        seat = work.find(SEAT)
        runs.append((found["kind"], seat))
        if len(runs) == 1:
            put(offers, SEAT, {"n": 1})
        if len(runs) == 2:
            put(offers, offer, {"kind": "opera", "price": 900})
        work.replace(offer, {"kind": "sold"})

    put(offers, offer, {"kind": "cinema", "price": 900})
    offers.run(body)
    assert runs == [("cinema", {"n": 0}), ("cinema", {"n": 1}), ("opera", {"n": 1})]
    assert look(offers, offer) == {"kind": "sold"}


# Ids


@pytest.mark.parametrize(
    "text", ["a", "A-1", "1", "booking:ana:1", "a~b", "a.b", "_x_", "__x", "a@b.fr", "x" * 300]
)
def test_an_id_is_one_on_every_adapter(database: Database, text: str) -> None:
    assert is_id(text)
    put(database, Ref("seats", text), {"n": 1})
    (found,) = database.query(Query("seats"))
    assert found.ref == Ref("seats", text)


@pytest.mark.parametrize(
    "text",
    ["", ".", "..", "__x__", "____", "a/b", "a b", "é", "a\n", "a\x00", "a?", "a#", "x" * 301],
)
def test_what_cannot_be_an_id_is_refused_before_any_adapter_sees_it(text: str) -> None:
    assert not is_id(text)
    with pytest.raises(InvalidId):
        Ref("seats", text)


# Answers of Firestore that get lost; SQLite has none to lose.


class Failed(grpc.RpcError):  # type: ignore[misc]
    """A call that ended with a code."""

    def __init__(self, code: grpc.StatusCode) -> None:
        self._code = code

    def code(self) -> grpc.StatusCode:
        return self._code


class Lossy(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):  # type: ignore[misc]
    """Loses answers as `fates` has it: each is for one call.

    "after" has a commit take place and its answer lost, "before" has it lost on its way,
    "abort" has a read aborted, and "relay" empties the outbox before a read.
    """

    def __init__(self, fates: list[str], channel: grpc.Channel) -> None:
        self.fates = fates
        self.client = FirestoreClient(transport=FirestoreGrpcTransport(channel=channel))

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        fate = self._fate("before", "after")
        if fate == "before":
            raise Failed(grpc.StatusCode.UNAVAILABLE)
        answer = continuation(details, request)
        if fate == "after":
            answer.result()
            raise Failed(grpc.StatusCode.DEADLINE_EXCEEDED)
        return answer

    def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        if self._fate("abort"):
            raise Failed(grpc.StatusCode.ABORTED)
        if self._fate("relay"):
            self._relay(str(request.database))
        return continuation(details, request)

    def _relay(self, database: str) -> None:
        """Empty the outbox, as the relay does once it has published."""
        root = f"{database}/documents"
        for document in self.client.list_documents({"parent": root, "collection_id": OUTBOX}):
            self.client.delete_document({"name": document.name})

    def _fate(self, *kinds: str) -> str | None:
        return self.fates.pop(0) if self.fates and self.fates[0] in kinds else None


@pytest.fixture
def lossy(firestore_emulator: str) -> Iterator[tuple[Database, list[str]]]:
    """A database on the emulator, and the fates of its next calls."""
    fates: list[str] = []
    with grpc.insecure_channel(firestore_emulator, options=CHANNEL_OPTIONS) as channel:
        intercepted = grpc.intercept_channel(channel, Lossy(fates, channel))
        adapter = FirestoreAdapter(intercepted, project=f"demo-{uuid4().hex}")
        yield Database(adapter, RetryPolicy(deadline=10)), fates


@FIRESTORE
def test_a_landed_commit_whose_answer_was_lost_is_not_repeated(
    lossy: tuple[Database, list[str]],
) -> None:
    database, fates = lossy
    put(database, SEAT, {"left": 2})
    fates.append("after")

    def body(work: UnitOfWork) -> None:
        seat = work.find(SEAT)
        assert seat is not None
        assert isinstance(seat["left"], int)
        work.replace(SEAT, {"left": seat["left"] - 1})
        work.create(TICKET, {"at": NOON, "tags": ("a", {"b": None}), "price": 1.5})

    with metered() as meter:
        database.run(body)
    assert meter.attempts == 1
    assert look(database, SEAT) == {"left": 1}


@FIRESTORE
def test_a_commit_that_got_lost_on_its_way_is_repeated(lossy: tuple[Database, list[str]]) -> None:
    database, fates = lossy
    fates.append("before")
    with metered() as meter:
        database.run(lambda work: work.create(TICKET, {"n": 1}))
    assert meter.attempts == 2
    assert look(database, TICKET) == {"n": 1}


@FIRESTORE
def test_a_lost_answer_is_not_taken_for_another_callers_document(
    lossy: tuple[Database, list[str]],
) -> None:
    database, fates = lossy
    put(database, TICKET, {"owner": "ben"})
    fates.append("before")
    with pytest.raises(Exists) as refused:
        database.run(lambda work: work.create(TICKET, {"owner": "ana"}))
    assert refused.value.ref == TICKET


@FIRESTORE
def test_a_landed_commit_without_a_create_is_met_by_fresh_reads(
    lossy: tuple[Database, list[str]],
) -> None:
    database, fates = lossy
    put(database, SEAT, {"owner": None})
    fates.append("after")

    def body(work: UnitOfWork) -> str:
        seat = work.find(SEAT)
        if seat == {"owner": "ana"}:
            return "hers already"
        work.replace(SEAT, {"owner": "ana"})
        return "taken"

    assert database.run(body) == "hers already"


@pytest.mark.parametrize("is_numbered", [True, False])
@FIRESTORE
def test_a_landed_commit_whose_event_the_relay_has_removed_is_not_repeated(
    lossy: tuple[Database, list[str]],
    is_numbered: bool,
) -> None:
    database, fates = lossy
    put(database, SEAT, {"owner": None})
    event = Ref(OUTBOX, "seat-taken:s1:1")

    def body(work: UnitOfWork) -> str:
        seat = work.find(SEAT)
        if seat == {"owner": "ana"}:
            raise ValueError("refused its own success")
        work.replace(SEAT, {"owner": "ana"})
        work.create(event, {"topic": "seat-taken"})
        if is_numbered:
            work.create(TICKET, {"n": 1})
        return "taken"

    fates += ["after", "relay"]
    assert database.run(body) == "taken"
    assert look(database, event) is None
    assert fates == []


@FIRESTORE
def test_a_lost_event_is_not_taken_for_another_callers_change(
    lossy: tuple[Database, list[str]],
) -> None:
    database, fates = lossy
    put(database, SEAT, {"owner": None})
    fates += ["before", "relay"]

    def body(work: UnitOfWork) -> str:
        seat = work.find(SEAT)
        work.replace(SEAT, {"owner": "ana"})
        work.create(Ref(OUTBOX, "seat-taken:s1:1"), {"topic": "seat-taken"})
        return str(seat)

    with metered() as meter:
        assert database.run(body) == str({"owner": None})
    assert meter.attempts == 2


@FIRESTORE
def test_an_aborted_read_runs_the_unit_again(lossy: tuple[Database, list[str]]) -> None:
    database, fates = lossy
    put(database, SEAT, {"n": 1})
    fates.append("abort")
    with metered() as meter:
        assert database.run(lambda work: work.find(SEAT)) == {"n": 1}
    assert meter.attempts == 2
