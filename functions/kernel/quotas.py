"""Quotas: how much of something a minute allows, counted in one document for all instances.

An instance leases several units in one commit and hands them out from memory, so most uses cost no
round trip. Leased units that an instance does not use before the minute ends are lost: the limit is
never passed, and many instances may together allow a little less.
"""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from functions.kernel.database import Ref, UnitOfWork

QUOTAS = "quotas"

_MINUTE = timedelta(minutes=1)
_PARTS = 20
"""The part of a minute's limit that is leased at a time: a twentieth."""

_MOST_KEPT = 10_000
"""The names after which those of earlier minutes are dropped."""

_NONE_LEFT = -1


def take(work: UnitOfWork, name: str, *, limit: int, now: datetime) -> int:
    """Lease units of this minute's `limit`; return how many, 0 when it is used up."""
    ref, minute = Ref(QUOTAS, name), _minute(now)
    kept = work.find(ref)
    used = int(str(kept["used"])) if kept is not None and kept["minute"] == minute else 0
    leased = min(max(1, limit // _PARTS), limit - used)
    if leased <= 0:
        return 0
    after = {"minute": minute, "used": used + leased, "expires_at": now + 2 * _MINUTE}
    if kept is None:
        work.create(ref, after)
    else:
        work.replace(ref, after)
    return leased


def seconds_left(now: datetime) -> int:
    """Return the whole seconds until the next minute begins, at least 1."""
    return 60 - int(now.timestamp()) % 60


@dataclass
class Leases:
    """The units that this process has leased and not used, by name."""

    _left: dict[str, tuple[int, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def use(self, name: str, *, now: datetime) -> bool | None:
        """Use a leased unit; False: the minute is used up, None: lease more first."""
        with self._lock:
            minute, left = self._left.get(name, (-1, 0))
            if minute != _minute(now) or left == 0:
                return None
            if left == _NONE_LEFT:
                return False
            self._left[name] = (minute, left - 1)
            return True

    def keep(self, name: str, leased: int, *, now: datetime) -> None:
        """Keep leased units for later uses, of which the caller has used one.

        Where none could be leased, uses are refused until the next minute.
        """
        minute = _minute(now)
        with self._lock:
            if len(self._left) >= _MOST_KEPT:
                self._left = {k: v for k, v in self._left.items() if v[0] == minute}
            self._left[name] = (minute, leased - 1 if leased else _NONE_LEFT)


def _minute(now: datetime) -> int:
    return int(now.astimezone(UTC).timestamp()) // 60
