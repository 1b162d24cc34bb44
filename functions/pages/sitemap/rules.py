"""The pages of the sitemap: one for each month of publication."""

from datetime import UTC, datetime

from functions.kernel.calendar_days import local_month, months_between
from functions.kernel.errors import NotFound

Month = tuple[int, int]
"""A year and a month."""

MOST_URLS = 50_000
"""The most addresses that a file may have: https://www.sitemaps.org/protocol.html."""


def months(first: datetime | None, *, now: datetime) -> list[str]:
    """Return the months from the first publication to now, such as 2026-11; none without one."""
    if first is None:
        return []
    return months_between(local_month(first, "UTC"), local_month(now, "UTC"))


def bounds(name: str) -> tuple[datetime, datetime]:
    """Return the start of a month and of the next one, in UTC. Refuses NotFound for no month."""
    year, _, month = name.partition("-")
    if not (len(name) == 7 and year.isdecimal() and month.isdecimal()):
        raise NotFound
    number = int(year) * 12 + int(month) - 1
    if _name(number) != name or not 1 <= int(year) < 9999:
        raise NotFound
    return _start(number), _start(number + 1)


def _name(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _start(number: int) -> datetime:
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
