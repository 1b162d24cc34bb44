"""Products by EAN in bulk: one result a line, what is left at the seller, own ids."""

from typing import Any

import pytest

from functions.accounts.venues.models import Venue
from functions.kernel.database import metered
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import content, outcome
from tests.support.given import MEMBER, SIREN

pytestmark = pytest.mark.usefixtures("books_balance")

PATH = "/v1/partner/products"
EANS = ["9782070612758", "9782070368228", "9782253004226"]


@pytest.fixture
def venue(platform: Platform) -> Venue:
    return given.house(platform)


@pytest.fixture
def key(platform: Platform, venue: Venue) -> str:
    path, body = f"/v1/offerers/{SIREN}/api-keys", {"scopes": ["offers"]}
    return str(content(given.call(platform, "POST", path, body, uid=MEMBER), 201)["secret"])


def line(ean: str = EANS[0], **facts: object) -> dict[str, Any]:
    book = {"name": "Un livre", "category": "paper_book", "description": "Un roman."}
    return {"ean": ean, "price_cents": 800, "quantity": 5, **book, **facts}


def put(platform: Platform, venue: Venue, key: str, *lines: dict[str, Any]) -> list[Any]:
    body = {"venue_id": venue.id, "products": list(lines)}
    answer = content(given.call(platform, "PUT", PATH, body, X_Api_Key=key))
    return [(one["result"], one["code"]) for one in answer["items"]]


def read(platform: Platform, venue: Venue, key: str, **query: object) -> dict[str, Any]:
    asked = "".join(f"&{name}={value}" for name, value in query.items())
    return content(given.call(platform, "GET", f"{PATH}?venue_id={venue.id}{asked}", X_Api_Key=key))


def publish(platform: Platform, key: str, offer_id: str) -> None:
    given.show(platform, offer_id)
    path = f"/v1/offers/{offer_id}/publish"
    assert content(given.call(platform, "POST", path, X_Api_Key=key))["status"] == "active"


def test_each_line_has_its_own_result(platform: Platform, venue: Venue, key: str) -> None:
    without_name = line(EANS[1])
    del without_name["name"]
    first = [
        line(),
        line("9782070612759"),
        without_name,
        line(),
        line(EANS[2], category="show"),
        line(EANS[1], name="9782070612758"),
    ]
    assert put(platform, venue, key, *first) == [
        ("created", None),
        ("refused", "ean_invalid"),
        ("refused", "product_incomplete"),
        ("refused", "ean_repeated"),
        ("refused", "detail_not_allowed"),
        ("refused", "ean_repeated"),
    ]
    second = [line(), line(EANS[1]), line(EANS[2], price_cents=900)]
    assert put(platform, venue, key, *second) == [
        ("unchanged", None),
        ("created", None),
        ("created", None),
    ]
    third = [line(price_cents=700), line(EANS[1], quantity=4), line(EANS[2], price_cents=900)]
    assert [result for result, _ in put(platform, venue, key, *third)] == [
        "updated",
        "updated",
        "unchanged",
    ]
    assert len(given.documents(platform, "offers")) == 3
    assert len(given.documents(platform, "stocks")) == 3


def test_the_quantity_is_what_is_left_at_the_seller(
    platform: Platform, venue: Venue, key: str
) -> None:
    put(platform, venue, key, line())
    (one,) = read(platform, venue, key)["items"]
    publish(platform, key, one["offer_id"])
    given.beneficiary(platform)
    given.book(platform, one["stock_id"])
    assert read(platform, venue, key)["items"][0]["quantity"] == 4
    # The seller counts four, after one was set aside: nothing has changed.
    assert put(platform, venue, key, line(quantity=4)) == [("unchanged", None)]
    assert put(platform, venue, key, line(quantity=9)) == [("updated", None)]
    stock = given.the_stock(platform, one["stock_id"])
    assert (stock.quantity, stock.booked, stock.remaining) == (10, 1, 9)
    assert put(platform, venue, key, line(quantity=0)) == [("updated", None)]
    assert given.the_stock(platform, one["stock_id"]).remaining == 0
    assert put(platform, venue, key, line(quantity=None)) == [("updated", None)]
    assert read(platform, venue, key, ean=EANS[0])["items"][0]["quantity"] is None


def test_a_stock_of_many_shards_counts_what_all_have_sold(
    platform: Platform, venue: Venue, key: str
) -> None:
    put(platform, venue, key, line(quantity=8))
    (one,) = read(platform, venue, key)["items"]
    publish(platform, key, one["offer_id"])
    dealt = given.deal(platform, given.the_stock(platform, one["stock_id"]), 4)
    given.book_for(platform, dealt, "ana", "ben", "eve")
    assert read(platform, venue, key)["items"][0]["quantity"] == 5
    assert put(platform, venue, key, line(quantity=5)) == [("unchanged", None)]
    assert put(platform, venue, key, line(quantity=6)) == [("updated", None)]
    assert read(platform, venue, key)["items"][0]["quantity"] == 6


