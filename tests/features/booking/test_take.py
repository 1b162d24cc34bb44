"""Taking a place: what a booking needs, what it takes, and what stays agreed."""

import re
from datetime import datetime

import pytest

from functions.accounts.people.rules import BeneficiaryOnly
from functions.accounts.schemes.data import load_scheme
from functions.booking.store import bookings
from functions.booking.take import rules as take_rules
from functions.kernel.database import (
    metered,
)
from functions.kernel.errors import Refusal
from functions.kernel.identifiers import COUNTERMARK_ALPHABET
from functions.kernel.platform import Platform
from functions.offers.publish import service as publish_service
from functions.offers.rules import UnknownStock
from functions.offers.store import stocks
from functions.wallet.holds.rules import CapReached, GrantExpired, InsufficientCredit
from tests.support import given
from tests.support.answers import refused
from tests.support.desk import at_desk, cancelled, desk_rows, suspended
from tests.support.given import MEMBER, HandClock

pytestmark = pytest.mark.usefixtures("whole_books")


def test_a_booking_takes_a_place_and_holds_its_price(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform, given.ticket(1250, 10), duo=True)
    body = {"stock_id": stock.id, "quantity": 2}
    answer = given.call(platform, "POST", "/v1/bookings", body, uid="ana")
    assert answer.status_code == 201
    booking = answer.get_json()
    assert (booking["status"], booking["quantity"], booking["amount_cents"]) == (
        *("confirmed", 2),
        2500,
    )
    assert len(booking["countermark"]) == 6
    assert set(booking["countermark"]) <= set(COUNTERMARK_ALPHABET)
    prefix, _, code = booking["qr_payload"].partition(";TOKEN:")
    assert re.fullmatch("PASSCULTURE:v3;PROOF:[A-Z2-7]{26}", prefix)
    assert code == booking["countermark"]
    assert booking["cancellable_until"] == "2026-05-06T10:00:00Z"
    assert booking["expires_at"] is None
    assert given.the_stock(platform, stock.id).remaining == 8
    assert given.parts(platform) == (47_500, 2500, 0, 0)


@pytest.mark.behaviour(4)
def test_a_thing_has_a_term_and_no_deadline(platform: Platform) -> None:
    booking = given.booking(platform, given.thing())
    assert booking.cancellable_until is None
    assert booking.expires_at == datetime.fromisoformat("2026-05-14T22:00Z")


def test_the_same_booking_asked_for_again_is_the_same_booking(platform: Platform) -> None:
    """The commit had landed and only its answer was lost."""
    given.beneficiary(platform)
    stock = given.stock(platform)
    first = given.book(platform, stock.id, booking_id="b1")
    assert given.book(platform, stock.id, booking_id="b1") == first


@pytest.mark.behaviour(9)
@pytest.mark.behaviour(10)
def test_an_offer_is_booked_once_at_a_time_whichever_stock(platform: Platform) -> None:
    given.beneficiary(platform)
    offer = given.offer(platform, given.house(platform), given.ticket(), given.ticket(days=11))
    first, second = (stock.id for stock in given.stocks_of(platform, offer))
    booking = given.book(platform, first)
    for stock_id in (first, second):
        with pytest.raises(take_rules.AlreadyBooked):
            given.book(platform, stock_id)
    cancelled(platform, booking.id)
    again = given.book(platform, second)
    assert again.countermark != booking.countermark


@pytest.mark.behaviour(8)
def test_two_places_need_two_places(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform, given.ticket(1000, 1), duo=True)
    with pytest.raises(take_rules.SoldOut):
        given.book(platform, stock.id, quantity=2)
    given.book(platform, stock.id, quantity=1)


@pytest.mark.behaviour(6)
def test_unlimited_is_never_sold_out(platform: Platform) -> None:
    stock = given.stock(platform, given.thing(1000, None))
    for uid in ("ana", "zoe"):
        given.beneficiary(platform, uid)
        given.book(platform, stock.id, uid)
    after = given.the_stock(platform, stock.id)
    assert (after.quantity, after.booked) == (None, 2)


@pytest.mark.behaviour(14)
def test_who_is_not_an_active_beneficiary_books_nothing(platform: Platform) -> None:
    stock = given.stock(platform, given.ticket(0))
    with pytest.raises(BeneficiaryOnly):
        given.book(platform, stock.id, "zoe")
    given.pending(platform, "zoe")
    with pytest.raises(take_rules.NotActive):
        given.book(platform, stock.id, "zoe")
    given.activated(platform, "zoe")
    suspended(platform, "zoe", "user_request")
    with pytest.raises(take_rules.NotActive):
        given.book(platform, stock.id, "zoe")


