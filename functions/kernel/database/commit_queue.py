"""The commit queue: units of one process that change the same document commit one after the other.

Optimistic commits of one document get in each other's way: each loser has read, decided and written
in vain, and has slowed down the others. Within a process this is avoidable: a unit that arrives
while another commits waits, first come, first served, and reuses the documents that the one before
has read. Only the commit's preconditions catch changes by other processes, so the queue adds no
safety; it saves work.
"""

import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from functions.kernel.clock import monotonic
from functions.kernel.database.port import Ref, Snapshot


class QueueTimeout(Exception):
    """The turn did not come in time."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A document as it was read, at `at` or later on the clock of `monotonic`."""

    snapshot: Snapshot
    at: float


@dataclass
class _Line:
    """The units waiting for one document, and the version that the last one to leave saw."""

    waiting: deque[threading.Event] = field(default_factory=deque)
    seen: Seen | None = None


class CommitQueue:
    """The queue of a process: a line for each document that a unit is changing."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._lines: dict[Ref, _Line] = {}
        self._own = threading.local()

    def turn(self) -> "Turn":
        """Return a turn that has not been taken yet."""
        return Turn(self)

    def waiting(self, ref: Ref) -> int:
        """Return the number of units waiting for a document."""
        with self._guard:
            line = self._lines.get(ref)
            return len(line.waiting) if line else 0

    def own(self) -> set[Ref]:
        """Return the documents whose turn this thread holds, in any unit of work."""
        own: set[Ref] | None = getattr(self._own, "refs", None)
        if own is None:
            own = self._own.refs = set()
        return own

    def enter(self, ref: Ref, *, until: float) -> bool:
        """Wait for the turn at a document; return whether others were ahead. Raises QueueTimeout.

        `until` is on the clock of `monotonic`, in seconds.
        """
        with self._guard:
            line = self._lines.get(ref)
            if line is None:
                self._lines[ref] = _Line()
                return False
            gate = threading.Event()
            line.waiting.append(gate)
        if not gate.wait(max(0.0, until - monotonic())):
            with self._guard:
                if not gate.is_set():
                    line.waiting.remove(gate)
                    raise QueueTimeout
        return True

    def leave(self, ref: Ref, seen: Seen | None) -> None:
        """End the turn and hand the document, as last seen, to the next unit."""
        with self._guard:
            line = self._lines[ref]
            line.seen = seen
            if line.waiting:
                line.waiting.popleft().set()
            else:
                del self._lines[ref]

    def seen(self, ref: Ref) -> Seen | None:
        """Return the document as the previous unit saw it; only the unit in turn may call this."""
        return self._lines[ref].seen


class Turn:
    """One unit's turn: taken at most once, for all documents that the unit changes."""

    def __init__(self, queue: CommitQueue) -> None:
        self._queue = queue
        self._refs: list[Ref] | None = None

    def take(self, refs: Iterable[Ref], *, until: float) -> Mapping[Ref, Seen | None] | None:
        """Return None when the turn came at once, or was taken before.

        Otherwise return each document that was waited for as the unit ahead saw it, None where that
        is unknown. `until` is on the clock of `monotonic`. Raises QueueTimeout.
        """
        if self._refs is not None:
            return None
        self._refs = []
        own = self._queue.own()
        waited = []
        # Everyone enters in the same order, so that no two wait for each other. A thread cannot
        # wait for a turn of its own outer unit; one of the two will find its facts stale.
        for ref in sorted(set(refs) - own):
            if self._queue.enter(ref, until=until):
                waited.append(ref)
            self._refs.append(ref)
            own.add(ref)
        return {ref: self._queue.seen(ref) for ref in waited} if waited else None

    def end(self, seen: Mapping[Ref, Seen]) -> None:
        """End the turn and hand the documents, as last seen, to the next units."""
        own = self._queue.own()
        for ref in self._refs or ():
            own.discard(ref)
            self._queue.leave(ref, seen.get(ref))
        self._refs = []
