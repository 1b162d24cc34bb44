"""Offers: describing, publishing and finding them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from functions.accounts.offerers.rules import NotAMember, OffererNotValidated
from functions.booking.take import rules as take_rules
from functions.kernel.database import metered
from functions.kernel.platform import Platform
from functions.offers import rules as offers_rules
from functions.offers.favorites import rules as favorites_rules
from functions.offers.favorites import service as favorites_service
from functions.offers.favorites.models import Favorite, Favorites
from functions.offers.favorites.store import favorites
from functions.offers.models import Offer, Stock
from functions.offers.publish import rules as publish_rules
from functions.offers.publish import service as publish_service
from functions.offers.publish.models import EditOffer
from functions.offers.stocks import rules as stocks_rules
from functions.offers.stocks import service as stocks_service
from functions.offers.stocks.models import EditStock
from tests.support import given
from tests.support.given import MEMBER, OTHER_SIREN, SIREN, HandClock

DAY = timedelta(days=1)


def published(platform: Platform, offer_id: str) -> Offer:
    at = given.now(platform)
    return platform.database.run(
        lambda work: publish_service.publish(work, offer_id, member_id=MEMBER, now=at)
    )


def unpublished(platform: Platform, offer_id: str) -> Offer:
    at = given.now(platform)
    return platform.database.run(
        lambda work: publish_service.unpublish(work, offer_id, member_id=MEMBER, now=at)
    )


def stock_deleted(platform: Platform, stock_id: str) -> Stock:
    at = given.now(platform)
    return platform.database.run(
        lambda work: stocks_service.delete_stock(work, stock_id, member_id=MEMBER, now=at)
    )


# Publishing


def test_a_draft_is_found_by_nobody_and_its_stocks_cannot_be_booked(platform: Platform) -> None:
    given.beneficiary(platform)
    offer = given.offer(platform, given.house(platform), given.ticket(), published=False)
    with pytest.raises(take_rules.NotBookable):
        given.book(platform, offer.stocks[0].id)
    assert given.found(platform) == []
    published(platform, offer.id)
    given.book(platform, offer.stocks[0].id)
    assert given.found(platform) == [offer.id]


def test_publication_and_withdrawal_hold_for_every_stock_in_the_same_commit(
    platform: Platform,
) -> None:
    given.beneficiary(platform)
    tickets = [given.ticket(days=day) for day in range(3, 9)]
    offer = given.offer(platform, given.house(platform), *tickets)
    before = given.stocks_of(platform, offer)
    assert all(stock.is_open for stock in before)
    commits: list[set[str]] = []
    platform.database.on_commit = lambda writes: commits.append(
        {f"{write.ref.collection}/{write.ref.id}" for write in writes if write.kind != "verify"}
    )
    withdrawn = unpublished(platform, offer.id)
    told = f"outbox/offer-listed:{offer.id}:{withdrawn.revision}"
    index = {f"listings/{offer.id}", told}
    assert commits == [{f"offers/{offer.id}", *index, *(f"stocks/{s.id}" for s in before)}]
    assert not any(stock.is_open for stock in given.stocks_of(platform, offer))
    with pytest.raises(take_rules.NotBookable):
        given.book(platform, before[0].id)


def test_publishing_twice_and_withdrawing_twice_change_nothing(
    platform: Platform, clock: HandClock
) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket())
    clock.move(hours=1)
    assert published(platform, offer.id) == offer
    withdrawn = unpublished(platform, offer.id)
    assert unpublished(platform, offer.id) == withdrawn
    assert published(platform, offer.id).published_at == given.NOW


def test_an_offerer_that_is_not_validated_publishes_nothing(platform: Platform) -> None:
    given.offerer(platform, validated=False)
    offer = given.offer(platform, given.venue(platform), given.ticket(), published=False)
    with pytest.raises(OffererNotValidated):
        published(platform, offer.id)
    assert not given.the_offer(platform, offer.id).is_listed


def test_an_offer_whose_last_stock_was_deleted_cannot_be_published(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket(), published=False)
    stock_deleted(platform, offer.stocks[0].id)
    with pytest.raises(publish_rules.StockMissing):
        published(platform, offer.id)


def test_a_stranger_changes_nothing(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket())
    given.house(platform, OTHER_SIREN, member="rival")
    stock_id, at = offer.stocks[0].id, given.NOW
    attempts: list[Any] = [
        lambda work: publish_service.edit_offer(
            work, EditOffer(offer_id=offer.id, member_id="rival", name="x"), now=at
        ),
        lambda work: publish_service.publish(work, offer.id, member_id="rival", now=at),
        lambda work: publish_service.unpublish(work, offer.id, member_id="rival", now=at),
        lambda work: stocks_service.delete_stock(work, stock_id, member_id="rival", now=at),
        lambda work: stocks_service.edit_stock(
            work, EditStock(stock_id=stock_id, member_id="rival", price_cents=1), now=at
        ),
    ]
    for attempt in attempts:
        with pytest.raises(NotAMember):
            platform.database.run(attempt)
    with pytest.raises(NotAMember):
        given.add_stock(platform, offer.id, given.ticket(), member="rival")
    assert given.the_offer(platform, offer.id) == offer


# Editing


def test_an_edit_is_followed_by_every_stock_and_found_by_its_new_words(
    platform: Platform,
) -> None:
    house = given.house(platform)
    offer = given.offer(platform, house, given.ticket(), given.ticket(days=11))
    given.edit_offer(platform, offer.id, name="Grand bal", duo=True)
    stocks = given.stocks_of(platform, given.the_offer(platform, offer.id))
    assert [(s.offer_name, s.duo, s.is_open) for s in stocks] == [("Grand bal", True, True)] * 2
    assert given.found(platform, q="bal") == [offer.id]
    assert given.found(platform, q="jazz") == []


def test_a_booking_keeps_what_its_offer_was_called(platform: Platform) -> None:
    booking = given.booking(platform)
    given.edit_offer(platform, booking.offer_id, name="Grand bal")
    assert given.the_booking(platform, booking.id).offer_name == "Nuit du jazz"


def test_an_offer_with_stocks_keeps_its_category_and_its_venue(platform: Platform) -> None:
    house = given.house(platform)
    other = given.venue(platform, name="Le Zénith")
    offer = given.offer(platform, house, given.ticket())
    for changes in ({"category": "show"}, {"venue_id": other.id}):
        with pytest.raises(publish_rules.OfferHasStocks):
            given.edit_offer(platform, offer.id, **changes)
    # Also once they were deleted: a booking may be of one of them.
    stock_deleted(platform, offer.stocks[0].id)
    with pytest.raises(publish_rules.OfferHasStocks):
        given.edit_offer(platform, offer.id, category="show")
    assert (
        given.edit_offer(platform, offer.id, category="concert", venue_id=house.id).name
        == offer.name
    )


def test_a_draft_without_stocks_moves_within_its_offerer(platform: Platform) -> None:
    house = given.house(platform)
    other = given.venue(platform, name="Le Zénith", city="Eckbolsheim")
    given.offerer(platform, OTHER_SIREN)
    elsewhere = given.venue(platform, OTHER_SIREN)
    strangers = given.house(platform, "542065479", member="rival")
    offer = given.offer(platform, house, published=False)
    moved = given.edit_offer(platform, offer.id, venue_id=other.id, category="show")
    assert (moved.place.name, moved.category) == ("Le Zénith", "show")
    with pytest.raises(publish_rules.VenueOfAnother):
        given.edit_offer(platform, offer.id, venue_id=elsewhere.id)
    with pytest.raises(NotAMember):
        given.edit_offer(platform, offer.id, venue_id=strangers.id)


def test_a_limit_that_nobody_set_moves_with_the_event_and_one_that_was_set_stays(
    platform: Platform,
) -> None:
    tickets = (given.ticket(days=10), given.ticket(days=10, limit_days=5))
    offer = given.offer(platform, given.house(platform), *tickets)
    own, by_hand = given.stocks_of(platform, offer)
    later = given.NOW + 12 * DAY
    assert given.edit_stock(platform, own.id, begins_at=later).booking_limit_at == later
    moved = given.edit_stock(platform, by_hand.id, begins_at=later)
    assert moved.booking_limit_at == given.NOW + 5 * DAY
    with pytest.raises(stocks_rules.LimitAfterBeginning):
        given.edit_stock(platform, by_hand.id, begins_at=given.NOW + 4 * DAY)


def test_an_edited_stock_shows_in_its_offer(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket(), given.ticket())
    first, second = offer.stocks
    given.edit_stock(platform, first.id, price_cents=500, quantity=None)
    assert [s.price_cents for s in given.the_offer(platform, offer.id).stocks] == [500, 1000]
    assert given.the_stock(platform, first.id).quantity is None
    stock_deleted(platform, first.id)
    assert [s.id for s in given.the_offer(platform, offer.id).stocks] == [second.id]
    with pytest.raises(offers_rules.UnknownStock):
        given.edit_stock(platform, first.id, price_cents=1)


def test_a_price_changes_for_those_who_book_later(platform: Platform) -> None:
    first = given.booking(platform)
    given.beneficiary(platform, "zoe")
    given.edit_stock(platform, first.stock_id, price_cents=2500)
    second = given.book(platform, first.stock_id, "zoe")
    assert given.the_booking(platform, first.id).amount_cents == 1000
    assert second.amount_cents == 2500
    given.audit(platform)


def test_a_stock_is_deleted_once(platform: Platform, clock: HandClock) -> None:
    stock = given.stock(platform)
    stock_deleted(platform, stock.id)
    told = given.documents(platform, "handled_events")
    clock.move(hours=1)
    assert stock_deleted(platform, stock.id).is_deleted
    assert given.documents(platform, "handled_events") == told
    assert given.documents(platform, "outbox") == {}


def test_eight_stocks_added_at_once_are_eight_stocks(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), published=False)

    def add(number: int) -> Stock:
        return given.add_stock(platform, offer.id, given.ticket(number), member=MEMBER)

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(add, range(8)))
    listed = given.the_offer(platform, offer.id).stocks
    assert {stock.id for stock in listed} == {stock.id for stock in made}
    assert {stock.price_cents for stock in listed} == set(range(8))
    assert {stock.id for stock in made} == {f"{offer.id}~{number}" for number in range(1, 9)}


# Favourites


def test_favourites_are_kept_once_and_shown_newest_first(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    first, second = (given.offer(platform, house, given.ticket()) for _ in range(2))
    for offer in (first, second, first):
        path = f"/v1/me/favorites/{offer.id}"
        assert given.call(platform, "PUT", path, uid="ana").status_code == 200
        clock.move(minutes=1)
    shown = given.call(platform, "GET", "/v1/me/favorites", uid="ana").get_json()["items"]
    assert [item["offer_id"] for item in shown] == [second.id, first.id]
    assert shown[0]["offer"]["name"] == "Nuit du jazz"
    for _ in range(2):
        path = f"/v1/me/favorites/{second.id}"
        assert given.call(platform, "DELETE", path, uid="ana").status_code == 200
    shown = given.call(platform, "GET", "/v1/me/favorites", uid="ana").get_json()["items"]
    assert [item["offer_id"] for item in shown] == [first.id]


def test_what_is_not_published_cannot_become_a_favourite_but_may_stay_one(
    platform: Platform,
) -> None:
    given.beneficiary(platform)
    offer = given.offer(platform, given.house(platform), given.ticket(), published=False)
    path = f"/v1/me/favorites/{offer.id}"
    refused = given.call(platform, "PUT", path, uid="ana")
    assert (refused.status_code, refused.get_json()["code"]) == (404, "unknown_offer")
    published(platform, offer.id)
    given.call(platform, "PUT", path, uid="ana")
    unpublished(platform, offer.id)
    (kept,) = given.call(platform, "GET", "/v1/me/favorites", uid="ana").get_json()["items"]
    assert kept["offer"]["status"] == "inactive"
    assert given.call(platform, "GET", "/v1/me/favorites", uid="zoe").status_code == 403


def keep_many(platform: Platform, uid: str, count: int) -> None:
    """Keep offers for somebody that do not exist any longer."""
    many = tuple(Favorite(offer_id=f"f{number}", added_at=given.NOW) for number in range(count))
    platform.database.run(lambda work: favorites.create(work, uid, Favorites(kept=many)))


def test_favourites_kept_at_once_stay_within_the_limit(platform: Platform) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    offers = [given.offer(platform, house, given.ticket()) for _ in range(8)]
    keep_many(platform, "ana", 96)

    def keep(offer: Offer) -> None:
        platform.database.run(
            lambda work: favorites_service.add_favorite(
                work, offer.id, beneficiary_id="ana", now=given.NOW
            )
        )

    with ThreadPoolExecutor(8) as pool:
        faults = [pool.submit(keep, offer).exception() for offer in offers]
    assert sum(isinstance(fault, favorites_rules.TooManyFavorites) for fault in faults) == 4
    assert faults.count(None) == 4
    shown = given.call(platform, "GET", "/v1/me/favorites", uid="ana").get_json()["items"]
    assert len(shown) == 4
    assert len(given.documents(platform, "favorites")["ana"]["kept"]) == 100


def test_a_list_reads_two_documents_of_each_offer_however_many_dates_it_has(
    platform: Platform,
) -> None:
    given.beneficiary(platform)
    tickets = [given.ticket(500 + days, days=days) for days in range(1, 31)]
    offer = given.offer(platform, given.house(platform), *tickets)
    given.call(platform, "PUT", f"/v1/me/favorites/{offer.id}", uid="ana")
    for path, uid in (
        ("/v1/me/favorites", "ana"),
        (f"/v1/offerers/{SIREN}/offers", MEMBER),
    ):
        with metered() as meter:
            (row,) = given.call(platform, "GET", path, uid=uid).get_json()["items"]
        assert meter.documents_read <= 5, path
        assert row.get("offer", row)["status"] == "active"
    kept = given.call(platform, "GET", "/v1/me/favorites", uid="ana").get_json()["items"][0]
    assert kept["offer"]["price_cents"] == 501
    assert kept["offer"]["next_date"] == offer.stocks[0].begins_at.isoformat().replace(  # type: ignore[union-attr]
        "+00:00", "Z"
    )


def test_the_hundred_and_first_favourite_is_refused(platform: Platform) -> None:
    given.beneficiary(platform)
    offer = given.offer(platform, given.house(platform), given.ticket())

    keep_many(platform, "ana", 99)
    path = f"/v1/me/favorites/{offer.id}"
    assert given.call(platform, "PUT", path, uid="ana").status_code == 200
    other = given.offer(platform, given.venue(platform), given.ticket())
    refused = given.call(platform, "PUT", f"/v1/me/favorites/{other.id}", uid="ana")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "too_many_favorites")
    # What is kept already is kept.
    assert given.call(platform, "PUT", path, uid="ana").status_code == 200


def test_nobody_has_to_sign_in_to_look_around(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket(quantity=1))
    shown = given.call(platform, "GET", f"/v1/offers/{offer.id}").get_json()
    assert (shown["status"], shown["offerer_siren"]) == ("active", SIREN)
    assert [(s["remaining"], s["bookable"]) for s in shown["stocks"]] == [(1, True)]
    given.change(platform, "stocks", offer.stocks[0].id, booked=1)
    shown = given.call(platform, "GET", f"/v1/offers/{offer.id}").get_json()
    assert (shown["status"], shown["stocks"][0]["bookable"]) == ("sold_out", False)
    assert given.call(platform, "GET", "/v1/offers/unknown").status_code == 404
    answer = given.call(platform, "GET", "/v1/categories").get_json()
    assert {"id": "live_music", "label": "Concerts et musique sur scène"} in answer["groups"]
    kinds = answer["items"]
    assert {kind["group"] for kind in kinds} == {group["id"] for group in answer["groups"]}
    assert {"id": "concert", "event": True, "duo": True, "domain": "live"}.items() <= next(
        kind for kind in kinds if kind["id"] == "concert"
    ).items()
