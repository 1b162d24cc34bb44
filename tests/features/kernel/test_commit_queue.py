"""Units of work of one process that want the same document take turns, and lose nothing by it."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from functions.kernel.config import Settings
from functions.kernel.database import (
    Adapter,
    Database,
    Document,
    Exists,
    Ref,
    RetryPolicy,
    Snapshot,
    UnitOfWork,
    Write,
    metered,
)
from functions.kernel.errors import Conflict, Contention
from functions.kernel.platform import Platform
from tests.support.adapters import DelegatingAdapter
from tests.support.server import eventually

SEAT, OTHER, CLAIM = Ref("seats", "one"), Ref("seats", "two"), Ref("tickets", "one")
PATIENCE = 30.0


class SoldOut(Conflict):
    """No seat is left."""

    code = "sold_out"


@dataclass
class Watched(DelegatingAdapter):
    """A database that counts what is read, and whose commits wait while its gate is shut."""

    reads: Counter[Ref] = field(default_factory=Counter)
    open: threading.Event = field(default_factory=threading.Event)
    at_gate: threading.Event = field(default_factory=threading.Event)
    commits: int = 0

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        self.reads.update(refs)
        return super().read(refs)

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        self.commits += 1
        self.at_gate.set()
        assert self.open.wait(PATIENCE)
        return super().commit(writes)


@pytest.fixture
def adapter(tmp_path: Path) -> Iterator[Adapter]:
    opened = Platform(Settings(data=tmp_path), is_durable=False).database.adapter
    opened.commit([Write("create", ref, {"left": 5}) for ref in (SEAT, OTHER)])
    yield opened
    opened.close()


@pytest.fixture
def watched(adapter: Adapter) -> Watched:
    made = Watched(adapter)
    made.open.set()
    return made


@pytest.fixture
def database(watched: Watched) -> Database:
    return Database(watched, RetryPolicy(deadline=PATIENCE))


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(12) as threads:
        yield threads


def left(work: UnitOfWork, ref: Ref = SEAT) -> int:
    data = work.find(ref)
    assert data is not None
    number = data["left"]
    assert isinstance(number, int)
    return number


def take(work: UnitOfWork, ref: Ref = SEAT) -> int:
    """Take a seat; return how many are left, or refuse when there is none."""
    number = left(work, ref)
    if number == 0:
        raise SoldOut
    work.replace(ref, {"left": number - 1})
    return number - 1


def put(adapter: Adapter, ref: Ref, data: Document) -> None:
    """Change a document as another process does, whose turns are not ours."""

    def body(work: UnitOfWork) -> None:
        work.find(ref)
        work.replace(ref, data)

    Database(adapter).run(body)


def waiting(database: Database) -> int:
    """Return how many wait for their turn at the seat."""
    return database.queue.waiting(SEAT)


def in_line(
    database: Database,
    pool: ThreadPoolExecutor,
    *bodies: Callable[[UnitOfWork], object],
    behind: int = 0,
) -> list[Future[object]]:
    """Run each body up to where it waits for its turn, one after the other."""
    futures = []
    for number, body in enumerate(bodies, start=behind + 1):
        futures.append(pool.submit(database.run, body))
        assert eventually(lambda: waiting(database), lambda now: now == number) == number  # noqa: B023
    return futures


def first_in(database: Database, watched: Watched, pool: ThreadPoolExecutor) -> Future[object]:
    """Let somebody take a seat up to their commit, which waits for the gate to open."""
    watched.open.clear()
    first: Future[object] = pool.submit(database.run, take)
    assert watched.at_gate.wait(PATIENCE)
    return first


def test_units_that_meet_wait_and_no_commit_is_in_vain(
    database: Database, watched: Watched, pool: ThreadPoolExecutor
) -> None:
    with metered() as meter:
        first = first_in(database, watched, pool)
        others = in_line(database, pool, take, take, take)
        assert watched.commits == 1
        watched.open.set()
        assert [done.result() for done in (first, *others)] == [4, 3, 2, 1], "in order of coming"
    assert watched.commits == 4
    assert meter.lost == 0


def test_who_waited_reads_again_what_changed_and_nothing_else(
    database: Database, watched: Watched, pool: ThreadPoolExecutor
) -> None:
    def also_look(work: UnitOfWork) -> int:
        left(work, OTHER)
        return take(work)

    first = first_in(database, watched, pool)
    (second,) = in_line(database, pool, also_look)
    watched.reads.clear()
    watched.open.set()
    assert (first.result(), second.result()) == (4, 3)
    assert watched.reads == {SEAT: 1}


def test_a_unit_does_not_read_again_what_it_did_not_wait_for(
    database: Database, watched: Watched, pool: ThreadPoolExecutor, adapter: Adapter
) -> None:
    put(adapter, SEAT, {"left": 3})

    def take_both(work: UnitOfWork) -> None:
        take(work, OTHER)
        take(work)

    first = first_in(database, watched, pool)
    second, third = in_line(database, pool, take, take_both)
    watched.reads.clear()
    watched.open.set()
    assert [one.result() for one in (first, second, third)] == [2, 1, None]
    # Each reads the seat again, which the one ahead has changed, and nothing else.
    assert watched.reads == {SEAT: 2}


def test_a_refusal_is_handed_on_without_another_read(
    database: Database, watched: Watched, pool: ThreadPoolExecutor, adapter: Adapter
) -> None:
    put(adapter, SEAT, {"left": 1})
    first = first_in(database, watched, pool)
    others = in_line(database, pool, *[take] * 8)
    watched.reads.clear()
    watched.open.set()
    assert first.result() == 0
    for other in others:
        with pytest.raises(SoldOut):
            other.result()
    assert watched.reads == {SEAT: 1}
    assert watched.commits == 1


def test_nobody_takes_over_what_is_older_than_what_they_have_seen(
    database: Database, watched: Watched, pool: ThreadPoolExecutor, adapter: Adapter
) -> None:
    put(adapter, SEAT, {"left": 1})
    looks, goes_on = [threading.Event(), threading.Event()], threading.Event()

    def slowly(work: UnitOfWork) -> int:
        left(work)
        looks.pop(0).set()
        if not looks:
            assert goes_on.wait(PATIENCE)
        return take(work)

    seen_old = looks[1]
    first = first_in(database, watched, pool)
    second, third = in_line(database, pool, slowly, take)
    watched.open.set()
    assert first.result() == 0
    assert seen_old.wait(PATIENCE), "the second has its turn, and has seen that none is left"
    put(adapter, SEAT, {"left": 1})
    (fourth,) = in_line(database, pool, take, behind=1)
    goes_on.set()
    for earlier in (second, third):
        with pytest.raises(SoldOut):
            earlier.result()
    assert fourth.result() == 0, "not refused for what was so before it came"


def test_a_refused_unit_lets_the_next_one_go_on(
    database: Database, watched: Watched, pool: ThreadPoolExecutor
) -> None:
    def fail(work: UnitOfWork) -> None:
        take(work)
        if left(work) < 4:
            raise SoldOut

    first = first_in(database, watched, pool)
    second, third = in_line(database, pool, fail, take)
    watched.open.set()
    with pytest.raises(SoldOut):
        second.result()
    assert (first.result(), third.result()) == (4, 3)


def test_a_commit_that_fails_lets_the_next_one_go_on(
    database: Database, watched: Watched, pool: ThreadPoolExecutor
) -> None:
    database.run(lambda work: work.create(CLAIM, {}))

    def claim(work: UnitOfWork) -> None:
        take(work)
        work.create(CLAIM, {})

    first = first_in(database, watched, pool)
    second, third = in_line(database, pool, claim, take)
    watched.open.set()
    with pytest.raises(Exists):
        second.result()
    assert (first.result(), third.result()) == (4, 3)


def test_a_unit_that_waits_too_long_gives_up_and_delays_nobody(
    database: Database, watched: Watched, pool: ThreadPoolExecutor
) -> None:
    def both(work: UnitOfWork) -> None:
        take(work, OTHER)
        take(work)

    first = first_in(database, watched, pool)
    database.policy = RetryPolicy(deadline=0.05)
    with pytest.raises(Contention):
        database.run(take)
    with pytest.raises(Contention):
        database.run(both)
    assert waiting(database) == 0
    database.policy = RetryPolicy(deadline=PATIENCE)
    (second,) = in_line(database, pool, take)
    watched.open.set()
    assert (first.result(), second.result()) == (4, 3)
    assert database.run(lambda work: take(work, OTHER)) == 4


def test_units_that_want_the_same_two_documents_do_not_wait_for_each_other(
    database: Database, pool: ThreadPoolExecutor, adapter: Adapter
) -> None:
    for ref in (SEAT, OTHER):
        put(adapter, ref, {"left": 40})

    def one_way(work: UnitOfWork) -> None:
        take(work, SEAT)
        take(work, OTHER)

    def other_way(work: UnitOfWork) -> None:
        take(work, OTHER)
        take(work, SEAT)

    futures = [pool.submit(database.run, body) for body in (one_way, other_way) * 20]
    for done in futures:
        done.result()
    assert database.run(lambda work: (left(work), left(work, OTHER))) == (0, 0)


def test_a_unit_within_a_unit_of_the_same_thread_does_not_wait_for_it(
    database: Database, watched: Watched, pool: ThreadPoolExecutor
) -> None:
    runs: list[int] = []

    def nested(work: UnitOfWork) -> int:
        before = left(work)
        runs.append(before)
        if len(runs) == 2:
            database.run(take)
        work.replace(SEAT, {"left": before - 1})
        return before - 1

    first = first_in(database, watched, pool)
    (second,) = in_line(database, pool, nested)
    watched.open.set()
    assert (first.result(), second.result()) == (4, 2)
    assert runs == [5, 4, 3], "it waited, then met the inner unit's change"


def test_what_follows_a_commit_may_want_the_same_document(
    database: Database, watched: Watched, pool: ThreadPoolExecutor
) -> None:
    def follow(_: Sequence[Write]) -> None:
        database.on_commit = None
        database.run(take)

    database.on_commit = follow
    first = first_in(database, watched, pool)
    (second,) = in_line(database, pool, take)
    watched.open.set()
    assert {first.result(), second.result()} == {4, 3}
    assert database.run(left) == 2


class Repeated(Exception):
    """The request was carried out before."""


def test_a_repeat_behind_its_own_first_request_is_known_as_one(
    database: Database, watched: Watched, pool: ThreadPoolExecutor
) -> None:
    """The document handed over shows the effect, so the key read before it is read again."""
    key = Ref("keys", "one")

    def once(work: UnitOfWork) -> int:
        work.stop_if_found(key, lambda _: Repeated())
        number = left(work)
        if number < 5:
            raise SoldOut
        work.replace(SEAT, {"left": number - 1})
        work.find_unverified(key)
        work.create(key, {"done": True})
        return number - 1

    watched.open.clear()
    first = pool.submit(database.run, once)
    assert watched.at_gate.wait(PATIENCE)
    repeat = pool.submit(database.run, once)
    assert eventually(lambda: database.queue.waiting(SEAT), lambda number: number == 1) == 1
    watched.open.set()
    assert first.result(PATIENCE) == 4
    with pytest.raises(Repeated):
        repeat.result(PATIENCE)
