"""Reminders of events and of bookings that expire soon: sent once, in time, to the holder."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.booking.models import Booking, BookingExpired, BookingExpiring
from functions.kernel.events import Message, from_message
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.given import HandClock

JOB = "remind-expiring"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
def unrelayed(platform: Platform) -> Platform:
    """The platform, whose events stay in the outbox from now on."""
    given.beneficiary(platform)
    platform.database.on_commit = None
    return platform


def events(platform: Platform, topic: str = "booking-expiring") -> list[dict[str, Any]]:
    """Return the events of a topic."""
    outbox = given.documents(platform, "outbox").values()
    return [json.loads(event["data"]) for event in outbox if event["topic"] == topic]


def reminded(platform: Platform) -> int:
    """Run the job as of the clock; return how many it reminded."""
    report = given.run(platform, JOB)
    assert report.failed == 0
    return report.counts["reminded"]


def of_things(platform: Platform, *kinds: str) -> list[Booking]:
    """Return Ana's bookings of a new thing of each category."""
    house = given.house(platform)
    made = []
    for kind in kinds:
        url = "https://books.test" if kind == "ebook" else None
        stock = given.stock(platform, given.thing(), at_venue=house, category=kind, url=url)
        made.append(given.book(platform, stock.id))
    return made


@pytest.mark.behaviour(71)
@pytest.mark.parametrize(
    ("kind", "from_", "days"),
    [
        ("paper_book", "2026-05-09T22:00:00Z", 5),
        ("music_disc", "2026-05-27T22:00:00Z", 7),
    ],
)
def test_a_holder_is_reminded_seven_days_before_the_end_and_of_a_book_five(
    unrelayed: Platform, clock: HandClock, kind: str, from_: str, days: int
) -> None:
    (booking,) = of_things(unrelayed, kind)
    clock.at = at(from_)
    clock.move(seconds=-1)
    assert reminded(unrelayed) == 0
    clock.move(seconds=1)
    assert reminded(unrelayed) == 1
    (event,) = events(unrelayed)
    read = from_message(BookingExpiring, Message("booking-expiring", "any", json.dumps(event)))
    assert read == BookingExpiring(
        subject_id=booking.id,
        revision=days,
        at=clock.at,
        beneficiary_id="ana",
        offer_id=booking.offer_id,
        stock_id=booking.stock_id,
        venue_id=booking.venue_id,
        offerer_siren=booking.offerer_siren,
        amount_cents=booking.amount_cents,
        expires_at=booking.expires_at or clock.at,
        days_left=days,
    )
    assert (read.expires_at - clock.at).days == days


@pytest.mark.behaviour(71)
def test_a_holder_is_reminded_once(unrelayed: Platform, clock: HandClock) -> None:
    (booking,) = of_things(unrelayed, "paper_book")
    clock.at = at("2026-05-10T06:00:00Z")
    assert reminded(unrelayed) == 1
    before = given.documents(unrelayed, "bookings"), given.documents(unrelayed, "outbox")
    for _ in range(6):
        assert reminded(unrelayed) == 0
        clock.move(days=1)
    assert (given.documents(unrelayed, "bookings"), given.documents(unrelayed, "outbox")) == before
    assert given.the_booking(unrelayed, booking.id).status == "confirmed"


@pytest.mark.behaviour(72)
def test_a_run_reminds_of_the_bookings_of_its_day_only(
    unrelayed: Platform, clock: HandClock
) -> None:
    first, ebook, concert = of_things(unrelayed, "paper_book", "ebook", "music_disc")
    clock.move(days=1)
    stock = given.stock(
        unrelayed, given.thing(), at_venue=given.house(unrelayed, given.OTHER_SIREN)
    )
    second = given.book(unrelayed, stock.id)
    for day, expected in (("2026-05-10", first), ("2026-05-11", second)):
        before = {event["subject_id"] for event in events(unrelayed)}
        clock.at = at(f"{day}T06:00:00Z")
        assert reminded(unrelayed) == 1
        assert {event["subject_id"] for event in events(unrelayed)} - before == {expected.id}
    for day, expected in (("2026-05-15", first), ("2026-05-16", second)):
        before = {event["subject_id"] for event in events(unrelayed, BookingExpired.name)}
        clock.at = at(f"{day}T06:00:00Z")
        assert given.run(unrelayed, "expire-bookings").counts["expired"] == 1
        after = {event["subject_id"] for event in events(unrelayed, BookingExpired.name)}
        assert after - before == {expected.id}
    assert {given.the_booking(unrelayed, one.id).status for one in (ebook, concert)} == {
        "confirmed"
    }


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        ("2026-05-11T06:00:00Z", 4),
        ("2026-05-13T21:59:59Z", 2),
        ("2026-05-14T21:59:59Z", 1),
        ("2026-05-14T22:00:00Z", None),
        ("2026-05-16T06:00:00Z", None),
        ("2026-09-16T06:00:00Z", None),
    ],
    ids=["a day late", "the day before the last", "the last second", "the end", "later", "autumn"],
)
def test_a_day_that_was_missed_is_made_up_for_until_the_booking_expires(
    unrelayed: Platform, clock: HandClock, moment: str, days: int | None
) -> None:
    of_things(unrelayed, "paper_book")
    clock.at = at(moment)
    assert reminded(unrelayed) == (days is not None)
    assert [event["days_left"] for event in events(unrelayed)] == ([] if days is None else [days])


