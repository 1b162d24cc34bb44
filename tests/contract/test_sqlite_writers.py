"""Commits to a SQLite file by several threads: those that wait share a transaction, not a fate."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from functions.kernel.database import Exists, Ref, Stale, Write
from functions.kernel.database.sqlite import FILE, SqliteAdapter
from functions.kernel.database.sqlite_writers import Job, Writers
from tests.support.server import eventually

SEAT = Ref("seats", "one")


@pytest.fixture
def adapter(tmp_path: Path) -> Iterator[SqliteAdapter]:
    with closing(SqliteAdapter(tmp_path / FILE)) as opened:
        opened.commit([Write("create", SEAT, {"left": 1}), create(99)])
        yield opened


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep writers waiting, as another process would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def create(number: int) -> Write:
    return Write("create", Ref("tickets", f"t{number}"), {"n": number})


class Crowd:
    """Threads that each commit a job, all while the first of them waits for another process."""

    def __init__(self, adapter: SqliteAdapter, *jobs: Sequence[Write]) -> None:
        self._adapter = adapter
        self._jobs = jobs
        self.outcomes: list[object] = [None] * len(jobs)
        self.statements: list[str] = []

    def commit_beside(self, path: Path) -> None:
        """Start a thread for each job, one after the other, and let them all end."""
        threads = [threading.Thread(target=self._work, args=[n]) for n in range(len(self._jobs))]
        with locked(path):
            for ahead, thread in enumerate(threads):
                thread.start()
                # The first is no longer waiting: it is at the file.
                assert eventually(self._adapter.writers.waiting, ahead.__eq__) == ahead
                assert eventually(lambda: len(self.statements), lambda n: n > 0)
        for thread in threads:
            thread.join()

    def _work(self, number: int) -> None:
        self._adapter.trace(self.statements.append)
        try:
            self.outcomes[number] = self._adapter.commit(self._jobs[number])
        except (Stale, Exists, sqlite3.Error) as fault:
            self.outcomes[number] = fault


def held(adapter: SqliteAdapter, *names: str) -> list[object]:
    return [one.data and one.data["n"] for one in adapter.read([Ref("tickets", n) for n in names])]


def test_jobs_that_wait_share_a_transaction(adapter: SqliteAdapter, tmp_path: Path) -> None:
    crowd = Crowd(adapter, *([create(number)] for number in range(6)))
    crowd.commit_beside(tmp_path / FILE)
    assert held(adapter, *(f"t{number}" for number in range(6))) == list(range(6))
    # The first went to the file alone.
    assert crowd.statements.count("COMMIT") == 2
    versions = [one.version for one in adapter.read([Ref("tickets", f"t{n}") for n in range(6)])]
    assert crowd.outcomes == [[version] for version in versions]
    assert len(set(versions)) == 6


def test_a_job_that_is_refused_takes_no_other_with_it(
    adapter: SqliteAdapter, tmp_path: Path
) -> None:
    (seat,) = adapter.read([SEAT])
    sold = Write("replace", SEAT, {"left": 0}, seat.version)
    buyers = [create(1), sold], [create(2), sold]
    crowd = Crowd(adapter, [create(0)], *buyers, [create(3), create(99)], [create(4)])
    crowd.commit_beside(tmp_path / FILE)
    assert held(adapter, "t0", "t3", "t4") == [0, None, 4]
    exists = crowd.outcomes[3]
    assert isinstance(exists, Exists)
    assert exists.ref == Ref("tickets", "t99")
    # Any of those that wait may be the first whom the lock lets in.
    late = 1 if isinstance(crowd.outcomes[1], Stale) else 2
    assert isinstance(crowd.outcomes[late], Stale)
    assert held(adapter, f"t{3 - late}", f"t{late}") == [3 - late, None]
    (seat,) = adapter.read([SEAT])
    assert seat.data == {"left": 0}


def test_a_collection_is_created_for_the_job_that_needs_it(
    adapter: SqliteAdapter, tmp_path: Path
) -> None:
    new = Write("create", Ref("programmes", "one"), {"n": 1})
    crowd = Crowd(adapter, [create(0)], [create(1)], [create(2), new], [create(3)])
    crowd.commit_beside(tmp_path / FILE)
    assert held(adapter, "t0", "t1", "t2", "t3") == [0, 1, 2, 3]
    (found,) = adapter.read([new.ref])
    assert found.data == {"n": 1}


def test_a_lazy_job_takes_no_durable_one_along() -> None:
    groups: list[Sequence[Job]] = []
    entered, leave = threading.Event(), threading.Event()

    def commit(group: Sequence[Job]) -> None:
        groups.append(group)
        entered.set()
        leave.wait(10)
        for job in group:
            job.versions = [None]

    writers = Writers()

    def start(is_lazy: bool) -> threading.Thread:
        thread = threading.Thread(
            target=writers.apply, args=[[create(0)], commit], kwargs={"is_lazy": is_lazy}
        )
        thread.start()
        return thread

    threads = [start(is_lazy=True)]
    assert entered.wait(10)
    threads += [start(is_lazy=False), start(is_lazy=False)]
    assert eventually(writers.waiting, lambda n: n == 2) == 2
    leave.set()
    for thread in threads:
        thread.join()
    assert [len(group) for group in groups] == [1, 2]


def test_what_stops_the_transaction_is_raised_for_every_job(
    adapter: SqliteAdapter, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON c_seats"
            " BEGIN SELECT RAISE(ROLLBACK, 'the disk is full'); END"
        )
    (seat,) = adapter.read([SEAT])
    full = Write("replace", SEAT, {"left": 0}, seat.version)
    crowd = Crowd(adapter, [create(0)], [create(1)], [create(2), full], [create(3)])
    crowd.commit_beside(tmp_path / FILE)
    stopped = [one for one in crowd.outcomes if isinstance(one, sqlite3.Error)]
    assert len(stopped) == 3
    assert held(adapter, "t0", "t1", "t2", "t3") == [0, None, None, None]
