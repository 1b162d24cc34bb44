"""The filters of a search over HTTP: periods, hours, categories, venue and accessibility."""

from datetime import timedelta
from typing import Any

import pytest

from functions.kernel.platform import Platform
from functions.offers.details.models import EditDetails
from functions.offers.models import Accessibility
from tests.support import given
from tests.support.answers import content, refused
from tests.support.given import HandClock

CAYENNE = (4.9224, -52.3135)


def search(platform: Platform, query: str) -> list[str]:
    answer = content(given.call(platform, "GET", f"/v1/offers?{query}"))
    return sorted(hit["name"] for hit in answer["items"])


@pytest.fixture
def programme(platform: Platform) -> None:
    """Some offers from a Monday at noon: tonight, tomorrow, on Saturday, and things."""
    house = given.house(platform)
    other = given.venue(platform, name="Le Maillon")
    nights: dict[str, dict[str, Any]] = {
        "Ce soir": given.ticket(days=8 / 24),
        "Demain": given.ticket(0, days=1),
        "Samedi": given.ticket(days=5 + 10 / 24),
        "Plus tard": given.ticket(days=9),
    }
    for name, facts in nights.items():
        at = other if name == "Samedi" else house
        category = "show" if name == "Demain" else "concert"
        made = given.offer(platform, at, facts, name=name, category=category, duo=name == "Ce soir")
        if name in ("Ce soir", "Samedi"):
            suits = Accessibility(audio=name == "Samedi", mental=False, motor=True, visual=False)
            details = EditDetails(accessibility=suits)
            given.edit_offer(platform, made.id, details=details)
    given.offer(platform, other, given.thing(), name="Un livre", category="paper_book")
    given.offer(
        platform,
        other,
        given.thing(0),
        name="Un fichier",
        category="ebook",
        url="https://books.test/1",
    )


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("when=today", ["Ce soir"]),
        ("when=tomorrow", ["Demain"]),
        ("when=this_week", ["Ce soir", "Demain", "Samedi"]),
        ("when=this_weekend", ["Samedi"]),
        ("when=next_week", ["Plus tard"]),
        ("when=this_month&sort=date", ["Ce soir", "Demain", "Plus tard", "Samedi"]),
        # Tonight in Paris is tomorrow morning in Auckland.
        ("when=today&time_zone=Pacific/Auckland", []),
        ("when=tomorrow&time_zone=Pacific/Auckland", ["Ce soir", "Demain"]),
        ("hour_from=18:00", ["Ce soir", "Samedi"]),
        ("hour_to=19:59&sort=date", ["Demain", "Plus tard"]),
        ("hour_from=21:00&hour_to=12:00&when=this_week", ["Demain", "Samedi"]),
        ("category=show,ebook", ["Demain", "Un fichier"]),
        ("category=concert,show&free=true", ["Demain"]),
        ("free=true", ["Demain", "Un fichier"]),
        ("duo=true", ["Ce soir"]),
        ("where=online", ["Un fichier"]),
        ("where=on_site&category=ebook,paper_book", ["Un livre"]),
        ("accessibility=motor", ["Ce soir", "Samedi"]),
        ("accessibility=motor,audio", ["Samedi"]),
        ("accessibility=visual", []),
        ("venue_id=none", []),
    ],
)
def test_filter_finds_what_fits(platform: Platform, query: str, names: list[str]) -> None:
    assert search(platform, query) == names


@pytest.mark.usefixtures("programme")
def test_venue_has_its_own_offers(platform: Platform) -> None:
    (found,) = content(given.call(platform, "GET", "/v1/offers?q=samedi"))["items"]
    assert found["accessibility"] == ["audio", "motor"]
    venue = found["venue"]["id"]
    assert search(platform, f"venue_id={venue}") == ["Samedi", "Un fichier", "Un livre"]
    assert search(platform, f"venue_id={venue}&category=concert,show&sort=date") == ["Samedi"]


def test_today_is_that_of_the_place_searched(platform: Platform, clock: HandClock) -> None:
    given.offerer(platform)
    house = given.venue(platform, postal_code="97300", city="Cayenne", place=CAYENNE)
    clock.move(hours=12 + 3)
    given.offer(platform, house, given.ticket(days=1 / 24), name="Tard")
    # In Paris it is three in the morning, in Cayenne ten in the evening.
    here = f"latitude={CAYENNE[0]}&longitude={CAYENNE[1]}"
    assert search(platform, f"when=today&{here}") == ["Tard"]
    assert search(platform, "when=tomorrow&time_zone=America/Cayenne") == []
    clock.move(hours=-4)
    assert search(platform, "when=today") == []


