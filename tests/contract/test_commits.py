"""Commits, their preconditions, and many at once, on every database adapter."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.kernel.database import (
    Adapter,
    Database,
    Document,
    Exists,
    Query,
    Ref,
    RetryPolicy,
    Stale,
    UnitOfWork,
    Value,
    Write,
    metered,
)
from functions.kernel.errors import Contention
from tests.support.databases import NOON, SEAT, TICKET, WALLET, SoldOut, look, put, remove, version

# Commits and their preconditions


def test_a_refusal_on_documents_of_different_moments_is_decided_again(database: Database) -> None:
    put(database, TICKET, {"n": 1})
    put(database, SEAT, {"n": 1})
    moved: list[Document | None] = []

    def body(work: UnitOfWork) -> str:
        ticket = work.find(TICKET)
        if not moved:
            # Another unit changes both between the two readings of this one.
            moved.append(ticket)
            put(database, TICKET, {"n": 2})
            put(database, SEAT, {"n": 2})
        if work.find(SEAT) != ticket:
            raise SoldOut
        return "both agree"

    assert database.run(body) == "both agree"


def test_a_refusal_on_documents_that_did_not_change_is_decided_once(database: Database) -> None:
    put(database, TICKET, {"n": 1})
    attempts: list[int] = []

    def body(work: UnitOfWork) -> None:
        attempts.append(work.attempt)
        work.find(TICKET)
        work.find(SEAT)
        raise SoldOut

    with metered() as meter, pytest.raises(SoldOut):
        database.run(body)
    assert attempts == [1]
    # Two readings, and one of both at once that shows that nothing has changed.
    assert (meter.round_trips, meter.documents_read) == (3, 4)


def test_a_refusal_after_one_reading_costs_no_other(database: Database) -> None:
    put(database, TICKET, {"n": 1})

    def body(work: UnitOfWork) -> None:
        work.prefetch(SEAT)
        work.find(TICKET)
        raise SoldOut

    with metered() as meter, pytest.raises(SoldOut):
        database.run(body)
    assert meter.round_trips == 1


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
