"""The promises of every database adapter, on SQLite and on Firestore: values and reads."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import grpc  # type: ignore[import-untyped]
import pytest
from google.cloud.firestore_v1 import types
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcTransport

from functions.kernel.database import (
    Adapter,
    Database,
    InvalidId,
    Query,
    Ref,
    Stale,
    UnitOfWork,
    Unreadable,
    Value,
    Write,
    is_id,
    metered,
)
from functions.kernel.database.firestore import CHANNEL_OPTIONS
from functions.kernel.database.sqlite import FILE, SqliteAdapter
from functions.kernel.database.sqlite_tables import table_of
from tests.support.databases import NOON, SEAT, TICKET, WALLET, SoldOut, look, put, version

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


@pytest.fixture
def spoil(
    request: pytest.FixtureRequest, adapter: Adapter, tmp_path: Path, project: str
) -> Callable[[Ref], None]:
    """Give what puts a value into a document, past the port, that no document of ours holds."""

    def in_sqlite(ref: Ref) -> None:
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as connection:
            connection.execute(
                f"UPDATE {table_of(ref.collection)}"
                " SET data = json_set(data, '$.at', char(31) || 'noon')"
                " WHERE id = ?",
                (ref.id,),
            )

    def in_firestore(ref: Ref) -> None:
        host = request.getfixturevalue("firestore_emulator")
        name = f"projects/{project}/databases/(default)/documents/{ref.collection}/{ref.id}"
        document = types.Document(name=name, fields={"at": {"bytes_value": b"?"}})
        mask = types.DocumentMask(field_paths=["at"])
        with grpc.insecure_channel(host, options=CHANNEL_OPTIONS) as channel:
            client = FirestoreClient(transport=FirestoreGrpcTransport(channel=channel))
            client.update_document(document=document, update_mask=mask)

    return in_sqlite if isinstance(adapter, SqliteAdapter) else in_firestore


def test_a_value_that_cannot_be_read_hides_no_other_document(
    database: Database, spoil: Callable[[Ref], None]
) -> None:
    other = Ref("seats", "two")
    for ref in (SEAT, other):
        put(database, ref, {"n": 1, "at": NOON})
    spoil(SEAT)
    found = {snapshot.ref: snapshot.data for snapshot in database.query(Query("seats"))}
    assert found[other] == look(database, other) == {"n": 1, "at": NOON}
    for data in (found[SEAT], look(database, SEAT)):
        assert data is not None
        assert data["n"] == 1
        assert isinstance(data["at"], Unreadable)
        with pytest.raises(TypeError):
            put(database, TICKET, data)


# Merging


def test_merge_sets_its_fields_and_leaves_the_others(database: Database) -> None:
    put(database, SEAT, {"facts": {"price": 10, "label": "A"}, "left": 5, "at": NOON})
    before = version(database, SEAT)
    database.run(lambda work: work.merge(SEAT, {"facts": {"price": 20}}))
    assert look(database, SEAT) == {"facts": {"price": 20}, "left": 5, "at": NOON}
    assert version(database, SEAT) != before


def test_merge_does_not_mind_what_others_changed_meanwhile(database: Database) -> None:
    put(database, SEAT, {"price": 10, "left": 5})

    def body(work: UnitOfWork) -> None:
        assert work.find_unverified(SEAT) is not None
        put(database, SEAT, {"price": 10, "left": 4})
        work.merge(SEAT, {"price": 20})

    with metered() as meter:
        database.run(body)
    assert meter.lost == 0
    assert look(database, SEAT) == {"price": 20, "left": 4}


def test_replacing_what_was_merged_meanwhile_is_decided_again(database: Database) -> None:
    put(database, SEAT, {"price": 10, "left": 5})
    prices: list[object] = []

    def body(work: UnitOfWork) -> None:
        data = work.find(SEAT)
        assert data is not None
        if not prices:
            database.run(lambda other: other.merge(SEAT, {"price": 20}))
        prices.append(data["price"])
        work.replace(SEAT, {**data, "left": 4})

    database.run(body)
    assert prices == [10, 20]
    assert look(database, SEAT) == {"price": 20, "left": 4}


def test_merging_into_what_the_same_unit_writes_changes_that_write(database: Database) -> None:
    put(database, WALLET, {"cents": 1, "name": "Ana"})

    def body(work: UnitOfWork) -> None:
        work.create(SEAT, {"price": 10, "left": 5})
        work.merge(SEAT, {"price": 20})
        work.merge(WALLET, {"cents": 2})
        work.merge(WALLET, {"name": "Zoe"})

    database.run(body)
    assert look(database, SEAT) == {"price": 20, "left": 5}
    assert look(database, WALLET) == {"cents": 2, "name": "Zoe"}


def test_merging_into_a_missing_document_changes_nothing(adapter: Adapter) -> None:
    writes = [Write("create", WALLET, {"cents": 1}), Write("merge", SEAT, {"price": 20})]
    with pytest.raises(Stale):
        adapter.commit(writes)
    assert [snapshot.data for snapshot in adapter.read([SEAT, WALLET])] == [None, None]


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