@pytest.mark.behaviour(14)
def test_whose_grant_is_still_on_its_way_books_nothing_until_it_comes(platform: Platform) -> None:
    """Not even what is free."""
    house = given.house(platform)
    paid = given.stock(platform, at_venue=house)
    free = given.stock(platform, given.ticket(0), at_venue=house)
    given.pending(platform)
    relay, platform.database.on_commit = platform.database.on_commit, None
    given.activated(platform, "ana")
    platform.database.on_commit = relay
    for stock in (paid, free):
        with pytest.raises(take_rules.NotActive):
            given.book(platform, stock.id)
    platform.relay.sweep()
    for stock in (paid, free):
        given.book(platform, stock.id)


@pytest.mark.behaviour(15)
@pytest.mark.behaviour(16)
@pytest.mark.behaviour(31)
def test_credit_is_held_to_the_last_cent(platform: Platform) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    first, second, third = (
        given.stock(platform, given.ticket(price), at_venue=house) for price in (30_000, 20_000, 1)
    )
    booking = given.book(platform, first.id)
    given.book(platform, second.id)
    with pytest.raises(InsufficientCredit):
        given.book(platform, third.id)
    cancelled(platform, booking.id)
    given.book(platform, third.id)
    assert given.parts(platform) == (29_999, 20_001, 0, 0)


@pytest.mark.behaviour(17)
@pytest.mark.behaviour(21)
def test_physical_goods_are_capped_and_outings_are_not(platform: Platform) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    given.book(platform, given.stock(platform, given.thing(19_000), at_venue=house).id)
    with pytest.raises(CapReached):
        given.book(platform, given.stock(platform, given.thing(1_100), at_venue=house).id)
    given.book(platform, given.stock(platform, given.thing(1_000), at_venue=house).id)
    given.book(platform, given.stock(platform, given.ticket(30_000), at_venue=house).id)
    assert given.parts(platform) == (0, 50_000, 0, 0)