def test_a_deleted_stock_is_made_again(platform: Platform, venue: Venue, key: str) -> None:
    put(platform, venue, key, line())
    (one,) = read(platform, venue, key)["items"]
    gone = given.call(platform, "DELETE", f"/v1/stocks/{one['stock_id']}", X_Api_Key=key)
    assert gone.status_code == 200
    assert read(platform, venue, key)["items"][0]["quantity"] == 0
    assert put(platform, venue, key, line()) == [("updated", None)]
    (now,) = read(platform, venue, key)["items"]
    assert (now["quantity"], now["stock_id"] != one["stock_id"]) == (5, True)


def test_products_are_listed_by_ean_in_pages(platform: Platform, venue: Venue, key: str) -> None:
    put(platform, venue, key, *(line(ean) for ean in EANS))
    first = read(platform, venue, key, page_size=2)
    token = first["next_page_token"]
    rest = read(platform, venue, key, page_size=2, page_token=token)
    assert [one["ean"] for one in first["items"] + rest["items"]] == sorted(EANS)
    asked = f"{EANS[2]},9780000000000,{EANS[0]}"
    assert [one["ean"] for one in read(platform, venue, key, ean=asked)["items"]] == sorted(
        [EANS[0], EANS[2]]
    )


def test_a_repeat_with_the_same_key_gets_the_first_answer(
    platform: Platform, venue: Venue, key: str
) -> None:
    body = {"venue_id": venue.id, "products": [line()]}

    def again(content_: object = body) -> Any:
        return given.call(
            platform, "PUT", PATH, content_, X_Api_Key=key, Idempotency_Key="one"
        ).get_json()

    assert again() == again()
    assert again()["items"][0]["result"] == "created"
    other = {"venue_id": venue.id, "products": [line(price_cents=1)]}
    assert again(other)["code"] == "idempotency_key_reused"


def test_500_lines_fit_and_no_more(platform: Platform, venue: Venue, key: str) -> None:
    bad = [line(f"{number:013}") for number in range(500)]
    results = put(platform, venue, key, *bad[:499], line())
    assert results[-1] == ("created", None)
    body = {"venue_id": venue.id, "products": [*bad, line()]}
    assert outcome(given.call(platform, "PUT", PATH, body, X_Api_Key=key)) == (400, "malformed")
    too_large = {"venue_id": venue.id, "products": [line(description="x" * 1_100_000)]}
    refused = given.call(platform, "PUT", PATH, too_large, X_Api_Key=key)
    assert outcome(refused) == (413, "body_too_large")


def test_a_partner_id_is_used_once_and_finds_its_offer(
    platform: Platform, venue: Venue, key: str
) -> None:
    assert put(platform, venue, key, line(partner_id="sku 1/é"), line(EANS[1])) == [
        ("created", None),
        ("created", None),
    ]
    again = put(platform, venue, key, line(EANS[1], partner_id="sku 1/é"))
    assert again == [("refused", "partner_id_taken")]
    one, two = read(platform, venue, key)["items"][::-1]
    one, two = (one, two) if one["partner_id"] else (two, one)
    own = f"/v1/offerers/{SIREN}/offers"

    def find(**query: str) -> list[str]:
        answer = given.client("offers_api").get(own, query_string=query, headers={"X-Api-Key": key})
        return [found["id"] for found in content(answer)["items"]]

    assert find(partner_id="sku 1/é") == [one["offer_id"]]
    assert find(partner_id="sku 2") == []
    patch = f"/v1/stocks/{two['stock_id']}"
    changed = given.call(platform, "PATCH", patch, {"partner_id": "sku 1/é"}, X_Api_Key=key)
    assert content(changed)["partner_id"] == "sku 1/é"
    assert find(stock_partner_id="sku 1/é") == [two["offer_id"]]
    # Once released, it can be used by another.
    content(given.call(platform, "PATCH", patch, {"partner_id": None}, X_Api_Key=key))
    assert find(stock_partner_id="sku 1/é") == []
    other = f"/v1/stocks/{one['stock_id']}"
    content(given.call(platform, "PATCH", other, {"partner_id": "sku 1/é"}, X_Api_Key=key))
    content(given.call(platform, "DELETE", other, X_Api_Key=key))
    content(given.call(platform, "PATCH", patch, {"partner_id": "sku 1/é"}, X_Api_Key=key))


@pytest.mark.parametrize("path", [f"/v1/offerers/{SIREN}/offers", "{products}"])
def test_a_key_costs_no_more_reading_than_a_member(
    platform: Platform, venue: Venue, key: str, path: str
) -> None:
    put(platform, venue, key, line())
    asked = path.format(products=f"{PATH}?venue_id={venue.id}")
    with metered() as by_key:
        content(given.call(platform, "GET", asked, X_Api_Key=key))
    with metered() as by_member:
        content(given.call(platform, "GET", asked, uid=MEMBER))
    assert (by_key.round_trips, by_key.documents_read) == (
        by_member.round_trips,
        by_member.documents_read,
    )
