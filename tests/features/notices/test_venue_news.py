"""E-mails to venues: an hour of bookings in one, who comes to an event, and what is turned off."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.accounts.contacts.models import Contact
from functions.accounts.venues.models import Venue
from functions.accounts.venues.store import venues
from functions.kernel.database import UnitOfWork
from functions.kernel.platform import Platform
from functions.kernel.values import replace
from functions.notices.venue_news.rules import closing_time
from tests.support import given
from tests.support.given import MEMBER, HandClock
from tests.support.notices import Mailbox, send, settled, words

pytestmark = pytest.mark.usefixtures("accounts_of_all")

TOO_LATE = timedelta(hours=14)


def venue_with(platform: Platform, email: str | None) -> Venue:
    """Return a venue with this address for the public."""
    venue = replace(given.house(platform), contact=Contact(email=email))

    def write(work: UnitOfWork) -> None:
        venues.get(work, venue.id)
        venues.replace(work, venue.id, venue)

    platform.database.run(write)
    return venue


def close_boxes(platform: Platform, clock: HandClock) -> int:
    """Return how many venues the job notifies once every box has closed."""
    clock.move(seconds=TOO_LATE.total_seconds())
    report = given.run(platform, "notify-venues")
    assert report.failed == 0
    return report.counts["notified"]


def mails_to(inbox: Mailbox, address: str) -> list[str]:
    return [words(mail) for mail in inbox() if mail["To"] == address]


def test_an_hour_of_bookings_is_one_mail_without_codes(
    platform: Platform, clock: HandClock, inbox: Mailbox
) -> None:
    venue = venue_with(platform, "salle@demo.test")
    stock = given.stock(platform, given.ticket(days=10), at_venue=venue)
    made = given.book_for(platform, stock, "ana", "zoe", "kim")
    given.cancel(platform, made[0])
    settled(platform)
    assert close_boxes(platform, clock) == 1
    assert send(platform) == {"sent": 1}
    (text,) = mails_to(inbox, "salle@demo.test")
    assert text.count("Réservé : ") == 3
    assert text.count("Annulé : ") == 1
    assert not any(booking.countermark in text for booking in made)
    assert close_boxes(platform, clock) == 0
    assert send(platform) == {}


def test_members_get_the_mail_of_a_venue_without_address(
    platform: Platform, clock: HandClock, inbox: Mailbox
) -> None:
    venue = venue_with(platform, None)
    given.beneficiary(platform)
    given.book(platform, given.stock(platform, given.thing(), at_venue=venue).id)
    settled(platform)
    close_boxes(platform, clock)
    assert send(platform) == {"sent": 1}
    assert len(mails_to(inbox, f"{MEMBER}@demo.test")) == 1


def test_repeated_event_adds_no_line(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    given.book(platform, given.stock(platform, given.thing()).id)
    close_boxes(platform, clock)
    lines = given.documents(platform, "venue_news")
    assert len(lines) == 1
    assert given.documents(platform, "venue_news_boxes") == {}


def test_the_day_before_an_event_holder_and_venue_are_reminded(
    platform: Platform, clock: HandClock, inbox: Mailbox
) -> None:
    venue = venue_with(platform, "salle@demo.test")
    stock = given.stock(platform, given.ticket(days=10), at_venue=venue)
    given.book_for(platform, stock, "ana", "zoe")
    close_boxes(platform, clock)
    settled(platform)
    clock.move(days=8.5)
    assert given.run(platform, "remind-expiring").counts["reminded"] == 2
    assert send(platform) == {"sent": 2}
    (reminder,) = mails_to(inbox, "ana@demo.test")
    assert "Ta réservation t’attend" in reminder
    clock.move(hours=2)
    assert given.run(platform, "notify-venues").counts["notified"] == 1
    send(platform)
    (who,) = mails_to(inbox, "salle@demo.test")
    assert who.count("Attendu : ") == 2


def test_what_is_turned_off_is_not_sent_and_the_rest_is(
    platform: Platform, clock: HandClock, inbox: Mailbox
) -> None:
    venue = venue_with(platform, "salle@demo.test")
    stock = given.stock(platform, given.ticket(days=10), at_venue=venue)
    path = f"/v1/venues/{venue.id}/notification-settings"
    body = {"bookings": False, "upcoming_events": False}
    assert given.call(platform, "PUT", path, body, uid=MEMBER).get_json() == body
    assert given.call(platform, "GET", path, uid=MEMBER).get_json() == body
    given.book_for(platform, stock, "ana", "zoe")
    mine = "/v1/me/notification-settings"
    given.call(platform, "PUT", mine, {"upcoming_events": False}, uid="ana")
    shown = given.call(platform, "GET", mine, uid="ana").get_json()
    assert shown == {"expiring_bookings": True, "upcoming_events": False}
    assert send(platform) == {"sent": 4}, "grants and confirmations cannot be turned off"
    settled(platform)
    clock.move(days=9)
    given.run(platform, "remind-expiring")
    assert close_boxes(platform, clock) == 0
    send(platform)
    assert [mail["To"] for mail in inbox()] == ["zoe@demo.test"]


@pytest.mark.parametrize(
    ("now", "closes"),
    [
        ("2026-07-01T10:20:00+02:00", "2026-07-01T11:00:00+02:00"),
        ("2026-07-01T19:59:00+02:00", "2026-07-01T20:00:00+02:00"),
        ("2026-07-01T20:00:00+02:00", "2026-07-02T08:00:00+02:00"),
        ("2026-07-02T03:00:00+02:00", "2026-07-02T08:00:00+02:00"),
        ("2026-10-24T23:00:00+02:00", "2026-10-25T08:00:00+01:00"),
    ],
)
def test_boxes_close_at_full_hours_of_the_day_in_paris(now: str, closes: str) -> None:
    at = datetime.fromisoformat(now).astimezone(UTC)
    assert closing_time(at) == datetime.fromisoformat(closes)
