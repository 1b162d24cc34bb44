"""Search follows each change at once: of offers, of stocks, and of the last place."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from functions.accounts.offerers import service as offerers_service
from functions.booking.holder import service as holder_service
from functions.kernel.database import Database, Query, Ref, UnitOfWork, Write, metered
from functions.kernel.page_tokens import encode_token
from functions.kernel.platform import Platform
from functions.kernel.values import replace
from functions.offers.models import Offer, Stock, Upload
from functions.offers.pictures import service as pictures_service
from functions.offers.pictures.rules import Sent
from functions.offers.publish import service as publish_service
from functions.offers.publish.models import EditOffer
from functions.offers.search.listings import service as listings_service
from functions.offers.search.listings.rules import date_entries_of
from functions.offers.search.store import date_entries
from functions.offers.search.store import listings as listed
from functions.offers.stocks import service as stocks_service
from functions.offers.stocks.models import EditStock
from tests.support import given
from tests.support.adapters import DelegatingAdapter
from tests.support.given import MEMBER, SIREN, HandClock

DAY = timedelta(days=1)
NEAR = {"latitude": 48.5839, "longitude": 7.7455, "radius_m": 1000}
WAYS: tuple[dict[str, Any], ...] = (
    {},
    {"sort": "date"},
    {"q": "jazz"},
    NEAR,
    {**NEAR, "sort": "date", "q": "jazz"},
    {**NEAR, "sort": "relevance"},
    {"category": "concert"},
)
"""Ways to look for an offer, each of which has its own index."""


def is_found(platform: Platform, offer_id: str) -> bool:
    """Return whether search finds the offer; all orders have to agree."""
    answers = {offer_id in given.found(platform, **way) for way in WAYS}
    assert len(answers) == 1, "found in some ways and not in others"
    return answers.pop()


def do(platform: Platform, body: Callable[[UnitOfWork], object]) -> None:
    platform.database.run(body)


def check_index(platform: Platform) -> None:
    """Check that the date entries are exactly those of the listings."""
    of_all = [listed.decode(data) for data in given.documents(platform, "listings").values()]
    wanted = {name: s for listing in of_all for name, s in date_entries_of(listing).items()}
    kept = given.documents(platform, "showings")
    assert {name: date_entries.decode(data) for name, data in kept.items()} == wanted


# Offers


def test_an_offer_is_found_while_it_is_published(either: Platform) -> None:
    offer = given.offer(either, given.house(either), given.ticket(), published=False)
    at = given.NOW
    assert not is_found(either, offer.id)
    for _ in range(2):
        do(either, lambda work: publish_service.publish(work, offer.id, member_id=MEMBER, now=at))
        assert is_found(either, offer.id)
        check_index(either)
        do(either, lambda work: publish_service.unpublish(work, offer.id, member_id=MEMBER, now=at))
        assert not is_found(either, offer.id)
        check_index(either)


def test_what_is_withdrawn_is_gone_though_its_event_is_still_on_its_way(
    platform: Platform,
) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket())
    platform.database.on_commit = None
    do(
        platform,
        lambda work: publish_service.unpublish(work, offer.id, member_id=MEMBER, now=given.NOW),
    )
    assert len(given.documents(platform, "showings")) == 1
    assert not is_found(platform, offer.id)
    platform.relay.sweep()
    assert given.documents(platform, "showings") == {}


def test_the_offers_of_a_closed_offerer_are_gone(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket())
    do(platform, lambda work: offerers_service.close_offerer(work, SIREN, now=given.NOW))
    assert not is_found(platform, offer.id)
    check_index(platform)


def test_an_edited_offer_is_found_by_its_new_words_only(either: Platform) -> None:
    offer = given.offer(either, given.house(either), given.ticket(), given.ticket(days=11))
    changes = {"name": "Grand bal", "description": "Avec des marionnettes."}
    edit_offer(either, offer, **changes)
    for sort in ("relevance", "date"):
        for word in ("bal", "gran", "marionnettes", "laiterie"):
            assert given.found(either, q=word, sort=sort) == [offer.id]
        for word in ("jazz", "nuit", "groupes"):
            assert given.found(either, q=word, sort=sort) == []
    assert given.hits(either, q="bal")[0]["name"] == "Grand bal"
    check_index(either)


def test_an_edit_does_not_have_a_draft_found(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket(), published=False)
    edit_offer(platform, offer, name="Grand bal")
    assert given.documents(platform, "listings") == {}
    assert given.found(platform) == []


def test_a_new_picture_is_shown_in_lists(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket())
    upload = Upload(id="u1", open_until=given.NOW)
    do(
        platform,
        lambda work: pictures_service.announce_image(
            work, offer.id, member_id=MEMBER, upload=upload
        ),
    )
    sent, paths = (
        Sent(offer_id=offer.id, upload_id="u1", generation=1),
        {"400": "images/u1.1/400.webp"},
    )
    do(
        platform,
        lambda work: pictures_service.show_picture(work, sent, paths=paths, now=given.NOW),
    )
    (hit,) = given.hits(platform)
    (url,) = hit["image"]["urls"].values()
    assert url.endswith("/images/u1.1/400.webp")
    assert hit["image"]["status"] == "ready"


# Stocks


def test_an_offer_is_found_while_one_of_its_stocks_is_left(either: Platform) -> None:
    offer = given.offer(either, given.house(either), given.ticket(1000), given.ticket(500))
    first, second = given.stocks_of(either, offer)
    delete(either, second)
    assert given.hits(either)[0]["price_cents"] == 1000
    check_index(either)
    delete(either, first)
    assert not is_found(either, offer.id)
    check_index(either)
    third = given.add_stock(either, offer.id, given.ticket(300), member=MEMBER)
    assert is_found(either, offer.id)
    assert given.hits(either)[0]["price_cents"] == 300
    edit(either, third, price_cents=200, begins_at=given.NOW + 3 * DAY)
    (hit,) = given.hits(either, sort="date")
    assert (hit["price_cents"], hit["next_date"]) == (200, "2026-05-07T10:00:00Z")
    check_index(either)


def delete(platform: Platform, stock: Stock) -> None:
    do(
        platform,
        lambda work: stocks_service.delete_stock(work, stock.id, member_id=MEMBER, now=given.NOW),
    )


def edit(platform: Platform, stock: Stock, **changes: Any) -> None:
    do(
        platform,
        lambda work: stocks_service.edit_stock(
            work, EditStock(stock_id=stock.id, member_id=MEMBER, **changes), now=given.NOW
        ),
    )


def edit_offer(platform: Platform, offer: Offer, **changes: Any) -> None:
    command = EditOffer(offer_id=offer.id, member_id=MEMBER, **changes)
    do(platform, lambda work: publish_service.edit_offer(work, command, now=given.NOW))


def test_a_series_of_many_dates_follows_some_at_a_time(platform: Platform) -> None:
    house = given.house(platform)
    dates = [given.ticket(days=3 + number / 8) for number in range(120)]
    offer = given.offer(platform, house, *dates, published=False)
    commits: list[int] = []
    relay = platform.database.on_commit
    assert relay is not None

    def count(writes: Any) -> None:
        commits.append(sum(write.ref.collection == "showings" for write in writes))
        relay(writes)

    platform.database.on_commit = count
    do(
        platform,
        lambda work: publish_service.publish(work, offer.id, member_id=MEMBER, now=given.NOW),
    )
    assert sum(commits) == 120
    assert max(commits) == 50
    check_index(platform)
    assert given.found(platform, sort="date", page_size=7) == [offer.id]


# The last place


def test_the_last_place_takes_an_offer_out_and_a_cancellation_brings_it_back(
    either: Platform,
) -> None:
    stock = given.stock(either, given.ticket(1000, 2))
    for uid in ("ana", "ben"):
        given.beneficiary(either, uid)
        assert is_found(either, stock.offer_id)
        booking = given.book(either, stock.id, uid)
    assert not is_found(either, stock.offer_id)
    check_index(either)
    do(
        either,
        lambda work: holder_service.cancel_own(work, booking.id, caller_id="ben", now=given.NOW),
    )
    assert is_found(either, stock.offer_id)
    check_index(either)


def test_another_date_is_shown_when_the_first_is_sold_out(platform: Platform) -> None:
    house = given.house(platform)
    offer = given.offer(platform, house, given.ticket(500, 1, days=4), given.ticket(900, days=9))
    given.beneficiary(platform)
    booking = given.book(platform, offer.stocks[0].id)
    (hit,) = given.hits(platform, sort="date")
    assert (hit["price_cents"], hit["next_date"]) == (900, "2026-05-13T10:00:00Z")
    check_index(platform)
    do(
        platform,
        lambda work: holder_service.cancel_own(work, booking.id, caller_id="ana", now=given.NOW),
    )
    assert given.hits(platform, sort="date")[0]["next_date"] == "2026-05-08T10:00:00Z"


def test_a_cancellation_does_not_bring_back_what_was_withdrawn(platform: Platform) -> None:
    stock = given.stock(platform, given.ticket(1000, 1))
    given.beneficiary(platform)
    booking = given.book(platform, stock.id)
    do(
        platform,
        lambda work: publish_service.unpublish(
            work, stock.offer_id, member_id=MEMBER, now=given.NOW
        ),
    )
    do(
        platform,
        lambda work: holder_service.cancel_own(work, booking.id, caller_id="ana", now=given.NOW),
    )
    assert given.documents(platform, "listings") == {}
    check_index(platform)


def test_only_the_last_place_costs_a_booking_more(platform: Platform) -> None:
    stock = given.stock(platform, given.ticket(1000, 3))
    trips = []
    for uid in ("ana", "ben", "zoe"):
        given.beneficiary(platform, uid)
    platform.database.on_commit = None
    for uid in ("ana", "ben", "zoe"):
        with metered() as meter:
            given.book(platform, stock.id, uid)
        trips.append((meter.round_trips, meter.documents_written))
    assert trips == [(2, 8), (2, 8), (3, 10)]


def test_places_taken_and_given_back_at_once_leave_the_index_right(platform: Platform) -> None:
    house = given.house(platform)
    offer = given.offer(platform, house, *[given.ticket(0, 1, days=2 + n) for n in range(6)])
    uids = [f"someone{letter}" for letter in "abcdef"]
    for uid in uids:
        given.beneficiary(platform, uid)

    def in_and_out(number: int) -> None:
        booking = given.book(platform, offer.stocks[number].id, uids[number])
        if number % 2:
            do(
                platform,
                lambda work: holder_service.cancel_own(
                    work, booking.id, caller_id=uids[number], now=given.NOW
                ),
            )

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(in_and_out, range(6)))
    (listing,) = given.documents(platform, "listings").values()
    left = [chance.stock_id for chance in listed.decode(listing).chances]
    assert left == [offer.stocks[number].id for number in (1, 3, 5)]
    check_index(platform)


# The event that brings up the showings


def test_an_event_that_comes_late_or_twice_changes_nothing(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket(), given.ticket(days=12))
    before = given.documents(platform, "showings")
    for _ in range(2):
        listings_service.update_date_entries(platform.database, offer.id)
    assert given.documents(platform, "showings") == before


def test_lost_or_stale_date_entries_are_repaired(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket(), given.ticket(days=12))
    first, second = (summary.id for summary in offer.stocks)
    stray = {**given.documents(platform, "showings")[first], "id": f"{offer.id}~9"}

    def damage(work: UnitOfWork) -> None:
        date_entries.get(work, second)
        date_entries.delete(work, second)
        work.create(Ref("showings", f"{offer.id}~9"), stray)

    do(platform, damage)
    # What leads astray finds nothing twice.
    assert given.found(platform, sort="date") == [offer.id]
    listings_service.update_date_entries(platform.database, offer.id)
    check_index(platform)


def test_showings_do_not_go_when_the_offer_is_published_again_meanwhile(
    platform: Platform,
) -> None:
    """The event of a withdrawal is handled while the offer is published once more."""
    offer = given.offer(platform, given.house(platform), given.ticket())
    platform.database.on_commit = None
    at = given.NOW
    do(platform, lambda work: publish_service.unpublish(work, offer.id, member_id=MEMBER, now=at))
    commits: list[str] = []

    class Meanwhile(DelegatingAdapter):
        """Has the offer published between what a unit reads and what it commits."""

        def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
            if not commits:
                commits.append("published")
                Database(self.adapter).run(
                    lambda work: publish_service.publish(work, offer.id, member_id=MEMBER, now=at)
                )
            return super().commit(writes)

    listings_service.update_date_entries(Database(Meanwhile(platform.database.adapter)), offer.id)
    assert commits == ["published"]
    check_index(platform)


# What is over


def trimmed(platform: Platform) -> tuple[int, int]:
    """Return how many listings and how many showings were removed."""
    reports = [given.run(platform, f"trim-{what}") for what in ("listings", "showings")]
    assert [report.failed for report in reports] == [0, 0]
    return reports[0].counts["removed"], reports[1].counts["removed"]


def test_what_is_over_is_removed_from_the_index_and_nothing_else(
    platform: Platform, clock: HandClock
) -> None:
    house = given.house(platform)
    over = given.offer(platform, house, given.ticket(days=2), given.ticket(days=3))
    half = given.offer(platform, house, given.ticket(days=2), given.ticket(days=30))
    thing = given.offer(platform, house, given.thing(), category="paper_book")
    ended = given.offer(platform, house, given.thing(limit_days=4), category="paper_book")
    everything = {over.id, half.id, thing.id, ended.id}
    assert trimmed(platform) == (0, 0)
    assert set(given.documents(platform, "listings")) == everything
    clock.move(days=5)
    assert set(given.found(platform)) == {half.id, thing.id}
    assert trimmed(platform) == (2, 3)
    assert set(given.documents(platform, "listings")) == {half.id, thing.id}
    assert set(given.found(platform)) == {half.id, thing.id}
    assert trimmed(platform) == (0, 0)


# What a hit shows


def test_a_hit_shows_its_lowest_price_its_next_date_and_its_distance(
    platform: Platform, clock: HandClock
) -> None:
    house = given.house(platform)
    tickets = (given.ticket(2000, days=4), given.ticket(500, days=9), given.ticket(100, 1, days=2))
    offer = given.offer(platform, house, *tickets)
    given.beneficiary(platform)
    given.book(platform, offer.stocks[2].id)
    (hit,) = given.hits(platform, latitude=48.5839, longitude=7.7555)
    assert (hit["id"], hit["price_cents"]) == (offer.id, 500)
    assert hit["next_date"] == "2026-05-08T10:00:00Z"
    assert hit["distance_m"] == pytest.approx(736, abs=2)
    assert hit["venue"]["id"] == house.id
    clock.move(days=5)
    assert given.hits(platform)[0]["next_date"] == "2026-05-13T10:00:00Z"
    clock.move(days=5)
    assert given.hits(platform) == []


def test_what_has_the_words_in_its_name_comes_first_then_the_newest(
    platform: Platform, clock: HandClock
) -> None:
    house = given.house(platform)
    made = []
    for name, text in [
        ("Bal de printemps", "Pour tous."),
        ("Soirée", "Un grand bal."),
        ("Le grand bal", "Pour tous."),
        ("Veillée", "Contes et bal."),
    ]:
        made.append(given.offer(platform, house, given.ticket(), name=name, description=text))
        clock.move(minutes=1)
    first, second, third, fourth = (offer.id for offer in made)
    assert given.found(platform, q="bal", page_size=1) == [third, first, fourth, second]
    assert given.found(platform, q="grand bal") == [third, second]
    assert given.found(platform, q="le bal de") == [third, first, fourth, second]
    assert given.found(platform, q="!?") == [fourth, third, second, first]


def test_the_very_title_comes_first_then_its_words_then_their_other_forms(
    platform: Platform, clock: HandClock
) -> None:
    house = given.house(platform)
    made = []
    for name in ("Le Cheval", "Cheval", "Chevaux", "Cheval de mer", "Cheval sans", "Chevaux sans"):
        made.append(given.offer(platform, house, given.ticket(), name=name))
        clock.move(minutes=1)
    the_horse, horse, horses, sea_horse, without, horses_without = (offer.id for offer in made)
    for size in (1, 2, 20):
        told = given.found(platform, q="le cheval", page_size=size)
        assert told == [the_horse, without, horse, horses_without, horses, sea_horse]
        told = given.found(platform, q="chevaux", page_size=size)
        assert told == [horses, horses_without, without, horse, the_horse, sea_horse]


NEAR = {"latitude": 48.5, "longitude": 7.7}


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
        # A place in another order, and one that cannot be: [1,"2026-05-04T10:00:00Z","a/b"].
        {"page_token": "WzEsInUwdDAwMDAwMDAwMCIsImEiXQ"},
        {"page_token": "WzEsIjIwMjYtMDUtMDRUMTA6MDA6MDBaIiwiYS9iIl0"},
        # Places near a point that cannot be: an i in a geohash, 61 bits, and too short a one.
        {**NEAR, "page_token": "WzUsInUwdDc2ZHZyNnF0aSIsIm8xIiwzMF0"},
        {**NEAR, "page_token": "WzUsInUwdDc2ZHZyNnF0ayIsIm8xIiw2MV0"},
        {**NEAR, "page_token": "WzUsInUwdDc2ZHZyNnF0ayIsIm8xIl0"},
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


def test_a_page_token_of_an_unreached_place_costs_the_same(platform: Platform) -> None:
    """A page token may be made up, and so may how densely it says that listings lie."""
    for latitude, bits in product((48.5, 90), (0, 30, 60)):
        place = encode_token((50, "u0t76dvr6qtk", "o1", bits))
        asked = {**NEAR, "latitude": latitude, "radius_m": 100, "page_token": place}
        with metered() as meter:
            assert given.hits(platform, **asked) == []
        assert meter.documents_read <= 300


def test_the_largest_listing_fits_in_a_document(platform: Platform) -> None:
    """2,500 dates and the longest texts: the listing takes its place, and is found."""
    stock = given.stock(platform, given.ticket(quantity=None))
    offer = given.the_offer(platform, stock.offer_id)
    letters = [a + b + c for a in "abcdefgh" for b in "ijklmnop" for c in "qrs"]
    offer = replace(offer, description=" ".join(letters * 2)[:1000], name=" ".join(letters)[:90])
    many = [replace(stock, id=f"{offer.id}~{number}") for number in range(1, 2501)]

    def fill(work: UnitOfWork) -> None:
        listings_service.follow_offer(work, replace(offer, revision=99), many, now=given.NOW)

    # Its showings are not what is asked about, and are many.
    platform.database.on_commit = None
    do(platform, fill)
    (kept,) = platform.database.query(Query("listings"))
    assert kept.data is not None
    assert len(str(kept.data).encode()) < 900_000
    assert len(listed.decode(kept.data).keys) < 1000
    assert given.found(platform) == [offer.id]
