"""Offers follow an edited venue, in pages, also after a crash; bookings keep what was agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from functions.accounts.venues import service as venues_service
from functions.accounts.venues.models import EditVenue, Venue, VenueChanged
from functions.kernel.database import Write, metered
from functions.kernel.jobs import RUN_TIME, PartlyDone
from functions.kernel.platform import Platform
from functions.offers.models import Offer
from functions.offers.store import offers
from functions.offers.venue_changes import rules
from tests.support import given
from tests.support.adapters import DelegatingAdapter
from tests.support.answers import content
from tests.support.given import MEMBER, HandClock

pytestmark = pytest.mark.usefixtures("books_balance")

CAYENNE = {"address": "1 rue X", "postal_code": "97300", "city": "Cayenne"}
AT_CAYENNE = {"latitude": 4.9382, "longitude": -52.3344}


def move(platform: Platform, venue: Venue, **changes: Any) -> Venue:
    """Edit a venue, to Cayenne unless something else is said."""
    facts = changes or {**CAYENNE, **AT_CAYENNE}
    command = EditVenue(venue_id=venue.id, member_id=MEMBER, **facts)
    moved: Venue = given.do(platform, venues_service.edit_venue, command)
    return moved


def at(platform: Platform, venue: Venue) -> list[Offer]:
    everything = given.documents(platform, "offers")
    found = [given.the_offer(platform, offer_id) for offer_id in sorted(everything)]
    return [offer for offer in found if offer.place.venue_id == venue.id]


def several(platform: Platform, venue: Venue, number: int) -> None:
    for _ in range(number):
        given.offer(platform, venue, given.thing(500), category="paper_book")


@dataclass
class Crashing(DelegatingAdapter):
    """A database that dies at the n-th commit that writes an offer."""

    left: int = 0
    pages: int = 0

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        """Commit, or die."""
        if any(write.ref.collection == offers.name and write.data for write in writes):
            if self.pages == self.left:
                raise OSError("the machine is gone")
            self.pages += 1
        return super().commit(writes)


def test_offers_stocks_and_search_follow_a_venue(platform: Platform) -> None:
    venue, other = given.house(platform), given.venue(platform, name="Ailleurs")
    stock = given.stock(platform, given.ticket(), at_venue=venue)
    elsewhere = given.offer(platform, other, given.ticket())
    near_strasbourg = {"latitude": 48.58, "longitude": 7.75, "radius_m": 20_000}
    assert stock.offer_id in given.found(platform, **near_strasbourg)
    move(platform, venue, **CAYENNE, **AT_CAYENNE, name="La Laiterie des îles")
    platform.relay.sweep()
    offer, followed = given.the_offer(platform, stock.offer_id), given.the_stock(platform, stock.id)
    assert offer.place.time_zone == followed.place.time_zone == "America/Cayenne"
    assert offer.place.name == "La Laiterie des îles"
    assert given.found(platform, **near_strasbourg) == [elsewhere.id]
    assert given.found(platform, **AT_CAYENNE, radius_m=1000) == [offer.id]
    assert given.found(platform, q="cayenne") == given.found(platform, q="iles") == [offer.id]
    assert [at["spot"]["geohash"][:3] for at in given.documents(platform, "showings").values()]
    assert given.the_offer(platform, elsewhere.id) == elsewhere


def test_booking_keeps_the_venue_that_was_agreed(platform: Platform) -> None:
    given.beneficiary(platform)
    venue = given.house(platform)
    stock = given.stock(platform, given.ticket(), at_venue=venue)
    before = given.book(platform, stock.id)
    move(platform, venue, name="Autre nom")
    platform.relay.sweep()
    kept = given.documents(platform, "bookings")[before.id]
    assert (kept["venue_name"], kept["time_zone"]) == (venue.name, "Europe/Paris")
    given.beneficiary(platform, "ben")
    after = given.book(platform, stock.id, "ben")
    assert after.venue_name == "Autre nom"


def test_draft_that_waits_and_offer_that_is_withdrawn_follow_too(platform: Platform) -> None:
    venue = given.house(platform)
    given.offer(platform, venue, published=False)
    flagged = given.offer(platform, venue, given.ticket(), name="Carte cadeau")
    assert flagged.publication == "pending"
    move(platform, venue)
    platform.relay.sweep()
    assert {offer.place.city for offer in at(platform, venue)} == {"Cayenne"}


def test_edit_that_offers_do_not_show_writes_none_of_them(platform: Platform) -> None:
    venue = given.house(platform)
    several(platform, venue, 2)
    before = at(platform, venue)
    move(platform, venue, comment="Toujours sans SIRET")
    platform.relay.sweep()
    assert at(platform, venue) == before


def test_walk_stopped_half_way_goes_on_where_it_was(platform: Platform) -> None:
    venue = given.house(platform)
    several(platform, venue, 2 * rules.MOST_OFFERS + 5)
    before = {offer.id: offer.revision for offer in at(platform, venue)}
    on_commit, platform.database.on_commit = platform.database.on_commit, None
    move(platform, venue)
    (message,) = given.waiting(platform, VenueChanged.name)
    adapter = platform.database.adapter
    platform.database.adapter = Crashing(adapter, left=1)
    with pytest.raises(OSError, match="gone"):
        given.deliver(platform, message)
    assert sum(o.place.city == "Cayenne" for o in at(platform, venue)) == rules.MOST_OFFERS
    again = Crashing(adapter, left=10)
    platform.database.adapter = again
    given.deliver(platform, message)
    given.deliver(platform, message)
    platform.database.adapter, platform.database.on_commit = adapter, on_commit
    assert again.pages == 2
    assert {offer.place.city for offer in at(platform, venue)} == {"Cayenne"}
    assert {offer.id: offer.revision - 1 for offer in at(platform, venue)} == before


def test_walk_out_of_time_asks_to_be_delivered_again(platform: Platform, clock: HandClock) -> None:
    venue = given.house(platform)
    several(platform, venue, rules.MOST_OFFERS + 1)
    on_commit, platform.database.on_commit = platform.database.on_commit, None
    move(platform, venue)
    (message,) = given.waiting(platform, VenueChanged.name)

    @dataclass
    class Slow(DelegatingAdapter):
        def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
            clock.move(seconds=RUN_TIME / timedelta(seconds=1))
            return super().commit(writes)

    adapter = platform.database.adapter
    platform.database.adapter = Slow(adapter)
    with pytest.raises(PartlyDone):
        given.deliver(platform, message)
    platform.database.adapter, platform.database.on_commit = adapter, on_commit
    assert sum(o.place.city == "Cayenne" for o in at(platform, venue)) == rules.MOST_OFFERS
    given.deliver(platform, message)
    assert {offer.place.city for offer in at(platform, venue)} == {"Cayenne"}


def test_late_event_of_an_earlier_edit_does_not_undo_a_later_one(platform: Platform) -> None:
    venue = given.house(platform)
    several(platform, venue, 1)
    on_commit, platform.database.on_commit = platform.database.on_commit, None
    move(platform, venue, name="Premier")
    move(platform, venue, name="Second")
    first, second = given.waiting(platform, VenueChanged.name)
    for message in (second, first):
        given.deliver(platform, message)
    platform.database.on_commit = on_commit
    assert [offer.place.name for offer in at(platform, venue)] == ["Second"]


def test_offer_that_leaves_the_venue_meanwhile_is_left_alone(platform: Platform) -> None:
    venue, other = given.house(platform), given.venue(platform, name="Ailleurs")
    offer = given.offer(platform, venue, published=False)
    platform.database.on_commit, on_commit = None, platform.database.on_commit
    move(platform, venue)
    (message,) = given.waiting(platform, VenueChanged.name)
    given.edit_offer(platform, offer.id, venue_id=other.id)
    given.deliver(platform, message)
    platform.database.on_commit = on_commit
    assert given.the_offer(platform, offer.id).place.name == "Ailleurs"


def test_page_holds_as_many_offers_as_one_commit_may_write() -> None:
    def of(*stocks: int) -> list[Offer]:
        made = []
        for number, count in enumerate(stocks):
            document = {**OFFER, "id": f"o{number}", "stocks": [STOCK] * count}
            made.append(offers.decode(document))
        return made

    assert [len(page) for page in rules.pages_of(of(*[1] * 45))] == [20, 20, 5]
    assert [len(page) for page in rules.pages_of(of(150, 40, 20, 500, 1))] == [2, 1, 1, 1]
    assert list(rules.pages_of([])) == []


STOCK = {"id": "s1", "price_cents": 500}
OFFER = {
    "offerer_siren": "1",
    "place": {
        "venue_id": "v1",
        **dict.fromkeys(("name", "address", "postal_code", "city", "department", "time_zone"), "x"),
        "latitude": None,
        "longitude": None,
    },
    "name": "x",
    "description": None,
    "category": "concert",
    "duo": False,
    "url": None,
    "publication": "draft",
    "is_listed": False,
    "created_at": given.NOW,
}


# The offers of a venue


def listed(platform: Platform, venue: Venue, query: str = "") -> dict[str, Any]:
    return content(given.call(platform, "GET", f"/v1/venues/{venue.id}/offers{query}"))


def test_offers_of_a_venue_are_listed_newest_first_in_pages(
    either: Platform, clock: HandClock
) -> None:
    venue = given.house(either)
    other = given.venue(either, name="Ailleurs")
    made = []
    for _ in range(5):
        clock.move(minutes=1)
        made.append(given.offer(either, venue, given.ticket(500)).id)
        given.offer(either, other, given.ticket(500))
    found, query = [], "?page_size=2"
    while query:
        answer = listed(either, venue, query)
        found += [hit["id"] for hit in answer["items"]]
        token = answer["next_page_token"]
        query = f"?page_size=2&page_token={token}" if token else ""
    assert found == made[::-1]
    assert listed(either, venue)["items"][0]["price_cents"] == 500


def test_offers_that_cannot_be_booked_now_are_not_listed(
    platform: Platform, clock: HandClock
) -> None:
    venue = given.house(platform)
    given.offer(platform, venue, given.ticket(), published=False)
    over = given.offer(platform, venue, given.ticket(days=1))
    later = given.offer(platform, venue, given.ticket(days=30), published=False)
    given.edit_offer(platform, later.id, bookable_from=clock.now() + timedelta(days=5))
    answer = given.call(platform, "POST", f"/v1/offers/{later.id}/publish", uid=MEMBER)
    content(answer)
    assert [hit["id"] for hit in listed(platform, venue)["items"]] == [over.id]
    clock.move(days=2)
    assert listed(platform, venue)["items"] == []
    clock.move(days=4)
    assert [hit["id"] for hit in listed(platform, venue)["items"]] == [later.id]


def test_unknown_venue_has_no_offers(platform: Platform) -> None:
    answer = given.call(platform, "GET", "/v1/venues/nosuch/offers")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "unknown_venue")


def test_page_costs_the_same_among_few_offers_and_many(platform: Platform) -> None:
    venue = given.house(platform)
    costs = []
    for number in (5, 20):
        several(platform, venue, number)
        with metered() as meter:
            listed(platform, venue, "?page_size=4")
        costs.append((meter.documents_read, meter.round_trips))
    assert costs[0] == costs[1]
