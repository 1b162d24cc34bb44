"""Facts that a process remembers for some seconds instead of reading them for every event."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

T = TypeVar("T")


@dataclass
class Remembered:
    """Facts by name, as this process last read them; others may have changed them since."""

    _known: dict[str, tuple[datetime, object]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def recall(self, name: str, read: Callable[[], T], *, kept_for: timedelta, now: datetime) -> T:
        """Return what was read in the last `kept_for`; otherwise read it, and remember it.

        A name always goes with the same type.
        """
        with self._lock:
            known = self._known.get(name)
        if known is not None and known[0] <= now < known[0] + kept_for:
            value: T = known[1]  # type: ignore[assignment]
            return value
        value = read()
        with self._lock:
            self._known[name] = (now, value)
        return value

    def forget(self, name: str) -> None:
        """Read a fact again when it is next asked for, because this process has changed it."""
        with self._lock:
            self._known.pop(name, None)
