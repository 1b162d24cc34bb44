"""The clock: the only module that reads the time. Nothing below the edge imports it."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Aware UTC time; with `start`, it runs on from that instant instead of the present."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta(0) if start is None else start - datetime.now(UTC)

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC) + self._offset

    def now_ms(self) -> int:
        """Return the present instant in whole milliseconds since 1970."""
        return int(self.now().timestamp() * 1000)


def monotonic() -> float:
    """Return seconds on a clock that never goes back, for measuring how long something took."""
    return time.perf_counter()