def test_nobody_is_reminded_of_what_was_used_cancelled_or_never_expires(
    unrelayed: Platform, clock: HandClock
) -> None:
    used, cancelled, _ = of_things(unrelayed, "paper_book", "music_disc", "ebook")
    given.redeem(unrelayed, used)
    given.cancel(unrelayed, cancelled)
    for _ in range(40):
        clock.move(days=1)
        assert reminded(unrelayed) == 0
    assert events(unrelayed) == []


def test_what_was_used_between_the_list_and_its_turn_is_left_alone(
    unrelayed: Platform, clock: HandClock
) -> None:
    (booking,) = of_things(unrelayed, "paper_book")
    given.redeem(unrelayed, booking)
    clock.at = at("2026-05-11T06:00:00Z")
    page = json.dumps({"ids": [booking.id]})
    given.deliver(unrelayed, Message(f"job-{JOB}", "page", page))
    assert events(unrelayed) == []


def test_a_use_that_is_undone_after_the_day_is_made_up_for(
    unrelayed: Platform, clock: HandClock
) -> None:
    (booking,) = of_things(unrelayed, "paper_book")
    given.redeem(unrelayed, booking)
    clock.at = at("2026-05-11T06:00:00Z")
    assert reminded(unrelayed) == 0
    given.undo(unrelayed, booking)
    assert reminded(unrelayed) == 1
    assert [event["days_left"] for event in events(unrelayed)] == [4]


@pytest.mark.parametrize(
    ("booked", "from_", "days"),
    [
        # The clocks go back on 25 October 2026 and forward on 28 March 2027.
        ("2026-10-16T10:00:00Z", "2026-10-21T22:00:00Z", 5),
        ("2027-03-18T10:00:00Z", "2027-03-23T23:00:00Z", 5),
        ("2026-10-17T22:30:00Z", "2026-10-23T22:00:00Z", 5),
    ],
    ids=["clocks go back", "clocks go forward", "a Sunday in Paris, a Saturday in UTC"],
)
def test_days_are_those_of_paris(
    unrelayed: Platform, clock: HandClock, booked: str, from_: str, days: int
) -> None:
    clock.at = at(booked)
    of_things(unrelayed, "paper_book")
    clock.at = at(from_)
    clock.move(seconds=-1)
    assert reminded(unrelayed) == 0
    clock.move(seconds=1)
    assert reminded(unrelayed) == 1
    assert [event["days_left"] for event in events(unrelayed)] == [days]


def test_holder_is_reminded_at_nine_the_day_before_an_event_even_if_it_was_moved(
    unrelayed: Platform, clock: HandClock
) -> None:
    booking = given.book(unrelayed, given.stock(unrelayed, given.ticket(days=10)).id)
    assert booking.begins_at is not None
    day_before = booking.begins_at - timedelta(days=1)
    nine = day_before.replace(hour=7, minute=0, second=0, microsecond=0)
    assert booking.remind_at == nine
    clock.at = nine - timedelta(seconds=1)
    assert reminded(unrelayed) == 0
    clock.at = nine
    assert [reminded(unrelayed), reminded(unrelayed)] == [1, 0]
    (event,) = events(unrelayed, "booking-upcoming")
    assert (event["subject_id"], event["amount_cents"]) == (booking.id, booking.amount_cents)


def test_booking_made_after_the_reminder_is_due_has_none(
    unrelayed: Platform, clock: HandClock
) -> None:
    stock = given.stock(unrelayed, given.ticket(days=10))
    clock.move(days=9.5)
    assert given.book(unrelayed, stock.id).remind_at is None
