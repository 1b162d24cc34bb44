"""The writers of one process to a SQLite file: one at a time, and those who wait are taken along.

SQLite's own wait for a writer sleeps and is unfair; within one process a lock is quicker and fair.
Other processes still meet the busy timeout. What a commit costs, above all its way to the disk, is
shared by all who waited for it.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from functions.kernel.database.port import Write

_MOST = 32
"""Jobs of one transaction, so that nobody waits long for the work of others."""


@dataclass(eq=False)
class Job:
    """The writes of one commit; `versions` or `fault` once it is done."""

    writes: Sequence[Write]
    is_lazy: bool = False
    versions: Sequence[object | None] | None = None
    fault: BaseException | None = None

    def is_done(self) -> bool:
        """Return whether the job was applied, or refused."""
        return self.versions is not None or self.fault is not None


@dataclass
class Writers:
    """The jobs that wait for one file; `aside` is the context in which a thread waits."""

    aside: Callable[[], AbstractContextManager[None]] = nullcontext
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _waiting: list[Job] = field(default_factory=list)

    def apply(
        self,
        writes: Sequence[Write],
        commit: Callable[[Sequence[Job]], None],
        *,
        is_lazy: bool,
    ) -> Sequence[object | None]:
        """Return the version that each write left, raising what `commit` found wrong with them.

        `commit` applies a group of jobs and raises only what concerns them all. A lazy writer,
        whose commits need not be on the disk at once, takes no other along.
        """
        job = Job(writes, is_lazy)
        with self._guard:
            self._waiting.append(job)
        with self.aside(), self._turn:
            if not job.is_done():
                _commit_group(self._group(job), commit)
        if job.fault is not None:
            raise job.fault
        assert job.versions is not None
        return job.versions

    def waiting(self) -> int:
        """Return the number of jobs that no group has taken yet."""
        with self._guard:
            return len(self._waiting)

    def _group(self, own: Job) -> list[Job]:
        """Take the jobs out of the waiting ones that `own` is committed with."""
        with self._guard:
            others = [] if own.is_lazy else [job for job in self._waiting if job is not own]
            group = [own, *others[: _MOST - 1]]
            self._waiting = [job for job in self._waiting if job not in group]
        return group


def _commit_group(group: Sequence[Job], commit: Callable[[Sequence[Job]], None]) -> None:
    try:
        commit(group)
    except BaseException as fault:
        # Ctrl-C is for the thread that it interrupts.
        known = fault if isinstance(fault, Exception) else InterruptedError("the commit")
        for job in group[1:]:
            job.versions, job.fault = None, known
        raise
