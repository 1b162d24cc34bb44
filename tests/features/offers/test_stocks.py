"""Stocks over HTTP: dates, quantities, prices and their labels."""

from typing import Any

import pytest

from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import content, refused
from tests.support.given import NOW, HandClock
from tests.support.offerers import DAY, TICKET, pro

pytestmark = pytest.mark.usefixtures("books_balance")


# Stocks


@pytest.mark.behaviour(73)
@pytest.mark.behaviour(74)
@pytest.mark.behaviour(75)
@pytest.mark.behaviour(76)
@pytest.mark.behaviour(77)
@pytest.mark.parametrize(
    ("category", "body"),
    [
        ("paper_book", {"price_cents": 500, "begins_at": "2026-05-20T18:00:00Z"}),
        ("show", {"price_cents": 500}),
        ("show", {**TICKET, "booking_limit_at": "2026-05-20T18:00:01Z"}),
        ("show", {**TICKET, "begins_at": "2026-05-04T10:00:00Z"}),
        ("show", {**TICKET, "price_cents": -1}),
        ("show", {**TICKET, "price_cents": 30_001}),
        ("paper_book", {"price_cents": 30_001}),
        ("show", {**TICKET, "quantity": -1}),
        ("show", {**TICKET, "quantity": 0}),
        ("show", {**TICKET, "quantity": 1_000_001}),
        ("show", {**TICKET, "price_label": "x" * 51}),
    ],
)
def test_a_stock_that_makes_no_sense_is_refused(
    platform: Platform, category: str, body: dict[str, Any]
) -> None:
    offer = given.offer(platform, given.house(platform), category=category, published=False)
    answer = pro(platform, "POST", f"/v1/offers/{offer.id}/stocks", body)
    assert answer.status_code == 400, answer.text
    assert given.documents(platform, "stocks") == {}


@pytest.mark.parametrize(
    ("category", "body"),
    [
        ("paper_book", {"price_cents": 0, "quantity": None}),
        ("paper_book", {"price_cents": 30_000, "quantity": 1_000_000}),
        ("show", {**TICKET, "price_label": "x" * 50}),
        ("show", {**TICKET, "booking_limit_at": TICKET["begins_at"]}),
    ],
)
def test_a_stock_at_the_edge_is_taken(
    platform: Platform, category: str, body: dict[str, Any]
) -> None:
    offer = given.offer(platform, given.house(platform), category=category, published=False)
    answer = content(pro(platform, "POST", f"/v1/offers/{offer.id}/stocks", body), 201)
    assert body.items() <= answer.items()


@pytest.mark.behaviour(74)
def test_an_event_of_tomorrow_can_be_booked_by_default(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform, given.ticket(days=1))
    assert stock.booking_limit_at == stock.begins_at == NOW + DAY
    given.book(platform, stock.id)


@pytest.mark.behaviour(76)
def test_a_quantity_ends_at_what_is_booked(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform, given.ticket(500, 5), duo=True)
    path = f"/v1/stocks/{stock.id}"
    assert content(pro(platform, "PATCH", path, {"quantity": 0}))["remaining"] == 0
    content(pro(platform, "PATCH", path, {"quantity": 5}))
    given.book(platform, stock.id, quantity=2)
    assert content(pro(platform, "PATCH", path, {"quantity": 2}))["remaining"] == 0
    for quantity, status in ((1, 409), (0, 409), (-1, 400)):
        assert pro(platform, "PATCH", path, {"quantity": quantity}).status_code == status


@pytest.mark.behaviour(78)
@pytest.mark.behaviour(79)
def test_a_past_event_is_not_edited_and_can_be_deleted_for_two_days(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    first, second = (given.stock(platform, given.ticket(days=1), at_venue=house) for _ in range(2))
    booking = given.book(platform, first.id)
    clock.move(days=1)
    path = f"/v1/stocks/{first.id}"
    for body in ({"price_cents": 5}, {"quantity": 50}, {"begins_at": "2026-05-30T10:00:00Z"}):
        assert refused(pro(platform, "PATCH", path, body)) == (409, "event_past")
    # A second click on what is so already is no edit.
    assert pro(platform, "PATCH", path, {"price_cents": first.price_cents}).status_code == 200
    clock.move(hours=47)
    for _ in range(2):
        assert pro(platform, "DELETE", path).status_code == 200
    assert given.the_booking(platform, booking.id).status == "cancelled"
    clock.move(hours=1)
    late = pro(platform, "DELETE", f"/v1/stocks/{second.id}")
    assert refused(late) == (409, "event_past")
    assert pro(platform, "DELETE", path).status_code == 200


def test_an_offer_has_at_most_50_price_labels(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), published=False)
    path = f"/v1/offers/{offer.id}/stocks"
    for number in range(50):
        content(pro(platform, "POST", path, {**TICKET, "price_label": f"Tarif {number}"}), 201)
    content(pro(platform, "POST", path, {**TICKET, "price_label": "Tarif 7"}), 201)
    last = content(pro(platform, "POST", path, TICKET), 201)["id"]
    one_more = {**TICKET, "price_label": "Tarif 50"}
    assert refused(pro(platform, "POST", path, one_more)) == (409, "too_many_price_labels")
    label = {"price_label": "Tarif 50"}
    edited = pro(platform, "PATCH", f"/v1/stocks/{last}", label)
    assert refused(edited) == (409, "too_many_price_labels")
    # The last stock of a label gives its place to another.
    assert pro(platform, "PATCH", f"/v1/stocks/{offer.id}~1", label).status_code == 200


def test_a_booking_keeps_what_its_price_was_called(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform, given.ticket())
    path = f"/v1/stocks/{stock.id}"
    content(pro(platform, "PATCH", path, {"price_label": "Tarif réduit"}))
    booking = given.book(platform, stock.id)
    content(pro(platform, "PATCH", path, {"price_label": "Plein tarif"}))
    (mine,) = content(given.call(platform, "GET", "/v1/bookings", uid="ana"))["items"]
    desk = content(pro(platform, "GET", f"/v1/desk/countermarks/{booking.countermark}"))
    assert mine["price_label"] == desk["price_label"] == "Tarif réduit"
