"""Activation codes given to bookings, at the desk, and after a booking ends."""

import pytest

from functions.booking.cancel import service as cancel_service
from functions.booking.store import EVEN_USED
from functions.kernel.database import (
    metered,
)
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.activation_codes import book, counts, deleted, ebooks, load, path_of, with_codes
from tests.support.answers import refused
from tests.support.given import MEMBER, HandClock

pytestmark = pytest.mark.usefixtures("whole_codes")


# Booking


@pytest.mark.behaviour(29)
def test_a_booking_with_a_code_is_used_at_once(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    stock = ebooks(platform)
    load(platform, stock.id, "A-1", expires_in=20)
    answer = book(platform, stock.id)
    assert answer.status_code == 201
    booking = answer.get_json()
    assert (booking["status"], booking["used_at"]) == ("used", "2026-05-04T10:00:00Z")
    assert booking["activation_code"] == "A-1"
    assert booking["activation_code_expires_at"] == "2026-05-24T10:00:00Z"
    assert given.parts(platform) == (49_000, 0, 1000, 0)
    assert [entry.kind for entry in given.entries(platform)] == ["grant", "hold", "capture"]
    assert given.the_stock(platform, stock.id).remaining == 0
    assert given.documents(platform, "free_codes") == {}

    def listed(state: str) -> list[str | None]:
        page = given.call(platform, "GET", f"/v1/bookings?state={state}", uid="ana").get_json()
        return [item["activation_code"] for item in page["items"]]

    assert (listed("ongoing"), listed("ended")) == (["A-1"], [])
    clock.move(days=30)
    assert (listed("ongoing"), listed("ended")) == ([], ["A-1"])
    export = given.call(platform, "GET", "/v1/me/export", uid="ana").get_json()
    assert [one["activation_code"] for one in export["bookings"]] == ["A-1"]


@pytest.mark.behaviour(29)
def test_something_online_without_codes_is_not_used_at_once(platform: Platform) -> None:
    given.beneficiary(platform)
    booking = book(platform, ebooks(platform).id).get_json()
    assert (booking["status"], booking["used_at"]) == ("confirmed", None)
    assert (booking["activation_code"], booking["activation_code_expires_at"]) == (None, None)
    assert given.parts(platform) == (49_000, 1000, 0, 0)


@pytest.mark.behaviour(27)
def test_a_code_that_was_given_is_passed_over(platform: Platform) -> None:
    stock = with_codes(platform, "A-1", "A-2")
    told = []
    for uid in ("ana", "zoe"):
        given.beneficiary(platform, uid)
        told.append(book(platform, stock.id, uid).get_json()["activation_code"])
    assert told == ["A-1", "A-2"]
    answer = given.call(platform, "GET", path_of(stock.id), uid=MEMBER)
    assert counts(answer.get_json()) == (2, 2, 0, 0)


@pytest.mark.behaviour(28)
def test_without_a_code_nothing_is_booked(platform: Platform, clock: HandClock) -> None:
    for uid in ("ana", "zoe"):
        given.beneficiary(platform, uid)
    stock = with_codes(platform, "A-1")
    assert book(platform, stock.id).status_code == 201
    assert refused(book(platform, stock.id, "zoe")) == (409, "no_activation_code")
    load(platform, stock.id, "B-1", expires_in=17)
    # The booking limit lies before the end of every code, unless a fault moves it.
    given.change(platform, "stocks", stock.id, booking_limit_at=None)
    clock.move(days=17)
    assert refused(book(platform, stock.id, "zoe")) == (409, "no_activation_code")
    answer = given.call(platform, "GET", path_of(stock.id), uid=MEMBER)
    assert counts(answer.get_json()) == (2, 1, 0, 1)
    shown = given.call(platform, "GET", f"/v1/offers/{stock.offer_id}").get_json()
    # The offer's own document tells when its stocks are over, and has the limit still.
    assert (shown["status"], shown["stocks"][0]["bookable"]) == ("expired", False)
    assert given.parts(platform, "zoe") == (50_000, 0, 0, 0)
    assert len(given.documents(platform, "bookings")) == 1


def test_a_code_is_the_last_thing_that_is_asked_for(platform: Platform) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    first, other = (ebooks(platform, 15_000, at_venue=house) for _ in range(2))
    load(platform, first.id, "A-1")
    assert book(platform, first.id).status_code == 201
    # Neither has a code left.
    assert refused(book(platform, first.id)) == (409, "already_booked")
    waiting = given.add_stock(
        platform, other.offer_id, {**given.thing(15_000, None), "with_codes": True}, member=MEMBER
    )
    body = {"stock_id": waiting.id, "quantity": 2}
    twice = given.call(platform, "POST", "/v1/bookings", body, uid="ana")
    assert refused(twice) == (409, "quantity_invalid")
    assert refused(book(platform, waiting.id)) == (409, "cap_reached")


def test_after_the_booking_limit_no_code_is_given(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    stock = with_codes(platform, "A-1")
    clock.move(days=10)
    assert refused(book(platform, stock.id)) == (409, "booking_closed")


def test_a_free_code_is_given_for_nothing(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = ebooks(platform, 0)
    load(platform, stock.id, "A-1")
    assert book(platform, stock.id).get_json()["status"] == "used"
    assert given.parts(platform) == (50_000, 0, 0, 0)


def test_a_code_costs_one_round_trip_more_and_nothing_else_does(platform: Platform) -> None:
    for uid in ("ana", "zoe", "kim"):
        given.beneficiary(platform, uid)
    house = given.house(platform)
    coded = ebooks(platform, at_venue=house)
    load(platform, coded.id, "A-1", "A-2")
    plain = ebooks(platform, at_venue=house)
    committed, platform.database.on_commit = platform.database.on_commit, None
    trips = []
    for stock in (coded, plain):
        with metered() as meter:
            given.book(platform, stock.id)
        trips.append((meter.round_trips, meter.attempts))
    assert trips == [(3, 1), (2, 1)]
    platform.database.on_commit = committed
    platform.relay.sweep()


# At the desk, and afterwards


@pytest.mark.behaviour(58)
def test_the_desk_cannot_take_a_code_back(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = with_codes(platform, "A-1")
    booking = book(platform, stock.id).get_json()
    before = given.the_booking(platform, booking["id"])

    def desk(verb: str) -> tuple[int, str]:
        path = f"/v1/desk/countermarks/{booking['countermark']}/{verb}"
        return refused(given.call(platform, "POST", path, uid=MEMBER))

    assert desk("undo") == (403, "activation_code_given")
    assert desk("cancel") == (403, "undo_before_cancelling")
    assert desk("redeem") == (410, "already_used")
    own = given.call(platform, "POST", f"/v1/bookings/{booking['id']}/cancel", uid="ana")
    assert refused(own) == (409, "already_used")
    assert given.the_booking(platform, booking["id"]) == before


def test_a_deleted_stock_leaves_what_was_given(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = with_codes(platform, "A-1", "A-2")
    booking = book(platform, stock.id).get_json()
    deleted(platform, stock.id)
    after = given.the_booking(platform, booking["id"])
    assert (after.status, after.activation_code) == ("used", "A-1")
    assert given.parts(platform) == (49_000, 0, 1000, 0)


def test_a_code_of_a_booking_that_ends_is_not_given_again(platform: Platform) -> None:
    for uid in ("ana", "zoe", "kim"):
        given.beneficiary(platform, uid)
    stock = with_codes(platform, "A-1", "A-2")
    booking = book(platform, stock.id).get_json()
    at = given.now(platform)
    platform.database.run(
        lambda work: cancel_service.cancel(
            work, booking["id"], reason="offerer", status=EVEN_USED, now=at
        )
    )
    after = given.the_stock(platform, stock.id)
    assert (after.quantity, after.booked, after.remaining) == (1, 0, 1)
    assert given.parts(platform) == (50_000, 0, 0, 0)
    assert book(platform, stock.id, "zoe").get_json()["activation_code"] == "A-2"
    assert refused(book(platform, stock.id, "kim")) == (409, "no_activation_code")
    # Taken back, it has its code again, and takes no other.
    path = f"/v1/bookings/{booking['id']}/reinstate"
    body, key = {"reason": "Annulée par erreur."}, {"Idempotency_Key": "k1"}
    answer = given.call(platform, "POST", path, body, uid="admin", admin=True, **key)
    again = given.call(platform, "POST", path, body, uid="admin", admin=True, **key)
    assert (answer.status_code, again.data) == (200, answer.data)
    assert (answer.get_json()["status"], answer.get_json()["activation_code"]) == ("used", None)
    assert given.the_booking(platform, booking["id"]).activation_code == "A-1"
    after = given.the_stock(platform, stock.id)
    assert (after.quantity, after.booked) == (2, 2)
    assert given.parts(platform) == (49_000, 0, 1000, 0)


# Cards that are free


@pytest.mark.behaviour(29)
@pytest.mark.parametrize(
    "category", ["museum_pass", "library_membership", "film_library_membership"]
)
def test_a_free_card_is_used_at_once_and_ended_after_a_month(
    platform: Platform, clock: HandClock, category: str
) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    free, paid = (
        given.stock(platform, given.thing(price), at_venue=house, category=category)
        for price in (0, 500)
    )
    card = book(platform, free.id).get_json()
    assert (card["status"], card["activation_code"]) == ("used", None)
    assert book(platform, paid.id).get_json()["status"] == "confirmed"

    def ended() -> list[str]:
        page = given.call(platform, "GET", "/v1/bookings?state=ended", uid="ana").get_json()
        return [item["id"] for item in page["items"]]

    assert ended() == []
    clock.move(days=30)
    assert ended() == [card["id"]]


def test_a_free_card_can_be_taken_back_at_the_desk(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform, given.thing(0), category="museum_pass")
    card = book(platform, stock.id).get_json()
    path = f"/v1/desk/countermarks/{card['countermark']}"
    undone = given.call(platform, "POST", f"{path}/undo", uid=MEMBER).get_json()
    assert undone["status"] == "confirmed"
    assert given.call(platform, "POST", f"{path}/redeem", uid=MEMBER).status_code == 200
    page = given.call(platform, "GET", "/v1/bookings?state=ended", uid="ana").get_json()
    assert [item["id"] for item in page["items"]] == [card["id"]]


def test_a_free_ticket_is_still_to_be_shown(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform, given.ticket(0))
    assert book(platform, stock.id).get_json()["status"] == "confirmed"
