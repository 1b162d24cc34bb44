"""Offers: describing, publishing and finding them."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.accounts.offerer_rules import NotAMember
from functions.booking import taking_rules
from functions.kernel.platform import Platform
from functions.offers import publication, rules, service, stock_rules
from functions.offers.geo import distance_m
from functions.offers.models import Offer, Stock
from functions.offers.store import favorites
from tests import given
from tests.given import MEMBER, OTHER_SIREN, SIREN, HandClock

DAY = timedelta(days=1)


def edited(platform: Platform, offer_id: str, *, member: str = MEMBER, **changes: object) -> Offer:
    at = given.now(platform)
    return platform.database.run(
        lambda work: service.edit_offer(
            work, offer_id, member_id=member, changes=dict(changes), now=at
        )
    )


def published(platform: Platform, offer_id: str) -> Offer:
    at = given.now(platform)
    return platform.database.run(
        lambda work: service.publish(work, offer_id, member_id=MEMBER, now=at)
    )


def unpublished(platform: Platform, offer_id: str) -> Offer:
    return platform.database.run(lambda work: service.unpublish(work, offer_id, member_id=MEMBER))


def stock_edited(platform: Platform, stock_id: str, **changes: object) -> Stock:
    at = given.now(platform)
    return platform.database.run(
        lambda work: service.edit_stock(
            work, stock_id, member_id=MEMBER, changes=dict(changes), now=at
        )
    )


def stock_deleted(platform: Platform, stock_id: str) -> Stock:
    at = given.now(platform)
    return platform.database.run(
        lambda work: service.delete_stock(work, stock_id, member_id=MEMBER, now=at)
    )


# Publishing


def test_a_draft_is_found_by_nobody_and_its_stocks_cannot_be_booked(platform: Platform) -> None:
    given.beneficiary(platform)
    offer = given.offer(platform, given.house(platform), given.ticket(), published=False)
    with pytest.raises(taking_rules.NotBookable):
        given.book(platform, offer.stocks[0].id)
    assert found(platform) == []
    published(platform, offer.id)
    given.book(platform, offer.stocks[0].id)
    assert found(platform) == [offer.id]


def test_publication_and_withdrawal_hold_for_every_stock_in_the_same_commit(
    platform: Platform,
) -> None:
    given.beneficiary(platform)
    tickets = [given.ticket(days=day) for day in range(3, 9)]
    offer = given.offer(platform, given.house(platform), *tickets)
    before = given.stocks_of(platform, offer)
    assert all(stock.is_open for stock in before)
    commits: list[set[str]] = []
    platform.database.committed = lambda writes: commits.append(
        {f"{write.ref.collection}/{write.ref.id}" for write in writes if write.kind != "verify"}
    )
    unpublished(platform, offer.id)
    assert commits == [{f"offers/{offer.id}", *(f"stocks/{stock.id}" for stock in before)}]
    assert not any(stock.is_open for stock in given.stocks_of(platform, offer))
    with pytest.raises(taking_rules.NotBookable):
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
    with pytest.raises(publication.OffererNotValidated):
        published(platform, offer.id)
    assert not given.the_offer(platform, offer.id).is_listed


def test_an_offer_whose_last_stock_was_deleted_cannot_be_published(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket(), published=False)
    stock_deleted(platform, offer.stocks[0].id)
    with pytest.raises(publication.StockMissing):
        published(platform, offer.id)


def test_a_stranger_changes_nothing(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket())
    given.house(platform, OTHER_SIREN, member="rival")
    stock_id, at = offer.stocks[0].id, given.NOW
    attempts: list[Any] = [
        lambda work: service.edit_offer(
            work, offer.id, member_id="rival", changes={"name": "x"}, now=at
        ),
        lambda work: service.publish(work, offer.id, member_id="rival", now=at),
        lambda work: service.unpublish(work, offer.id, member_id="rival"),
        lambda work: service.delete_stock(work, stock_id, member_id="rival", now=at),
        lambda work: service.edit_stock(
            work, stock_id, member_id="rival", changes={"price_cents": 1}, now=at
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
    edited(platform, offer.id, name="Grand bal", duo=True)
    stocks = given.stocks_of(platform, given.the_offer(platform, offer.id))
    assert [(s.offer_name, s.duo, s.is_open) for s in stocks] == [("Grand bal", True, True)] * 2
    assert found(platform, q="bal") == [offer.id]
    assert found(platform, q="jazz") == []


def test_a_booking_keeps_what_its_offer_was_called(platform: Platform) -> None:
    booking = given.booking(platform)
    edited(platform, booking.offer_id, name="Grand bal")
    assert given.the_booking(platform, booking.id).offer_name == "Nuit du jazz"


def test_an_offer_with_stocks_keeps_its_category_and_its_venue(platform: Platform) -> None:
    house = given.house(platform)
    other = given.venue(platform, name="Le Zénith")
    offer = given.offer(platform, house, given.ticket())
    for changes in ({"category": "show"}, {"venue_id": other.id}):
        with pytest.raises(rules.OfferHasStocks):
            edited(platform, offer.id, **changes)
    # Also once they were deleted: a booking may be of one of them.
    stock_deleted(platform, offer.stocks[0].id)
    with pytest.raises(rules.OfferHasStocks):
        edited(platform, offer.id, category="show")
    assert edited(platform, offer.id, category="concert", venue_id=house.id).name == offer.name


def test_a_draft_without_stocks_moves_within_its_offerer(platform: Platform) -> None:
    house = given.house(platform)
    other = given.venue(platform, name="Le Zénith", city="Eckbolsheim")
    given.offerer(platform, OTHER_SIREN)
    elsewhere = given.venue(platform, OTHER_SIREN)
    strangers = given.house(platform, "542065479", member="rival")
    offer = given.offer(platform, house, published=False)
    moved = edited(platform, offer.id, venue_id=other.id, category="show")
    assert (moved.place.name, moved.category) == ("Le Zénith", "show")
    assert {"zenith", "eckbolsheim"} <= set(moved.words)
    with pytest.raises(rules.VenueOfAnother):
        edited(platform, offer.id, venue_id=elsewhere.id)
    with pytest.raises(NotAMember):
        edited(platform, offer.id, venue_id=strangers.id)


def test_a_limit_that_nobody_set_moves_with_the_event_and_one_that_was_set_stays(
    platform: Platform,
) -> None:
    tickets = (given.ticket(days=10), given.ticket(days=10, limit_days=5))
    offer = given.offer(platform, given.house(platform), *tickets)
    own, by_hand = given.stocks_of(platform, offer)
    later = given.NOW + 12 * DAY
    assert stock_edited(platform, own.id, begins_at=later).booking_limit_at == later
    moved = stock_edited(platform, by_hand.id, begins_at=later)
    assert moved.booking_limit_at == given.NOW + 5 * DAY
    with pytest.raises(stock_rules.LimitAfterBeginning):
        stock_edited(platform, by_hand.id, begins_at=given.NOW + 4 * DAY)


def test_an_edited_stock_shows_in_its_offer(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket(), given.ticket())
    first, second = offer.stocks
    stock_edited(platform, first.id, price_cents=500, quantity=None)
    assert [s.price_cents for s in given.the_offer(platform, offer.id).stocks] == [500, 1000]
    assert given.the_stock(platform, first.id).quantity is None
    stock_deleted(platform, first.id)
    assert [s.id for s in given.the_offer(platform, offer.id).stocks] == [second.id]
    with pytest.raises(stock_rules.UnknownStock):
        stock_edited(platform, first.id, price_cents=1)


def test_a_price_changes_for_those_who_book_later(platform: Platform) -> None:
    first = given.booking(platform)
    given.beneficiary(platform, "zoe")
    stock_edited(platform, first.stock_id, price_cents=2500)
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


def test_the_hundred_and_first_favourite_is_refused(platform: Platform) -> None:
    given.beneficiary(platform)
    offer = given.offer(platform, given.house(platform), given.ticket())

    def kept(work: Any) -> None:
        for number in range(100):
            work.create(
                favorites.ref(f"ana~f{number}"),
                {"offer_id": f"f{number}", "beneficiary_id": "ana", "added_at": given.NOW},
            )

    platform.database.run(kept)
    refused = given.call(platform, "PUT", f"/v1/me/favorites/{offer.id}", uid="ana")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "too_many_favorites")


# Search


def found(platform: Platform, **query: object) -> list[str]:
    """Return the ids of every page of a search, in order."""
    return [item["id"] for item in items(platform, **query)]


def items(platform: Platform, **query: object) -> list[dict[str, Any]]:
    client, got, token = given.client("offers_api"), [], None
    while True:
        paged = {**query, **({"page_token": token} if token else {})}
        answer = client.get("/v1/offers", query_string={k: str(v) for k, v in paged.items()})
        assert answer.status_code == 200, answer.text
        page = answer.get_json()
        assert len(page["items"]) <= int(str(query.get("page_size", 20)))
        got += page["items"]
        token = page["next_page_token"]
        if token is None:
            return got
        assert page["items"], "a page that has another behind it is not empty"


@dataclass
class Listed:
    """A generated offer and what a search has to know of it."""

    id: str
    text: str
    category: str
    place: tuple[float, float] | None
    stocks: list[Stock]
    published_at: datetime


WORDS = ("jazz", "blues", "opéra", "cœur", "été", "marionnettes", "nuit", "bal")
CITIES = {
    "Strasbourg": (48.58, 7.75),
    "Schiltigheim": (48.61, 7.75),
    "Colmar": (48.08, 7.36),
    "Brest": (48.39, -4.49),
}


@pytest.fixture
def programme(platform: Platform, clock: HandClock) -> list[Listed]:
    """A few hundred offers of every sort, some withdrawn, sold out or over."""
    chance = random.Random(20260504)
    given.offerer(platform)
    venues = []
    for city, (latitude, longitude) in CITIES.items():
        for _ in range(6):
            place = latitude + chance.gauss(0, 0.03), longitude + chance.gauss(0, 0.03)
            venues.append(given.venue(platform, name="Salle", city=city, place=place))
    listed: list[Listed] = []
    for _ in range(260):
        venue = chance.choice(venues)
        kind = chance.choice(["concert", "show", "paper_book", "ebook"])
        name = " ".join(chance.sample(WORDS, 2)).capitalize()
        price = chance.choice([0, 500, 1000, 2000])
        if kind in ("concert", "show"):
            stocks = [
                given.ticket(
                    chance.choice([0, 500, 1000, 2000]),
                    chance.choice([None, 1, 5]),
                    days=chance.choice([1, 2, 5, 10, 30]),
                )
                for _ in range(chance.randint(1, 3))
            ]
        else:
            stocks = [given.thing(price, chance.choice([None, 1, 5]))]
        offer = given.offer(
            platform,
            venue,
            *stocks,
            category=kind,
            name=name,
            description=chance.choice(["Une œuvre à part.", "Pour tous.", "Dès 3 ans."]),
            url="https://books.test" if kind == "ebook" else None,
        )
        fate = chance.random()
        if fate < 0.1:
            unpublished(platform, offer.id)
        elif fate < 0.3:
            for stock in given.stocks_of(platform, offer):
                if stock.quantity is not None and chance.random() < 0.7:
                    given.change(platform, "stocks", stock.id, booked=stock.quantity)
        if chance.random() < 0.5:
            clock.move(seconds=30)
        assert offer.published_at is not None
        listed.append(
            Listed(
                offer.id,
                f"{name} Salle {venue.city} {offer.description} {' '.join(offer.words)}",
                kind,
                None if kind == "ebook" else (venue.latitude or 0.0, venue.longitude or 0.0),
                [],
                offer.published_at,
            )
        )
    clock.move(days=1)
    for one in listed:
        one.stocks = given.stocks_of(platform, given.the_offer(platform, one.id))
    return listed


def expected(programme: list[Listed], now: datetime, query: dict[str, Any]) -> list[str]:
    """Return what a search has to find, by looking at every offer."""
    hits: list[tuple[Any, str]] = []
    point = (query["latitude"], query["longitude"]) if "latitude" in query else None
    sort = query.get("sort") or ("distance" if point else "relevance")
    low, high = (_instant(query.get(name)) for name in ("from", "to"))
    for one in programme:
        metres = 0
        if point:
            if one.place is None:
                continue
            metres = distance_m(*point, *one.place)
            if metres > query.get("radius_m", 10_000):
                continue
        asked = rules.words_of(query.get("q", ""))
        words = rules.words_of(one.text)
        if not all(any(word.startswith(each) for word in words) for each in asked):
            continue
        if query.get("category", one.category) != one.category:
            continue
        fitting = [
            stock
            for stock in one.stocks
            if stock.is_open
            and (stock.quantity is None or stock.booked < stock.quantity)
            and (stock.begins_at is None or stock.begins_at > now)
            and stock.price_cents <= query.get("max_price_cents", 10**9)
            and (not (low or high) or stock.begins_at is not None)
            and (not low or (stock.begins_at or now) >= low)
            and (not high or (stock.begins_at or now) <= high)
        ]
        if not fitting:
            continue
        key: Any = -one.published_at.timestamp()
        if sort == "distance":
            key = metres
        elif sort == "date":
            dates = [stock.begins_at.timestamp() for stock in fitting if stock.begins_at]
            key = min(dates, default=float("inf"))
        hits.append((key, one.id))
    return [offer_id for _, offer_id in sorted(hits)]


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


NEAR = {"latitude": 48.58, "longitude": 7.75}


def test_a_search_finds_what_looking_at_every_offer_finds(
    platform: Platform, clock: HandClock, programme: list[Listed]
) -> None:
    soon = (clock.now() + 4 * DAY).isoformat()
    late = (clock.now() + 9 * DAY).isoformat()
    queries: list[dict[str, Any]] = [
        {},
        {"sort": "date"},
        {"q": "opera"},
        {"q": "Œuvre bal"},
        {"q": "oeuv CŒU"},
        {"q": "strasbourg concert"},
        {"q": "inconnu"},
        {"category": "ebook"},
        {"max_price_cents": 0},
        {"max_price_cents": 999, "category": "concert"},
        {"from": soon},
        {"to": late},
        {"from": soon, "to": late, "sort": "date"},
        NEAR,
        {**NEAR, "radius_m": 1_000},
        {**NEAR, "radius_m": 3_500, "q": "jazz"},
        {**NEAR, "radius_m": 100_000, "sort": "date", "category": "show"},
        {**NEAR, "radius_m": 100_000, "sort": "relevance", "max_price_cents": 500},
        {"latitude": 48.08, "longitude": 7.36, "radius_m": 70_000, "to": late},
        {"latitude": 0, "longitude": 0, "radius_m": 100_000},
    ]
    sizes = []
    for query in queries:
        wanted = expected(programme, clock.now(), query)
        sizes.append(len(wanted))
        for page_size in (100, 7):
            assert found(platform, **query, page_size=page_size) == wanted, query
    # The programme is rich enough for the questions to be questions.
    assert max(sizes) > 150
    assert sum(size > 7 for size in sizes) >= 10
    assert sizes[6] == sizes[-1] == 0


def test_a_hit_shows_its_lowest_price_its_next_date_and_its_distance(
    platform: Platform, clock: HandClock
) -> None:
    house = given.house(platform)
    tickets = (
        given.ticket(2000, days=4),
        given.ticket(500, days=9),
        given.ticket(100, 1, days=2),
    )
    offer = given.offer(platform, house, *tickets)
    given.change(platform, "stocks", offer.stocks[2].id, booked=1)
    (hit,) = items(platform, latitude=48.5839, longitude=7.7555)
    assert (hit["id"], hit["price_cents"]) == (offer.id, 500)
    assert hit["next_date"] == "2026-05-08T10:00:00Z"
    assert hit["distance_m"] == pytest.approx(736, abs=2)
    assert hit["venue"]["id"] == house.id
    clock.move(days=5)
    assert items(platform)[0]["next_date"] == "2026-05-13T10:00:00Z"
    clock.move(days=5)
    assert items(platform) == []


@pytest.mark.parametrize(
    "query",
    [
        {"latitude": 48.5},
        {"longitude": 7.7},
        {"sort": "distance"},
        {"latitude": 91, "longitude": 0},
        {"latitude": "nan", "longitude": 0},
        {"latitude": 48.5, "longitude": 7.7, "radius_m": 99},
        {"latitude": 48.5, "longitude": 7.7, "radius_m": 100_001},
        {"page_size": 0},
        {"page_size": 101},
        {"page_token": "garbage"},
        {"page_token": "WyJhIiwiYiJd"},
        {"from": "2026-05-04"},
        {"colour": "blue"},
    ],
)
def test_a_search_that_makes_no_sense_is_refused(
    platform: Platform, query: dict[str, object]
) -> None:
    answer = given.client("offers_api").get(
        "/v1/offers", query_string={name: str(value) for name, value in query.items()}
    )
    assert answer.status_code == 400
    assert answer.get_json()["code"] in ("malformed", "page_token_invalid")


def test_nobody_has_to_sign_in_to_look_around(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket(quantity=1))
    shown = given.call(platform, "GET", f"/v1/offers/{offer.id}").get_json()
    assert (shown["status"], shown["offerer_siren"]) == ("active", SIREN)
    assert [(s["remaining"], s["bookable"]) for s in shown["stocks"]] == [(1, True)]
    given.change(platform, "stocks", offer.stocks[0].id, booked=1)
    shown = given.call(platform, "GET", f"/v1/offers/{offer.id}").get_json()
    assert (shown["status"], shown["stocks"][0]["bookable"]) == ("sold_out", False)
    assert given.call(platform, "GET", "/v1/offers/unknown").status_code == 404
    kinds = given.call(platform, "GET", "/v1/categories").get_json()["items"]
    assert {"id": "concert", "event": True, "duo": True, "domain": "live"}.items() <= next(
        kind for kind in kinds if kind["id"] == "concert"
    ).items()
