"""The clock: the one place that reads the time, and the day rules that need a time zone."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


class Clock:
    """Aware UTC time, optionally moved to another instant at start from where it runs on."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta(0) if start is None else start - datetime.now(UTC)

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC) + self._offset


def day_start(day: date, zone: str) -> datetime:
    """Return the instant, in UTC, at which `day` begins in the IANA time zone `zone`."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local_day(at: datetime, zone: str) -> date:
    """Return the calendar day that the instant `at` falls on in the IANA time zone `zone`."""
    return at.astimezone(ZoneInfo(zone)).date()


def monotonic() -> float:
    """Return seconds on a clock that never goes back, for measuring how long something took."""
    return time.perf_counter()
