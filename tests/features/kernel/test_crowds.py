"""Units of one process that want the same document commit together, each for itself."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from functions.kernel.config import Settings
from functions.kernel.database import (
    Database,
    Exists,
    Ref,
    RetryPolicy,
    Snapshot,
    Stale,
    UnitOfWork,
    Write,
)
from functions.kernel.database.crowds import LARGEST
from functions.kernel.errors import Conflict, Contention
from functions.kernel.platform import Platform
from tests.support.adapters import DelegatingAdapter
from tests.support.server import eventually

SEATS = Ref("seats", "one")
PATIENCE = 30.0


class SoldOut(Conflict):
    """No seat is left."""

    code = "sold_out"


@dataclass
class Gated(DelegatingAdapter):
    """A database that keeps its commits and the batches that were read; commits wait at a gate."""

    commits: list[Sequence[Write]] = field(default_factory=list)
    batches: list[Sequence[Ref]] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)
    at_gate: threading.Event = field(default_factory=threading.Event)
    refuse: int = 0
    """How many commits are refused as stale, once they are through the gate."""

    broken: bool = False

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        self.batches.append(refs)
        return super().read(refs)

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        self.at_gate.set()
        assert self.open.wait(PATIENCE)
        if self.broken:
            raise ConnectionError
        if self.refuse:
            self.refuse -= 1
            raise Stale
        versions = super().commit(writes)
        self.commits.append(writes)
        return versions


@pytest.fixture
def gated(tmp_path: Path) -> Iterator[Gated]:
    adapter = Platform(Settings(data=tmp_path), is_durable=False).database.adapter
    adapter.commit([Write("create", SEATS, {"left": 5})])
    yield Gated(adapter)
    adapter.close()


@pytest.fixture
def database(gated: Gated) -> Database:
    return Database(gated, RetryPolicy(deadline=PATIENCE))


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(LARGEST + 20) as threads:
        yield threads


def seat_for(name: str) -> Callable[[UnitOfWork], int]:
    """Return a body that takes a seat for somebody; it returns how many are left."""

    def body(work: UnitOfWork) -> int:
        work.prefetch(SEATS)
        work.find(Ref("people", name))
        data = work.find(SEATS)
        assert data is not None
        number = int(str(data["left"]))
        work.commit_with_others("seats", [SEATS])
        work.create(Ref("tickets", name), {"name": name})
        if number == 0:
            raise SoldOut
        work.replace(SEATS, {"left": number - 1})
        return number - 1

    return body


def start(
    database: Database, pool: ThreadPoolExecutor, gated: Gated, *bodies: Callable[[UnitOfWork], int]
) -> list[Future[int]]:
    """Start the first body, and the others in line behind it, one after another."""
    futures = [pool.submit(database.run, bodies[0])]
    assert gated.at_gate.wait(PATIENCE)
    for number, body in enumerate(bodies[1:], start=1):
        futures.append(pool.submit(database.run, body))
        assert eventually(lambda: database.crowds.waiting("seats"), lambda n: n == number) == number  # noqa: B023
    return futures


def names(gated: Gated) -> list[list[str]]:
    """Return whose tickets each commit made."""
    return [[w.ref.id for w in writes if w.ref.collection == "tickets"] for writes in gated.commits]


def left(gated: Gated) -> object:
    (snapshot,) = gated.adapter.read([SEATS])
    assert snapshot.data is not None
    return snapshot.data["left"]


def test_units_that_wait_commit_together(
    database: Database, gated: Gated, pool: ThreadPoolExecutor
) -> None:
    futures = start(database, pool, gated, *map(seat_for, ("ana", "ben", "cleo", "dan")))
    before = len(gated.batches)
    gated.open.set()
    assert [future.result(PATIENCE) for future in futures] == [4, 3, 2, 1]
    assert names(gated) == [["ana"], ["ben", "cleo", "dan"]]
    # Each has read its own documents while it waited, so only the seats are read again.
    assert gated.batches[before:] == [[SEATS]]
    assert database.crowds.waiting("seats") == 0


def test_unit_without_others_reads_nothing_twice(database: Database, gated: Gated) -> None:
    gated.open.set()
    assert database.run(seat_for("ana")) == 4
    assert len(gated.batches) == 1


def test_refused_unit_leaves_nothing_in_the_commit(
    database: Database, gated: Gated, pool: ThreadPoolExecutor
) -> None:
    people = [f"p{number}" for number in range(7)]
    futures = start(database, pool, gated, *map(seat_for, people))
    gated.open.set()
    assert [future.result(PATIENCE) for future in futures[:5]] == [4, 3, 2, 1, 0]
    for future in futures[5:]:
        with pytest.raises(SoldOut):
            future.result(PATIENCE)
    assert names(gated) == [["p0"], ["p1", "p2", "p3", "p4"]]


def test_group_is_limited(database: Database, gated: Gated, pool: ThreadPoolExecutor) -> None:
    gated.adapter.commit(
        [Write("replace", SEATS, {"left": 100}, gated.adapter.read([SEATS])[0].version)]
    )
    people = [f"p{number}" for number in range(LARGEST + 5)]
    futures = start(database, pool, gated, *map(seat_for, people))
    gated.open.set()
    assert len({future.result(PATIENCE) for future in futures}) == LARGEST + 5
    assert [len(made) for made in names(gated)] == [1, LARGEST, 4]


def test_stale_group_runs_again_with_one_batch_of_reads(
    database: Database, gated: Gated, pool: ThreadPoolExecutor
) -> None:
    futures = start(database, pool, gated, *map(seat_for, ("ana", "ben", "cleo")))
    gated.refuse = 2
    gated.open.set()
    assert sorted(future.result(PATIENCE) for future in futures) == [2, 3, 4]
    assert left(gated) == 2


def test_one_whose_own_facts_were_stale_commits_alone(
    database: Database, gated: Gated, pool: ThreadPoolExecutor
) -> None:
    gated.adapter.commit([Write("create", Ref("people", "ben"), {"name": "Ben"})])
    futures = start(database, pool, gated, *map(seat_for, ("ana", "ben", "cleo")))
    (ben,) = gated.adapter.read([Ref("people", "ben")])
    gated.adapter.commit([Write("replace", ben.ref, {"name": "Benno"}, ben.version)])
    gated.open.set()
    assert sorted(future.result(PATIENCE) for future in futures) == [2, 3, 4]
    assert sorted(names(gated)) == [["ana"], ["ben"], ["cleo"]]


def test_one_in_whose_way_a_document_stands_is_refused_alone(
    database: Database, gated: Gated, pool: ThreadPoolExecutor
) -> None:
    futures = start(database, pool, gated, *map(seat_for, ("ana", "ben", "cleo")))
    gated.adapter.commit([Write("create", Ref("tickets", "ben"), {})])
    gated.open.set()
    assert [futures[n].result(PATIENCE) in (2, 3, 4) for n in (0, 2)] == [True, True]
    with pytest.raises(Exists):
        futures[1].result(PATIENCE)
    assert left(gated) == 3


def test_fault_of_the_database_reaches_everyone(
    database: Database, gated: Gated, pool: ThreadPoolExecutor
) -> None:
    futures = start(database, pool, gated, *map(seat_for, ("ana", "ben", "cleo")))
    gated.broken = True
    gated.open.set()
    for future in futures:
        with pytest.raises(ConnectionError):
            future.result(PATIENCE)
    assert database.crowds.waiting("seats") == 0


def test_one_that_waits_too_long_gives_up_its_place(
    database: Database, gated: Gated, pool: ThreadPoolExecutor
) -> None:
    (first,) = start(database, pool, gated, seat_for("ana"))
    database.policy = RetryPolicy(deadline=0.1)
    with pytest.raises(Contention):
        database.run(seat_for("ben"))
    assert database.crowds.waiting("seats") == 0
    gated.open.set()
    assert first.result(PATIENCE) == 4
    assert names(gated) == [["ana"]]