@pytest.mark.behaviour(22)
@pytest.mark.behaviour(23)
def test_after_the_grants_end_only_what_is_free_can_be_booked(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    clock.move(days=366)
    with pytest.raises(GrantExpired):
        given.book(platform, given.stock(platform, given.ticket(1), at_venue=house).id)
    free = given.book(platform, given.stock(platform, given.ticket(0), at_venue=house).id)
    assert free.amount_cents == 0
    assert given.documents(platform, "holds") == {}


@pytest.mark.parametrize(
    ("stock_id", "status", "code"),
    [
        ("unknown~1", 404, "unknown_stock"),
        ("~", 404, "unknown_stock"),
        ("..", 404, "unknown_stock"),
        ("a/b", 404, "unknown_stock"),
        ("é", 404, "unknown_stock"),
        ("x" * 200, 404, "unknown_stock"),
        ("x" * 201, 400, "malformed"),
        ("", 400, "malformed"),
    ],
)
def test_a_stock_that_there_is_not_cannot_be_booked(
    platform: Platform, stock_id: str, status: int, code: str
) -> None:
    given.beneficiary(platform)
    answer = given.call(platform, "POST", "/v1/bookings", {"stock_id": stock_id}, uid="ana")
    assert refused(answer) == (status, code)


def test_nobody_books_without_a_token(platform: Platform) -> None:
    stock = given.stock(platform)
    answer = given.call(platform, "POST", "/v1/bookings", {"stock_id": stock.id})
    assert refused(answer) == (401, "unauthenticated")


@pytest.mark.behaviour(13)
@pytest.mark.parametrize("price_cents", [0, 1000])
def test_neither_an_administrator_nor_a_professional_books(
    platform: Platform, price_cents: int
) -> None:
    stock = given.stock(platform, given.thing(price_cents))
    body = {"stock_id": stock.id}
    for uid, admin in (("admin", True), (MEMBER, False)):
        answer = given.call(platform, "POST", "/v1/bookings", body, uid=uid, admin=admin)
        assert refused(answer) == (403, "beneficiary_only")
    assert given.the_stock(platform, stock.id) == stock


DIGITAL = {"category": "video_on_demand", "url": "https://films.test/1"}


def test_a_link_that_was_corrected_reaches_those_who_have_booked(platform: Platform) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    stock = given.stock(platform, given.thing(500), at_venue=house, **DIGITAL)
    given.book(platform, stock.id)
    given.book(platform, given.stock(platform, given.thing(500), at_venue=house).id)
    path, body = f"/v1/offers/{stock.offer_id}", {"url": "https://films.test/2"}
    assert given.call(platform, "PATCH", path, body, uid=MEMBER).status_code == 200
    with metered() as meter:
        listed = given.call(platform, "GET", "/v1/bookings", uid="ana").get_json()["items"]
    assert {one["url"] for one in listed} == {"https://films.test/2", None}
    # The beneficiary, the two bookings, and the one stock that is online.
    assert meter.documents_read == 4


@pytest.mark.parametrize(
    ("offered", "spent", "price_cents", "refusal"),
    [
        pytest.param(DIGITAL, 9_000, 1_000, None, marks=pytest.mark.behaviour(19)),
        pytest.param(DIGITAL, 9_000, 1_100, CapReached, marks=pytest.mark.behaviour(19)),
        pytest.param({}, 29_000, 1_000, None, marks=pytest.mark.behaviour(20)),
        pytest.param({}, 29_000, 1_100, InsufficientCredit, marks=pytest.mark.behaviour(20)),
    ],
    ids=["digital 100", "digital 101", "physical 300", "physical 301"],
)
def test_under_the_scheme_of_2021_only_what_is_digital_is_capped(
    platform: Platform,
    offered: dict[str, str],
    spent: int,
    price_cents: int,
    refusal: type[Refusal] | None,
) -> None:
    given.beneficiary(platform, schemes=(load_scheme("fr-2021"),))
    house = given.house(platform)
    first, second = (
        given.stock(platform, given.thing(price), at_venue=house, **offered)
        for price in (spent, price_cents)
    )
    given.book(platform, first.id)
    if refusal is None:
        given.book(platform, second.id)
        assert given.parts(platform)[1] == spent + price_cents
    else:
        with pytest.raises(refusal):
            given.book(platform, second.id)
        assert given.parts(platform)[1] == spent


def test_a_suspension_for_fraud_keeps_what_can_no_longer_be_cancelled(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    late, early = (
        given.book(platform, given.stock(platform, given.ticket(days=days), at_venue=house).id)
        for days in (3, 30)
    )
    assert late.cancellable_until is not None
    clock.at = late.cancellable_until
    suspended(platform, "ana", "fraud")
    assert given.the_booking(platform, late.id).status == "confirmed"
    assert given.the_booking(platform, early.id).status == "cancelled"


def test_what_was_agreed_stays_when_the_offer_is_withdrawn(platform: Platform) -> None:
    booking = given.booking(platform)
    platform.database.run(
        lambda work: publish_service.unpublish(
            work, booking.offer_id, member_id=MEMBER, now=given.NOW
        )
    )
    assert given.the_booking(platform, booking.id) == booking
    assert platform.database.run(lambda work: bookings.get(work, booking.id)) == booking
    assert not platform.database.run(lambda work: stocks.get(work, booking.stock_id)).is_open
    cancelled(platform, booking.id)


def test_what_was_agreed_stays_when_everything_about_the_offer_changes(platform: Platform) -> None:
    """The agreed terms are shown, debited and paid back; later bookings have the new ones."""
    for uid in ("ana", "zoe", "kim"):
        given.beneficiary(platform, uid)
    stock = given.stock(platform, given.ticket(1250, 10, days=1), duo=True)
    used, given_back = (given.book(platform, stock.id, uid, quantity=2) for uid in ("ana", "zoe"))
    for method, path, body in (
        ("PATCH", f"/v1/stocks/{stock.id}", {"price_cents": 9900, "price_label": "Carré or"}),
        ("PATCH", f"/v1/offers/{stock.offer_id}", {"name": "Nuit du blues", "duo": False}),
    ):
        assert given.call(platform, method, path, body, uid=MEMBER).status_code == 200
    for booking in (used, given_back):
        assert given.the_booking(platform, booking.id) == booking
    shown = at_desk(platform, used.countermark, "redeem").get_json()
    assert (shown["offer_name"], shown["price_label"]) == ("Nuit du jazz", None)
    assert (shown["quantity"], shown["amount_cents"]) == (2, 2500)
    assert at_desk(platform, given_back.countermark, "cancel").status_code == 200
    assert given.parts(platform, "ana") == (47_500, 0, 2500, 0)
    assert given.parts(platform, "zoe") == (50_000, 0, 0, 0)
    assert desk_rows(platform, "transactions", used.venue_id)["total_cents"] == 2500
    later = given.book(platform, stock.id, "kim")
    assert (later.offer_name, later.amount_cents) == ("Nuit du blues", 9900)


def test_an_unknown_stock_is_refused_by_the_service_too(platform: Platform) -> None:
    given.beneficiary(platform)
    with pytest.raises(UnknownStock):
        given.book(platform, "nothing~1")
