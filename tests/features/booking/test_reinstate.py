"""Taking back a cancellation: what is used, held and counted then, and when it cannot be."""

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from functions.booking.holder import service as holder_service
from functions.booking.models import Booking
from functions.booking.store import countermarks
from functions.kernel.database import UnitOfWork
from functions.kernel.identifiers import new_countermark
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import refused
from tests.support.given import HandClock

pytestmark = pytest.mark.usefixtures("books_balance")


def cancelled(platform: Platform, **offered: object) -> Booking:
    """Return Ana's booking that she has cancelled."""
    booking = given.booking(platform, given.thing(1_500, 2), **offered)
    at = given.now(platform)
    return platform.database.run(
        lambda work: holder_service.cancel_own(work, booking.id, caller_id="ana", now=at)
    )


def reinstate(platform: Platform, booking: Booking, **more: str) -> TestResponse:
    path = f"/v1/bookings/{booking.id}/reinstate"
    return given.admin(platform, path, {"reason": "Venue quand même.", **more})


@pytest.mark.behaviour(59)
def test_a_reinstated_booking_is_used_and_its_amount_is_owed(
    platform: Platform, clock: HandClock
) -> None:
    booking = cancelled(platform)
    assert given.parts(platform) == (50_000, 0, 0, 0)
    clock.move(days=3)
    for _ in range(2):
        answer = reinstate(platform, booking)
        assert (answer.status_code, answer.get_json()["status"]) == (200, "used")
        after = given.the_booking(platform, booking.id)
        assert (after.used_at, after.cancelled_at) == (clock.at, None)
        assert after.cancellation_reason is None
        assert given.the_stock(platform, booking.stock_id).booked == 1
        assert given.parts(platform) == (48_500, 0, 1_500, 0)
    kinds = [entry.kind for entry in given.entries(platform)]
    assert sorted(kinds) == ["capture", "grant", "hold", "hold", "release"]


@pytest.mark.behaviour(59)
def test_nothing_is_reinstated_once_the_grant_has_ended(
    platform: Platform, clock: HandClock
) -> None:
    booking = cancelled(platform)
    clock.at = given.the_wallet(platform).expires_at + timedelta(hours=1)
    assert refused(reinstate(platform, booking)) == (409, "grant_expired")
    assert given.the_booking(platform, booking.id).status == "cancelled"
    assert given.the_stock(platform, booking.stock_id).booked == 0


def test_what_is_free_is_reinstated_after_the_end_too(platform: Platform, clock: HandClock) -> None:
    booking = given.booking(platform, given.thing(0))
    at = given.now(platform)
    platform.database.run(
        lambda work: holder_service.cancel_own(work, booking.id, caller_id="ana", now=at)
    )
    clock.at = given.the_wallet(platform).expires_at + timedelta(hours=1)
    assert reinstate(platform, booking).get_json()["status"] == "used"


def test_what_was_given_to_others_meanwhile_is_not_taken_from_them(platform: Platform) -> None:
    booking = cancelled(platform)
    for uid in ("ben", "eva"):
        given.beneficiary(platform, uid)
        given.book(platform, booking.stock_id, uid)
    assert refused(reinstate(platform, booking)) == (409, "sold_out")


def test_nobody_has_an_offer_twice(platform: Platform) -> None:
    booking = cancelled(platform)
    given.book(platform, booking.stock_id)
    assert refused(reinstate(platform, booking)) == (409, "already_booked")


def test_only_what_has_ended_is_reinstated(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1_500))
    assert refused(reinstate(platform, booking)) == (409, "not_cancelled")


def test_the_credit_has_to_be_there(platform: Platform) -> None:
    venue = given.house(platform)
    booking = cancelled(platform, at_venue=venue)
    for price in (20_000, 29_000):
        dear = given.stock(platform, given.ticket(price), at_venue=venue)
        given.book(platform, dear.id)
    assert refused(reinstate(platform, booking)) == (409, "insufficient_credit")
    assert given.parts(platform) == (1_000, 49_000, 0, 0)


def test_a_countermark_that_stands_for_another_booking_stays_theirs(platform: Platform) -> None:
    booking = cancelled(platform)
    given.change(platform, "countermarks", booking.countermark, booking_id=new_countermark())
    assert refused(reinstate(platform, booking)) == (409, "countermark_given_again")
    given.change(platform, "countermarks", booking.countermark, booking_id=booking.id)


def test_a_countermark_that_was_forgotten_is_claimed_again(platform: Platform) -> None:
    booking = cancelled(platform)

    def forget(work: UnitOfWork) -> None:
        countermarks.get(work, booking.countermark)
        countermarks.delete(work, booking.countermark)

    platform.database.run(forget)
    assert reinstate(platform, booking).status_code == 200
    kept = given.documents(platform, "countermarks")[booking.countermark]
    assert (kept["booking_id"], kept["reusable_at"]) == (booking.id, None)


def test_a_reinstated_booking_has_the_date_that_its_event_was_moved_to(
    platform: Platform, clock: HandClock
) -> None:
    booking = given.booking(platform, given.ticket(1_500, days=5))
    at, later = clock.now(), clock.now() + timedelta(days=9)
    platform.database.run(
        lambda work: holder_service.cancel_own(work, booking.id, caller_id="ana", now=at)
    )
    given.edit_stock(platform, booking.stock_id, begins_at=later)
    assert given.the_booking(platform, booking.id).begins_at == booking.begins_at
    assert reinstate(platform, booking).status_code == 200
    after = given.the_booking(platform, booking.id)
    assert (after.status, after.begins_at, after.moves) == ("used", later, 1)
