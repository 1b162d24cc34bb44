"""Bookings that support cancels, redeems and reinstates: money, places, and races."""

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from functions.booking.holder import service as holder_service
from functions.booking.models import Booking
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import refused
from tests.support.given import HandClock

pytestmark = pytest.mark.usefixtures("books_balance")

REASON = {"reason": "Demande par courrier."}


def office(platform: Platform, booking: Booking, do: str) -> TestResponse:
    return given.admin(platform, f"/v1/back-office/bookings/{booking.id}/{do}", REASON)


def reinstate(platform: Platform, booking: Booking, status: str = "confirmed") -> TestResponse:
    path = f"/v1/bookings/{booking.id}/reinstate"
    return given.admin(platform, path, {**REASON, "status": status})


def cancel_own(platform: Platform, booking: Booking) -> None:
    at = given.now(platform)
    platform.database.run(
        lambda work: holder_service.cancel_own(work, booking.id, caller_id="ana", now=at)
    )


def test_support_cancels_after_the_deadline(platform: Platform, clock: HandClock) -> None:
    booking = given.booking(platform, given.ticket(1_500, days=5))
    clock.move(days=4)
    answer = office(platform, booking, "cancel")
    assert (answer.status_code, answer.get_json()["status"]) == (200, "cancelled")
    assert given.the_booking(platform, booking.id).cancellation_reason == "support"
    assert given.parts(platform) == (50_000, 0, 0, 0)
    assert given.the_stock(platform, booking.stock_id).booked == 0


def test_support_cancels_what_was_used(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1_500, 2))
    assert office(platform, booking, "redeem").get_json()["status"] == "used"
    assert given.parts(platform) == (48_500, 0, 1_500, 0)
    assert office(platform, booking, "cancel").status_code == 200
    assert given.parts(platform) == (50_000, 0, 0, 0)
    assert given.the_stock(platform, booking.stock_id).booked == 0
    assert refused(office(platform, booking, "redeem")) == (410, "cancelled")


def test_support_redeems_no_earlier_than_the_desk(platform: Platform, clock: HandClock) -> None:
    booking = given.booking(platform, given.ticket(1_500, days=9))
    assert refused(office(platform, booking, "redeem")) == (409, "too_early")
    clock.move(days=8)
    assert office(platform, booking, "redeem").status_code == 200
    assert given.parts(platform) == (48_500, 0, 1_500, 0)


def test_a_reason_is_needed(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1_500, 2))
    path = f"/v1/back-office/bookings/{booking.id}/cancel"
    assert refused(given.admin(platform, path, {"comment": "Rien"})) == (400, "malformed")
    assert given.the_booking(platform, booking.id).status == "confirmed"


def test_a_reinstated_booking_is_to_be_used_again(platform: Platform) -> None:
    booking = given.booking(platform, given.ticket(1_500, days=9))
    cancel_own(platform, booking)
    answer = reinstate(platform, booking)
    assert (answer.status_code, answer.get_json()["status"]) == (200, "confirmed")
    assert reinstate(platform, booking).status_code == 200
    assert given.parts(platform) == (48_500, 1_500, 0, 0)
    assert given.the_stock(platform, booking.stock_id).booked == 1
    after = given.the_booking(platform, booking.id)
    assert after.cancellable_until == booking.cancellable_until
    cancel_own(platform, booking)
    assert given.parts(platform) == (50_000, 0, 0, 0)


def test_a_reinstated_booking_follows_its_event_and_its_deadline(
    platform: Platform, clock: HandClock
) -> None:
    booking = given.booking(platform, given.ticket(1_500, days=5))
    later = clock.now() + timedelta(days=1)
    cancel_own(platform, booking)
    given.edit_stock(platform, booking.stock_id, begins_at=later)
    assert reinstate(platform, booking).status_code == 200
    after = given.the_booking(platform, booking.id)
    assert (after.begins_at, after.cancellable_until) == (later, booking.booked_at)
    hold = given.documents(platform, "holds")[booking.id]
    assert hold["cancellable_until"] == after.cancellable_until


def test_nothing_is_reinstated_to_be_used_in_the_past(platform: Platform, clock: HandClock) -> None:
    event = given.booking(platform, given.ticket(1_500, days=5))
    cancel_own(platform, event)
    clock.move(days=6)
    assert refused(reinstate(platform, event)) == (409, "time_gone")
    assert given.parts(platform) == (50_000, 0, 0, 0)
    assert reinstate(platform, event, "used").status_code == 200


def test_nothing_is_reinstated_that_is_no_longer_offered(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1_500, 2))
    cancel_own(platform, booking)
    path = f"/v1/offers/{booking.offer_id}/reject"
    assert given.admin(platform, path, {"reason": "Non."}).status_code == 200
    assert refused(reinstate(platform, booking)) == (409, "not_bookable")
    assert given.parts(platform) == (50_000, 0, 0, 0)


def test_clicks_at_the_same_time_move_money_and_places_once(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1_500, 2))
    given.at_once(lambda _: office(platform, booking, "cancel"), 4)
    assert given.parts(platform) == (50_000, 0, 0, 0)
    given.at_once(lambda _: reinstate(platform, booking), 4)
    assert given.parts(platform) == (48_500, 1_500, 0, 0)
    assert given.the_stock(platform, booking.stock_id).booked == 1
    given.at_once(lambda number: office(platform, booking, ("redeem", "cancel")[number % 2]), 4)
    assert given.the_booking(platform, booking.id).status == "cancelled"
    assert given.parts(platform) == (50_000, 0, 0, 0)
    assert given.the_stock(platform, booking.stock_id).booked == 0
    acts = [one["kind"] for one in given.documents(platform, "acts").values()]
    assert acts.count("reinstate_booking") == 1