def test_offer_is_free_while_one_of_its_stocks_is(platform: Platform) -> None:
    offer = given.offer(
        platform, given.house(platform), given.ticket(0), given.ticket(500, days=20)
    )
    assert search(platform, "free=true") == search(platform, "free=true&sort=date") != []
    free = given.stocks_of(platform, offer)[0]
    given.edit_stock(platform, free.id, price_cents=100)
    assert search(platform, "free=true") == search(platform, "free=true&sort=date") == []
    given.edit_stock(platform, free.id, price_cents=0, begins_at=given.NOW + timedelta(days=3))
    assert search(platform, "free=true") == search(platform, "free=true&sort=date") != []


@pytest.mark.parametrize(
    "query",
    [
        "when=someday",
        "when=today&from=2026-05-04T10:00:00Z",
        "when=today&time_zone=Mars/Olympus",
        "when=today&time_zone=..",
        "hour_from=24:00",
        "hour_to=8",
        "category=a,",
        f"category={','.join('abcdefghijk')}",
        "accessibility=motor,legs",
        "where=nowhere",
        "duo=maybe",
    ],
)
def test_filter_that_makes_no_sense_is_refused(platform: Platform, query: str) -> None:
    answer = given.call(platform, "GET", f"/v1/offers?{query}")
    assert refused(answer) == (400, "malformed")


def test_offer_that_says_nothing_suits_what_its_venue_suits(platform: Platform) -> None:
    house = given.house(platform)
    offer = given.offer(platform, house, given.ticket())
    assert search(platform, "accessibility=motor") == []
    body = {"accessibility": {"motor": True, "audio": False}}
    content(given.call(platform, "PATCH", f"/v1/venues/{house.id}", body, uid=given.MEMBER))
    assert search(platform, "accessibility=motor") == [offer.name]
    suits = Accessibility(audio=True, mental=False, motor=False, visual=False)
    given.edit_offer(platform, offer.id, details=EditDetails(accessibility=suits))
    assert search(platform, "accessibility=motor") == []
    assert search(platform, "accessibility=audio&sort=date") == [offer.name]


def places(platform: Platform, query: str = "") -> list[str]:
    """Return what a search of last places finds, by relevance and by date alike."""
    found = search(platform, f"last_places=true&{query}")
    assert search(platform, f"last_places=true&sort=date&{query}") == found
    return found


def test_last_places_are_those_of_a_date_that_is_soon_and_nearly_sold_out(
    platform: Platform,
) -> None:
    offer = given.offer(
        platform,
        given.house(platform),
        given.ticket(1000, 5, days=14),
        given.ticket(500, 40, days=3),
    )
    stock = given.stocks_of(platform, offer)[0]
    bookings = given.book_for(platform, stock, "ana", "ben", "cleo")
    assert places(platform) == []
    (last,) = given.book_for(platform, stock, "dan")
    assert places(platform) == [offer.name]
    assert places(platform, "when=today") == []
    assert places(platform, "max_price_cents=999") == []
    (hit,) = content(given.call(platform, "GET", "/v1/offers?last_places=true"))["items"]
    assert (hit["price_cents"], hit["last_places"]) == (1000, True)
    (hit,) = content(given.call(platform, "GET", "/v1/offers"))["items"]
    assert (hit["price_cents"], hit["last_places"]) == (500, False)
    given.book_for(platform, stock, "eva")
    assert places(platform) == []
    given.cancel(platform, last)
    assert places(platform) == [offer.name]
    given.cancel(platform, bookings[0])
    assert places(platform) == []


def test_last_places_are_none_of_what_is_small_far_away_or_a_thing(platform: Platform) -> None:
    house = given.house(platform)
    for facts in (given.ticket(1000, 4), given.ticket(1000, 5, days=14.1), given.thing(1000, 5)):
        made = given.offer(
            platform, house, facts, category="concert" if facts["days"] else "paper_book"
        )
        given.change(platform, "stocks", given.stocks_of(platform, made)[0].id, booked=3)
        # A booking follows in the listing.
        stock = given.stocks_of(platform, made)[0]
        if stock.quantity == 5:
            given.book_for(platform, stock, f"buyer-of-{made.id}")
            assert given.the_stock(platform, stock.id).remaining == 1
    assert places(platform) == []
