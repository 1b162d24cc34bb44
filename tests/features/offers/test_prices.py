"""Price categories over HTTP: named prices that stocks follow and bookings keep."""

from typing import Any

import pytest

from functions.kernel.platform import Platform
from functions.offers.models import Offer
from tests.support import given
from tests.support.answers import content, refused
from tests.support.offerers import TICKET, pro

pytestmark = pytest.mark.usefixtures("books_balance")

REDUCED = {"label": "Tarif réduit", "price_cents": 500}


def event(platform: Platform, *, published: bool = False) -> tuple[Offer, str]:
    """Return an event and the path of its price categories."""
    offer = given.offer(platform, given.house(platform), given.ticket(), published=published)
    return offer, f"/v1/offers/{offer.id}/price-categories"


def add(platform: Platform, path: str, status: int = 201, **facts: object) -> dict[str, Any]:
    return content(pro(platform, "POST", path, {**REDUCED, **facts}), status)


def follow(platform: Platform, offer: Offer, category_id: str, number: int = 1) -> list[str]:
    """Add stocks that follow a price category; return their ids."""
    body = {"price_category": category_id, "begins_at": TICKET["begins_at"]}
    path = f"/v1/offers/{offer.id}/stocks"
    return [content(pro(platform, "POST", path, body), 201)["id"] for _ in range(number)]


def test_stocks_follow_their_category_and_bookings_keep_their_price(platform: Platform) -> None:
    given.beneficiary(platform)
    offer, path = event(platform, published=True)
    reduced = add(platform, path)
    (stock_id,) = follow(platform, offer, reduced["id"])
    before = given.the_stock(platform, stock_id)
    assert (before.price_cents, before.price_label) == (500, "Tarif réduit")
    booking = given.book(platform, stock_id)
    change = {"label": "Moins de 26 ans", "price_cents": 700}
    answer = content(pro(platform, "PATCH", f"{path}/{reduced['id']}", change))
    assert answer["price_category"] == {"id": reduced["id"], **change}
    assert (answer["batch"]["status"], answer["batch"]["done"]) == ("done", 1)
    after = given.the_stock(platform, stock_id)
    assert (after.price_cents, after.price_label) == (700, "Moins de 26 ans")
    kept = given.the_booking(platform, booking.id)
    assert (kept.unit_price_cents, kept.price_label) == (500, "Tarif réduit")
    assert given.hits(platform)[0]["price_cents"] == 700
    shown = content(given.call(platform, "GET", f"/v1/offers/{offer.id}"))
    assert shown["price_categories"] == [{"id": reduced["id"], **change}]
    assert shown["stocks"][1]["price_category"] == reduced["id"]


def test_category_of_many_stocks_is_followed_page_by_page(platform: Platform) -> None:
    offer, path = event(platform)
    reduced = add(platform, path)
    days = {"first_day": "2027-06-01", "last_day": "2027-09-30", "times": ["20:00"]}
    body = {**days, "prices": [{"price_category": reduced["id"]}]}
    content(pro(platform, "POST", f"/v1/offers/{offer.id}/stocks/series", body))
    answer = content(pro(platform, "PATCH", f"{path}/{reduced['id']}", {"price_cents": 0}))
    assert (answer["batch"]["status"], answer["batch"]["total"]) == ("running", 122)
    prices = [stock.price_cents for stock in given.the_offer(platform, offer.id).stocks]
    assert prices == [1000] + [0] * 122


