"""How long a booking can be cancelled, when it expires, and when an event counts as used."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.booking import rules as booking_rules
from tests.support.booking_values import DAY, HOUR, NOW, SECOND, THING, confirmed, in_status

# Until when a booking can be cancelled


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.behaviour(1)
@pytest.mark.behaviour(2)
@pytest.mark.behaviour(3)
@pytest.mark.parametrize(
    ("begins_in", "until_in"),
    [
        (10 * DAY, 48 * HOUR),
        (4 * DAY + SECOND, 48 * HOUR),
        (4 * DAY, 48 * HOUR),
        (4 * DAY - SECOND, 48 * HOUR - SECOND),
        (3 * DAY, DAY),
        (2 * DAY + SECOND, SECOND),
        (2 * DAY, 0 * DAY),
        (2 * DAY - SECOND, 0 * DAY),
        (HOUR, 0 * DAY),
    ],
    ids=[
        *("case 1", "case 1: just above", "four days", "case 2: just below", "case 2"),
        *("case 2: just above", "two days", "case 3: just below", "case 3"),
    ],
)
def test_an_event_can_be_cancelled_until_48_hours_before_it_or_after_booking(
    begins_in: timedelta, until_in: timedelta
) -> None:
    until = booking_rules.cancellable_until(begins_at=NOW + begins_in, booked_at=NOW)
    assert until == NOW + until_in


@pytest.mark.behaviour(4)
def test_a_thing_has_no_deadline() -> None:
    assert booking_rules.cancellable_until(begins_at=None, booked_at=NOW) is None
    assert confirmed(THING).cancellable_until is None


@pytest.mark.behaviour(5)
@pytest.mark.parametrize(
    ("booked", "begins", "until"),
    [
        # Clocks go forward in the night of 29 March 2026: 48 hours are 48 hours.
        ("2026-03-28T12:00+01:00", "2026-04-20T20:00+02:00", "2026-03-30T13:00+02:00"),
        ("2026-03-27T12:00+01:00", "2026-03-30T20:00+02:00", "2026-03-28T19:00+01:00"),
        # They go back in the night of 25 October 2026.
        ("2026-10-24T12:00+02:00", "2026-11-20T20:00+01:00", "2026-10-26T11:00+01:00"),
        ("2026-10-23T12:00+02:00", "2026-10-26T20:00+01:00", "2026-10-24T21:00+02:00"),
        # Guyane knows no summer time, wherever Paris is.
        ("2026-03-28T12:00-03:00", "2026-04-20T20:00-03:00", "2026-03-30T12:00-03:00"),
        ("2026-10-23T12:00-03:00", "2026-10-26T20:00-03:00", "2026-10-24T20:00-03:00"),
    ],
    ids=[
        *("spring, after booking", "spring, before the event", "autumn, after booking"),
        *("autumn, before the event", "guyane, after booking", "guyane, before the event"),
    ],
)
def test_the_deadline_is_48_real_hours_across_a_change_of_clocks(
    booked: str, begins: str, until: str
) -> None:
    got = booking_rules.cancellable_until(begins_at=utc(begins), booked_at=utc(booked))
    assert got == utc(until)


# When a thing expires


@pytest.mark.behaviour(68, 70)
@pytest.mark.parametrize(
    ("days", "booked", "expires"),
    [
        (10, "2026-05-04T12:00+02:00", "2026-05-15T00:00+02:00"),
        (30, "2026-05-04T12:00+02:00", "2026-06-04T00:00+02:00"),
        (10, "2026-05-04T00:00+02:00", "2026-05-14T00:00+02:00"),
        (10, "2026-05-04T00:00:01+02:00", "2026-05-15T00:00+02:00"),
        (10, "2026-05-04T23:59:59+02:00", "2026-05-15T00:00+02:00"),
        (10, "2026-03-20T12:00+01:00", "2026-03-31T00:00+02:00"),
        (10, "2026-10-20T12:00+02:00", "2026-10-31T00:00+01:00"),
        # Who books in the last hour before a midnight, or the first after it, has no day more or
        # less for the hour that the clocks have been moved by since.
        (10, "2026-03-20T23:30+01:00", "2026-03-31T00:00+02:00"),
        (10, "2026-10-20T00:30+02:00", "2026-10-31T00:00+01:00"),
        (30, "2026-10-01T00:00+02:00", "2026-10-31T00:00+01:00"),
        # The nights in which they are moved.
        (10, "2026-03-29T01:59:59+01:00", "2026-04-09T00:00+02:00"),
        (10, "2026-10-25T02:30+02:00", "2026-11-05T00:00+01:00"),
        (10, "2026-10-25T02:30+01:00", "2026-11-05T00:00+01:00"),
    ],
    ids=[
        *("a book", "another thing", "booked at midnight", "just after midnight"),
        *("just before midnight", "across spring", "across autumn"),
        *("late, across spring", "early, across autumn", "at midnight, across autumn"),
        *("before the lost hour", "in the hour that is twice", "in its second time"),
    ],
)
def test_a_thing_expires_at_the_start_of_a_day_in_paris_after_whole_days(
    days: int, booked: str, expires: str
) -> None:
    assert booking_rules.expires_at(expiry_days=days, booked_at=utc(booked)) == utc(expires)


@pytest.mark.behaviour(69)
def test_what_has_no_term_never_expires() -> None:
    assert booking_rules.expires_at(expiry_days=None, booked_at=NOW) is None
    assert not booking_rules.is_due(confirmed(), now=NOW + 3650 * DAY)


def test_only_what_is_confirmed_and_past_its_term_is_due() -> None:
    booking = confirmed(THING)
    assert booking.expires_at is not None
    assert booking_rules.is_due(booking, now=booking.expires_at)
    assert not booking_rules.is_due(booking, now=booking.expires_at - SECOND)
    for status in ("used", "reimbursed", "cancelled", "expired"):
        assert not booking_rules.is_due(in_status(status, THING), now=booking.expires_at)


def test_an_expired_booking_says_so() -> None:
    after = booking_rules.expire(confirmed(THING), now=NOW + 11 * DAY)
    assert (after.status, after.cancellation_reason, after.revision) == ("expired", "expired", 2)
    assert after.cancelled_at == NOW + 11 * DAY


# What counts as used by itself, and what is shown where


@pytest.mark.behaviour(64, 65)
@pytest.mark.parametrize(
    ("after_beginning", "past"),
    [(DAY, False), (2 * DAY, False), (2 * DAY + SECOND, True), (3 * DAY, True)],
    ids=["a day", "48 hours", "a second more", "three days"],
)
def test_an_event_counts_as_used_48_hours_after_it_began(
    after_beginning: timedelta, past: bool
) -> None:
    booking = confirmed()
    assert booking.begins_at is not None
    assert booking_rules.is_past(booking, now=booking.begins_at + after_beginning) is past


@pytest.mark.behaviour(66, 67)
def test_neither_things_nor_what_was_used_or_has_ended_count_as_used() -> None:
    late = NOW + 100 * DAY
    assert not booking_rules.is_past(confirmed(THING), now=late)
    for status in ("used", "reimbursed", "cancelled", "expired"):
        assert not booking_rules.is_past(in_status(status), now=late)


@pytest.mark.behaviour(64)
def test_a_past_event_is_used_as_of_the_run() -> None:
    used = booking_rules.use_past(confirmed(), now=NOW + 13 * DAY)
    assert (used.status, used.used_at, used.revision) == ("used", NOW + 13 * DAY, 2)
