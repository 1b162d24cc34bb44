"""Periods such as "this weekend", and the time zone of a searcher's place."""

from datetime import date, datetime, timedelta
from typing import Literal

from functions.kernel.calendar_days import PARIS, day_start, local_day
from functions.offers.geo.rules import distance_m

Preset = Literal["today", "tomorrow", "this_week", "this_weekend", "next_week", "this_month"]

_OVERSEAS = (
    ("America/Guadeloupe", (16.2, -61.5)),
    ("America/Martinique", (14.6, -61.0)),
    ("America/Cayenne", (4.0, -53.1)),
    ("America/Miquelon", (46.9, -56.3)),
    ("Indian/Reunion", (-21.1, 55.5)),
    ("Indian/Mayotte", (-12.8, 45.2)),
    ("Pacific/Noumea", (-21.5, 165.5)),
    ("Pacific/Tahiti", (-17.6, -149.4)),
    ("Pacific/Wallis", (-13.8, -177.2)),
)
"""A point in each territory whose clocks differ from those of Paris."""

LAST_PLACES_WITHIN = timedelta(days=14)
"""How soon a date has to begin for a search of last places to find it."""

_NEAR_M = 1_600_000
"""Tahiti keeps the time of most islands within this distance."""


def zone_at(point: tuple[float, float] | None) -> str:
    """Return the time zone of the French territory near a point, by default that of Paris."""
    if point is None:
        return PARIS
    distance, zone = min((distance_m(*point, *place), zone) for zone, place in _OVERSEAS)
    return zone if distance <= _NEAR_M else PARIS


def period_of(preset: Preset, *, now: datetime, zone: str) -> tuple[datetime, datetime]:
    """Return the first and the last instant (UTC) of a period in a time zone.

    Weeks begin on Monday. The weekend is Saturday and Sunday, on a Sunday what is left of it.
    """
    today = local_day(now, zone)
    first, last = _days(preset, today)
    ends_at = day_start(last + timedelta(days=1), zone) - timedelta(microseconds=1)
    return max(now, day_start(first, zone)), ends_at


def _days(preset: Preset, today: date) -> tuple[date, date]:
    sunday = today + timedelta(days=7 - today.isoweekday())
    if preset == "today":
        return today, today
    if preset == "tomorrow":
        tomorrow = today + timedelta(days=1)
        return tomorrow, tomorrow
    if preset == "this_week":
        return today, sunday
    if preset == "this_weekend":
        return sunday - timedelta(days=1), sunday
    if preset == "next_week":
        return sunday + timedelta(days=1), sunday + timedelta(days=7)
    next_month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return today, next_month - timedelta(days=1)
