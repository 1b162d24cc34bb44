"""Crowds: units of one process that commit together.

A document that everybody wants takes only a few commits a second. While one commit of
a crowd is under way, the units that arrive wait; then the first of them runs all their bodies in
one unit of work, one after another, and their writes make one commit. Each has run on its own
before, so it has read its documents and was not refused. Preconditions protect every document as
ever: a crowd adds no safety, it saves commits.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from functions.kernel.clock import monotonic
from functions.kernel.database.commit_queue import Seen
from functions.kernel.database.port import Ref, Stale
from functions.kernel.database.unit_of_work import UnitOfWork
from functions.kernel.errors import Contention

LARGEST = 50
"""Units in one commit: a booking writes nine documents, and Firestore long took at most 500."""

Outcome: TypeAlias = Callable[[], object]
"""Returns the result of a unit, or raises what ended it."""


@dataclass(eq=False)
class Member:
    """A unit in a crowd: its body, and the documents of its own that it has read.

    Once `is_ended`, `outcome` says how; None if it has to run alone, without others. A member that
    is let go before that leads the crowd.
    """

    body: Callable[[UnitOfWork], object]
    seen: Mapping[Ref, Seen]
    outcome: Outcome | None = None
    is_ended: bool = False
    is_alone: bool = False
    gate: threading.Event = field(default_factory=threading.Event)


class Crowds:
    """The crowds of a process, by name: in each, one member leads while the others wait."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._lines: dict[str, deque[Member]] = {}

    def waiting(self, name: str) -> int:
        """Return the number of members that wait behind the one that leads."""
        with self._guard:
            return len(self._lines.get(name, ()))

    def enter(self, name: str, member: Member, *, until: float) -> bool:
        """Join a crowd and wait until another has led this member, or it has to act itself.

        Return whether it waited. `until` is on the clock of `monotonic`, in seconds. Raises
        Contention when its turn did not come in time.
        """
        with self._guard:
            line = self._lines.get(name)
            if line is None:
                self._lines[name] = deque()
                return False
            line.append(member)
        if not member.gate.wait(max(0.0, until - monotonic())):
            with self._guard:
                if member in line:
                    line.remove(member)
                    raise Contention
            # Another leads it by now, and only that one knows whether it is committed.
            member.gate.wait()
        return True

    def companions(self, name: str) -> list[Member]:
        """Return the members that the leader takes along; they no longer wait in the line."""
        with self._guard:
            line = self._lines[name]
            return [line.popleft() for _ in range(min(len(line), LARGEST - 1))]

    def leave(self, name: str) -> None:
        """Hand the lead to the next member, or close the crowd."""
        with self._guard:
            line = self._lines[name]
            if line:
                line.popleft().gate.set()
            else:
                del self._lines[name]


def run_bodies(work: UnitOfWork, members: Sequence[Member]) -> list[Outcome | None]:
    """Run the bodies in one unit of work, in order; a refused one leaves nothing in it.

    Return the outcomes, valid once the unit is committed. A member whose own documents have changed
    since it read them gets None and runs alone, because it might hold up the others again.
    """
    if work.attempt > 1:
        work.read_now(ref for member in members for ref in member.seen)
        for member in members:
            member.is_alone = member.is_alone or _has_changed(work, member)
    return [None if member.is_alone else _outcome(work, member) for member in members]


def seen_by(members: Iterable[Member]) -> dict[Ref, Seen]:
    """Return the documents that the members have read on their own."""
    return {ref: seen for member in members for ref, seen in member.seen.items()}


def _has_changed(work: UnitOfWork, member: Member) -> bool:
    now = work.snapshots()
    return any(now[ref].version != before.snapshot.version for ref, before in member.seen.items())


def _outcome(work: UnitOfWork, member: Member) -> Outcome:
    mark = work.mark()
    try:
        result = member.body(work)
    except Stale:
        raise
    except Exception as refused:
        work.undo(mark)
        return raising(refused)
    finally:
        work.end_part()
    return lambda: result


def raising(fault: Exception) -> Outcome:
    """Return an outcome that raises `fault`."""

    def outcome() -> object:
        raise fault

    return outcome