def test_price_of_its_own_takes_a_stock_out_of_its_category(platform: Platform) -> None:
    offer, path = event(platform)
    reduced = add(platform, path)
    first, second = follow(platform, offer, reduced["id"], 2)
    gone = content(pro(platform, "PATCH", f"/v1/stocks/{first}", {"price_cents": 501}))
    assert (gone["price_category"], gone["price_label"]) == (None, "Tarif réduit")
    left = content(pro(platform, "PATCH", f"/v1/stocks/{second}", {"price_category": None}))
    assert (left["price_category"], left["price_cents"]) == (None, 500)
    back = content(pro(platform, "PATCH", f"/v1/stocks/{first}", {"price_category": "1"}))
    assert (back["price_category"], back["price_cents"]) == ("1", 500)
    same = content(pro(platform, "PATCH", f"/v1/stocks/{first}", {"price_cents": 500}))
    assert same["price_category"] == "1"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "price_ambiguous"),
        ({"price_cents": 5, "price_category": "1"}, 400, "price_ambiguous"),
        ({"price_label": "Balcon", "price_category": "1"}, 400, "price_ambiguous"),
        ({"price_category": "9"}, 404, "unknown_price_category"),
    ],
)
def test_stock_has_one_price(
    platform: Platform, body: dict[str, Any], status: int, code: str
) -> None:
    offer, path = event(platform)
    add(platform, path)
    dated = {"begins_at": TICKET["begins_at"], **body}
    answer = pro(platform, "POST", f"/v1/offers/{offer.id}/stocks", dated)
    assert refused(answer) == (status, code)
    if body:
        stock = given.stocks_of(platform, offer)[0]
        assert refused(pro(platform, "PATCH", f"/v1/stocks/{stock.id}", body)) == (status, code)


def test_categories_are_fifty_with_distinct_labels(platform: Platform) -> None:
    _, path = event(platform)
    first = add(platform, path)
    assert add(platform, path) == first
    assert refused(pro(platform, "POST", path, {**REDUCED, "price_cents": 1}))[1] == (
        "price_label_taken"
    )
    for number in range(49):
        add(platform, path, label=f"Tarif {number}")
    answer = pro(platform, "POST", path, {**REDUCED, "label": "Un de trop"})
    assert refused(answer) == (409, "too_many_price_categories")
    answer = pro(platform, "PATCH", f"{path}/{first['id']}", {"label": "Tarif 1"})
    assert refused(answer) == (409, "price_label_taken")


def test_category_goes_once_no_stock_follows_it(platform: Platform) -> None:
    offer, path = event(platform)
    reduced = add(platform, path)
    (stock_id,) = follow(platform, offer, reduced["id"])
    one = f"{path}/{reduced['id']}"
    assert refused(pro(platform, "DELETE", one)) == (409, "price_category_in_use")
    content(pro(platform, "DELETE", f"/v1/stocks/{stock_id}"))
    content(pro(platform, "DELETE", one))
    content(pro(platform, "DELETE", one))
    assert refused(pro(platform, "PATCH", one, {}))[1] == "unknown_price_category"
    # The id of a removed category is not given again.
    assert add(platform, path)["id"] != reduced["id"]


@pytest.mark.parametrize("published", [True, False])
def test_offer_with_many_stocks_shows_the_next_hundred(platform: Platform, published: bool) -> None:
    offer, _ = event(platform, published=published)
    days = {"first_day": "2026-06-01", "last_day": "2026-09-30", "times": ["20:00"]}
    body = {**days, "prices": [{"price_cents": 5}]}
    content(pro(platform, "POST", f"/v1/offers/{offer.id}/stocks/series", body))
    shown = content(given.call(platform, "GET", f"/v1/offers/{offer.id}"))
    assert (len(shown["stocks"]), shown["stocks_count"]) == (100, 123)
    assert shown["stocks"][0]["price_cents"] == 1000
    assert shown["status"] == ("active" if published else "draft")
    whole, token = [], ""
    while True:
        path = f"/v1/offers/{offer.id}/stocks?page_size=50{token}"
        page = content(given.call(platform, "GET", path))
        whole += page["items"]
        if page["next_page_token"] is None:
            break
        token = f"&page_token={page['next_page_token']}"
    assert whole[:100] == shown["stocks"]
    assert len(whole) == 123
    july = content(
        given.call(
            platform,
            "GET",
            f"/v1/offers/{offer.id}/stocks?page_size=100"
            "&from=2026-06-30T22:00:00Z&to=2026-07-31T21:59:59Z",
        )
    )
    assert len(july["items"]) == 31
