"""Counts that a process keeps for some minutes, to write them together."""

import threading
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

HANDED_EVERY = timedelta(minutes=5)
"""How long counts stay in memory."""

MOST_KEYS = 100
"""The keys after which counts are handed out earlier: one commit is to write them."""


@dataclass
class Counted(Generic[K]):
    """Counts by key, handed out at the first count that comes `HANDED_EVERY` after the last time.

    So a count after a quiet time is handed out at once, and a process that ends loses those of the
    last minutes only.
    """

    _counts: Counter[K] = field(default_factory=Counter)
    _handed_at: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, key: K, *, now: datetime) -> Mapping[K, int]:
        """Count one; return the counts to write now, mostly none."""
        with self._lock:
            self._counts[key] += 1
            last = self._handed_at
            if last is not None and now < last + HANDED_EVERY and len(self._counts) < MOST_KEYS:
                return {}
            self._handed_at = now
            return self._take()

    def take(self) -> Mapping[K, int]:
        """Hand out all counts, when the process ends."""
        with self._lock:
            return self._take()

    def _take(self) -> Mapping[K, int]:
        counts, self._counts = self._counts, Counter()
        return counts
