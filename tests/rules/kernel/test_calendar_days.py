"""Days: when one begins, in whose time zone, and how old someone is on it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.kernel.calendar_days import (
    age_on,
    day_start,
    first_day_start,
    local_day,
    years_after,
)

PARIS = "Europe/Paris"
ZONES = (
    PARIS,
    "America/Cayenne",
    "America/Miquelon",
    "America/Marigot",
    "Indian/Reunion",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Pacific/Wallis",
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "zone", "start"),
    [
        ("2026-01-15", PARIS, "2026-01-14T23:00"),
        ("2026-07-15", PARIS, "2026-07-14T22:00"),
        ("2026-03-29", PARIS, "2026-03-28T23:00"),
        ("2026-03-30", PARIS, "2026-03-29T22:00"),
        ("2026-10-25", PARIS, "2026-10-24T22:00"),
        ("2026-10-26", PARIS, "2026-10-25T23:00"),
        ("2026-05-04", "America/Cayenne", "2026-05-04T03:00"),
        ("2026-05-04", "Pacific/Noumea", "2026-05-03T13:00"),
    ],
)
def test_a_day_begins_at_midnight_of_its_place(day: str, zone: str, start: str) -> None:
    assert day_start(date.fromisoformat(day), zone) == utc(start)
    assert day_start(date.fromisoformat(day), zone).tzinfo is UTC


@pytest.mark.parametrize(
    ("not_before", "start"),
    [
        # The clocks go forward: the 29th of March has 23 hours.
        ("2026-03-28T23:00:00", "2026-03-28T23:00"),
        ("2026-03-28T23:00:01", "2026-03-29T22:00"),
        ("2026-03-29T21:59:59", "2026-03-29T22:00"),
        ("2026-03-29T22:00:00", "2026-03-29T22:00"),
        ("2026-03-29T22:00:01", "2026-03-30T22:00"),
        # They go back: the 25th of October has 25.
        ("2026-10-24T22:00:00", "2026-10-24T22:00"),
        ("2026-10-24T22:00:01", "2026-10-25T23:00"),
        ("2026-10-25T22:59:59", "2026-10-25T23:00"),
        ("2026-10-25T23:00:00", "2026-10-25T23:00"),
        ("2026-10-25T23:00:01", "2026-10-26T23:00"),
    ],
)
def test_the_first_start_of_a_day_across_a_change_of_clocks(not_before: str, start: str) -> None:
    assert first_day_start(utc(not_before), PARIS) == utc(start)


@settings(deadline=None)
@given(
    st.integers(0, 20 * 365 * 86_400).map(lambda s: utc("2019-01-01") + timedelta(seconds=s)),
    st.sampled_from(ZONES),
)
def test_the_first_start_of_a_day_is_the_next_local_midnight(at: datetime, zone: str) -> None:
    start = first_day_start(at, zone)
    local = start.astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
    assert at <= start <= at + timedelta(hours=25)
    # No midnight lies between: the instant before is of the day that `at` is of, or of the eve.
    eve = local_day(start - timedelta(microseconds=1), zone)
    assert eve == local.date() - timedelta(days=1)
    assert local_day(at, zone) in (eve, local.date())
    assert first_day_start(start, zone) == start


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        (PARIS, "2026-05-04"),
        ("America/Cayenne", "2026-05-03"),
        ("Pacific/Noumea", "2026-05-04"),
        ("Pacific/Tahiti", "2026-05-03"),
    ],
)
def test_the_same_instant_is_another_day_elsewhere(zone: str, day: str) -> None:
    assert local_day(utc("2026-05-03T22:30"), zone) == date.fromisoformat(day)


@pytest.mark.behaviour(101)
@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ("2008-05-04", "2026-05-03", 17),
        ("2008-05-04", "2026-05-04", 18),
        ("2008-12-31", "2026-12-30", 17),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-28", 19),
        ("2008-02-29", "2028-02-29", 20),
    ],
    ids=["eve", "birthday", "last day of the year", "29 feb: eve", "29 feb", "leap: eve", "leap"],
)
def test_age_changes_with_the_birthday(birth: str, day: str, age: int) -> None:
    assert age_on(date.fromisoformat(birth), date.fromisoformat(day)) == age


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        ("2026-05-04", 1, "2027-05-04"),
        ("2028-02-29", 1, "2029-03-01"),
        ("2028-02-29", 4, "2032-02-29"),
        ("2026-05-04", -18, "2008-05-04"),
        ("2028-02-29", -18, "2010-03-01"),
    ],
)
def test_the_same_day_in_other_years(day: str, years: int, then: str) -> None:
    assert years_after(date.fromisoformat(day), years) == date.fromisoformat(then)
