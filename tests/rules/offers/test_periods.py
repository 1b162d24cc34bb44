"""Periods such as "this weekend", in the time zone of the searcher's place."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from functions.offers.search.find.rules import Preset, period_of, zone_at

PARIS, TAHITI = "Europe/Paris", "Pacific/Tahiti"


def shown(preset: Preset, now: datetime, zone: str = PARIS) -> tuple[str, str]:
    first, last = period_of(preset, now=now, zone=zone)
    local = ZoneInfo(zone)
    return f"{first.astimezone(local):%a %d %H:%M}", f"{last.astimezone(local):%a %d %H:%M:%S}"


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        ("today", "Thu 22 12:00", "Thu 22 23:59:59"),
        ("tomorrow", "Fri 23 00:00", "Fri 23 23:59:59"),
        ("this_week", "Thu 22 12:00", "Sun 25 23:59:59"),
        ("this_weekend", "Sat 24 00:00", "Sun 25 23:59:59"),
        ("next_week", "Mon 26 00:00", "Sun 01 23:59:59"),
        ("this_month", "Thu 22 12:00", "Sat 31 23:59:59"),
    ],
)
def test_period_follows_the_calendar(preset: Preset, first: str, last: str) -> None:
    # The clocks of Paris go back on Sunday the 25th.
    assert shown(preset, datetime(2026, 10, 22, 10, tzinfo=UTC)) == (first, last)


def test_weekend_on_a_sunday_is_what_is_left_of_it() -> None:
    sunday = datetime(2026, 10, 25, 10, tzinfo=UTC)
    assert shown("this_weekend", sunday) == ("Sun 25 11:00", "Sun 25 23:59:59")
    saturday = datetime(2026, 10, 23, 22, tzinfo=UTC)
    assert shown("this_weekend", saturday) == ("Sat 24 00:00", "Sun 25 23:59:59")


def test_today_is_that_of_the_place() -> None:
    now = datetime(2026, 5, 4, 5, tzinfo=UTC)
    assert shown("today", now) == ("Mon 04 07:00", "Mon 04 23:59:59")
    assert shown("today", now, TAHITI) == ("Sun 03 19:00", "Sun 03 23:59:59")


@pytest.mark.parametrize(
    ("point", "zone"),
    [
        (None, PARIS),
        ((48.85, 2.35), PARIS),
        ((41.9, 8.7), PARIS),
        ((4.92, -52.31), "America/Cayenne"),
        ((5.50, -54.03), "America/Cayenne"),
        ((16.0, -61.7), "America/Guadeloupe"),
        ((14.6, -61.07), "America/Martinique"),
        ((46.78, -56.17), "America/Miquelon"),
        ((-20.9, 55.45), "Indian/Reunion"),
        ((-12.78, 45.23), "Indian/Mayotte"),
        ((-22.27, 166.44), "Pacific/Noumea"),
        ((-17.53, -149.57), TAHITI),
        ((-8.86, -140.14), TAHITI),
        ((-13.28, -176.17), "Pacific/Wallis"),
    ],
)
def test_zone_is_that_of_the_territory(point: tuple[float, float] | None, zone: str) -> None:
    assert zone_at(point) == zone
