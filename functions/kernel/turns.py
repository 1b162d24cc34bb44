"""Turns: those of one process who want to change the same document do so one after the other.

Optimistic commits of one document spoil each other, and the more of them there are at once, the
less is done: each loser has read, decided and written in vain, and is in the way of the others.
Within a process nobody has to lose: who comes while another one commits waits, in the order of
coming, and takes over what the one before has seen. What other processes do is still met by the
preconditions of the commit alone, so a turn makes nothing right or wrong; it only saves work.
"""

import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from functions.kernel.clock import monotonic


class Ordered(Protocol):
    """What stands before or behind others of its kind."""

    def __lt__(self, other: Any, /) -> bool:
        """Tell whether this stands before another."""
        ...

    def __hash__(self) -> int:
        """Return the same for the same."""
        ...


K = TypeVar("K", bound=Ordered)
V = TypeVar("V")


class TooLong(Exception):
    """The turn did not come in time."""


@dataclass
class _Lane(Generic[V]):
    """Who waits for one thing, behind the one whose turn it is, and what was last seen of it."""

    waiting: deque[threading.Event] = field(default_factory=deque)
    seen: V | None = None


class Lanes(Generic[K, V]):
    """The lanes of a process: one for each thing that somebody is changing, or wants to."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._lanes: dict[K, _Lane[V]] = {}
        self._own = threading.local()

    def turn(self) -> "Turn[K, V]":
        """Return a turn that has still to be taken."""
        return Turn(self)

    def own(self) -> set[K]:
        """Return the things whose turn this thread has, in whatever unit of work."""
        own: set[K] | None = getattr(self._own, "keys", None)
        if own is None:
            own = self._own.keys = set()
        return own

    def enter(self, key: K, *, until: float) -> bool:
        """Return when it is the caller's turn; tell whether they had to wait. Raises TooLong."""
        with self._guard:
            lane = self._lanes.get(key)
            if lane is None:
                self._lanes[key] = _Lane()
                return False
            gate = threading.Event()
            lane.waiting.append(gate)
        if not gate.wait(max(0.0, until - monotonic())):
            with self._guard:
                if not gate.is_set():
                    lane.waiting.remove(gate)
                    raise TooLong
        return True

    def leave(self, key: K, seen: V | None) -> None:
        """End the turn; the next one takes over what was seen."""
        with self._guard:
            lane = self._lanes[key]
            lane.seen = seen
            if lane.waiting:
                lane.waiting.popleft().set()
            else:
                del self._lanes[key]

    def seen(self, key: K) -> V | None:
        """Return what the one before left of it; for the one whose turn it is."""
        return self._lanes[key].seen


class Turn(Generic[K, V]):
    """One unit's turn: taken at most once, for all that the unit wants to change."""

    def __init__(self, lanes: Lanes[K, V]) -> None:
        self._lanes = lanes
        self._keys: list[K] | None = None

    def take(self, keys: Iterable[K], *, until: float) -> Mapping[K, V | None] | None:
        """Return None when the turn came at once, or was taken before.

        Otherwise others were ahead: return, of each thing, what the one before has left of it, None
        where that is not known. `until` is on the clock of `monotonic`. Raises TooLong.
        """
        if self._keys is not None:
            return None
        self._keys = []
        own = self._lanes.own()
        waited = False
        # In one order for everybody, so that no two wait for each other. What this thread has in
        # an outer unit of work it cannot wait for; one of the two will find its facts stale.
        for key in sorted(set(keys) - own):
            waited |= self._lanes.enter(key, until=until)
            self._keys.append(key)
            own.add(key)
        return {key: self._lanes.seen(key) for key in self._keys} if waited else None

    def end(self, seen: Mapping[K, V]) -> None:
        """Let the next ones go on, with what was last seen."""
        own = self._lanes.own()
        for key in self._keys or ():
            own.discard(key)
            self._lanes.leave(key, seen.get(key))
        self._keys = []
