"""Calendar days and months: of an instant in a time zone, and arithmetic on them."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = "Europe/Paris"

_LEAP_YEAR = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
DAY_PATTERN = (
    r"(?:[0-9]{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    rf"|{_LEAP_YEAR}-02-29)"
)
"""The days of the calendar, as RFC 3339 writes them, for a schema without `format`."""

TIME_PATTERN = (
    r"[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
    r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
"""A time of day with its offset, after the day of an instant."""

_RFC_3339_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
    r"(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def written_out(value: object) -> str:
    """Return a text that is an instant with its offset, such as 2026-03-01T12:00:00Z.

    By default, pydantic also accepts digits, as seconds since 1970. Raises ValueError.
    """
    if not isinstance(value, str) or not _RFC_3339_TIME.fullmatch(value):
        raise ValueError("a time as RFC 3339 writes it, such as 2026-03-01T12:00:00Z")
    return value


def is_time_zone(name: str) -> bool:
    """Return whether a text names an IANA time zone; a part of a name, as in `Europe`, does not."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def day_start(day: date, zone: str) -> datetime:
    """Return the instant, in UTC, at which `day` begins in the IANA time zone `zone`."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local_day(at: datetime, zone: str) -> date:
    """Return the calendar day that the instant `at` falls on in the IANA time zone `zone`."""
    return at.astimezone(ZoneInfo(zone)).date()


def local_month(at: datetime, zone: str) -> str:
    """Return the month ("2026-05") that the instant `at` falls in in the IANA time zone `zone`."""
    return f"{local_day(at, zone):%Y-%m}"


def first_day(month: str) -> date:
    """Return the first day of a month."""
    return date.fromisoformat(f"{month}-01")


def month_after(month: str) -> str:
    """Return the month after one."""
    return f"{first_day(month) + timedelta(days=31):%Y-%m}"


def months_between(first: str, last: str) -> list[str]:
    """Return the months from the first to the last, both included; none if that is earlier."""
    months = []
    while first <= last:
        months.append(first)
        first = month_after(first)
    return months


def first_day_start(not_before: datetime, zone: str) -> datetime:
    """Return the first instant, in UTC, from `not_before` on at which a day begins in `zone`."""
    day = local_day(not_before, zone)
    start = day_start(day, zone)
    return start if start >= not_before else day_start(day + timedelta(days=1), zone)


def age_on(birth_date: date, day: date) -> int:
    """Return the age in whole years; born on 29 February, one is older on 1 March."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)


def years_after(day: date, years: int) -> date:
    """Return the same day `years` later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
