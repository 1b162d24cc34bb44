"""One booking, and its calendar file."""

from datetime import timedelta
from typing import Any

from icalendar import Calendar

from functions.booking.models import Booking
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.given import HandClock
from tests.support.notices import moved


def entry(platform: Platform, booking: Booking) -> Any:
    """Return the entry in a booking's calendar file, as a calendar reads it."""
    response = given.call(platform, "GET", f"/v1/bookings/{booking.id}/calendar.ics")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(response.data).walk("VEVENT")
    return event


def test_holder_reads_one_booking_and_nobody_else_does(platform: Platform) -> None:
    booking = given.booking(platform)
    given.beneficiary(platform, "zoe")
    path = f"/v1/bookings/{booking.id}"
    read = given.call(platform, "GET", path, uid="ana")
    assert (read.status_code, read.get_json()["countermark"]) == (200, booking.countermark)
    for uid, of in (("zoe", path), ("ana", "/v1/bookings/none")):
        refused = given.call(platform, "GET", of, uid=uid)
        assert (refused.status_code, refused.get_json()["code"]) == (404, "unknown_booking")


def test_calendar_entry_has_utc_times_and_place_but_no_name_and_no_code(platform: Platform) -> None:
    booking = given.booking(platform, given.ticket(days=10), name="L’Été ; Noël, etc.")
    event = entry(platform, booking)
    assert event["SUMMARY"] == "L’Été ; Noël, etc."
    assert event["LOCATION"] == "La Laiterie, 1 rue du Port, 67000 Strasbourg"
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert event["DTSTART"].dt == booking.begins_at
    assert event["DTSTART"].to_ical().endswith(b"Z")
    text = given.call(platform, "GET", f"/v1/bookings/{booking.id}/calendar.ics").text
    assert booking.countermark not in text
    assert "Ana" not in text


def test_moves_and_cancellation_update_the_same_entry(platform: Platform, clock: HandClock) -> None:
    booking = given.booking(platform, given.ticket(days=10))
    assert booking.begins_at is not None
    first = entry(platform, booking)
    moved(platform, booking, days=2)
    second = entry(platform, booking)
    assert second["DTSTART"].dt == booking.begins_at + timedelta(days=2)
    clock.move(seconds=1)
    given.cancel(platform, booking)
    third = entry(platform, booking)
    assert {event["UID"] for event in (first, second, third)} == {first["UID"]}
    assert first["SEQUENCE"] < second["SEQUENCE"] < third["SEQUENCE"]
    assert third["STATUS"] == "CANCELLED"


def test_thing_has_no_date_for_a_calendar(platform: Platform) -> None:
    booking = given.booking(platform, given.thing())
    refused = given.call(platform, "GET", f"/v1/bookings/{booking.id}/calendar.ics")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "no_date")
