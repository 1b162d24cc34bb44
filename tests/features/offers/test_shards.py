"""A stock that is dealt out is booked, given back and edited like any other."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest

from functions.booking.take import rules as take_rules
from functions.kernel.database import Write, metered
from functions.kernel.platform import Platform
from functions.offers.models import Stock
from functions.offers.publish import service as publish_service
from functions.offers.shards.models import Shard
from functions.offers.shards.store import shards_of
from functions.offers.stocks import rules as stocks_rules
from functions.offers.stocks import service as stocks_service
from functions.offers.store import stocks
from tests.support import given
from tests.support.adapters import DelegatingAdapter
from tests.support.given import MEMBER

PEOPLE = ("ana", "ben", "cleo", "dan", "eva", "fay")


@pytest.fixture(autouse=True)
def _places_agree(request: pytest.FixtureRequest) -> Iterator[None]:
    """Check the shards against the bookings after each test."""
    name = "either" if "either" in request.fixturenames else "platform"
    platform: Platform = request.getfixturevalue(name)
    yield
    given.audit(platform)


def look(platform: Platform, stock: Stock) -> list[Shard]:
    return platform.database.run(lambda work: shards_of(work, stocks.get(work, stock.id)))


def left(platform: Platform, stock: Stock) -> list[int]:
    return [shard.left for shard in look(platform, stock)]


def shown(platform: Platform, stock: Stock) -> dict[str, object]:
    """Return the stock as the public sees it."""
    answer = given.call(platform, "GET", f"/v1/offers/{stock.offer_id}")
    (view,) = answer.get_json()["stocks"]
    return dict(view)


def test_large_stock_is_dealt_out_where_the_setting_says_so(either: Platform) -> None:
    offer = given.offer(either, given.house(either), published=False)
    added = given.add_stock(
        either, offer.id, {**given.ticket(1000, 1_000), "may_deal": True}, member=MEMBER
    )
    assert (added.shards, left(either, added)) == (10, [100] * 10)
    given.edit_stock(either, added.id, quantity=350, may_deal=True)
    assert left(either, added) == [88, 88, 87, 87]
    given.edit_stock(either, added.id, quantity=300, may_deal=True)
    assert given.documents(either, "stock_shards") == {}
    assert given.the_stock(either, added.id).remaining == 300
    given.edit_stock(either, added.id, quantity=1_000)
    assert given.documents(either, "stock_shards") == {}


def test_every_place_is_sold_once_and_none_is_left(either: Platform) -> None:
    stock = given.dealt(either, 4, 3)
    for uid in PEOPLE:
        given.beneficiary(either, uid)
    outcomes = given.at_once(lambda number: given.book(either, stock.id, PEOPLE[number]), 6)
    codes = Counter(one if isinstance(one, type) else "sold" for one in outcomes)
    assert codes == {"sold": 4, take_rules.SoldOut: 2}
    assert left(either, stock) == [0, 0, 0]
    assert (shown(either, stock)["remaining"], shown(either, stock)["bookable"]) == (0, False)


def test_people_see_one_stock(platform: Platform) -> None:
    stock = given.dealt(platform, 10, 3)
    given.book_for(platform, stock, "ana", "ben")
    view = shown(platform, stock)
    assert (view["id"], view["quantity"], view["remaining"]) == (stock.id, 10, 8)


def test_booking_reads_its_shard_in_the_batch_of_everything_else(platform: Platform) -> None:
    stock = given.dealt(platform, 10, 3)
    given.book_for(platform, stock, "ana")
    given.beneficiary(platform, "ben")
    platform.database.on_commit = None
    with metered() as meter:
        given.book(platform, stock.id, "ben")
    assert (meter.round_trips, meter.documents_read) == (2, 6)


def test_two_places_may_come_from_two_shards(either: Platform) -> None:
    stock = given.dealt(either, 3, 3, duo=True)
    for uid in ("ana", "ben"):
        given.beneficiary(either, uid)
    given.book(either, stock.id, "ana", quantity=2)
    with pytest.raises(take_rules.SoldOut):
        given.book(either, stock.id, "ben", quantity=2)
    given.book(either, stock.id, "ben")
    assert left(either, stock) == [0, 0, 0]


def test_place_that_is_given_back_can_be_booked_again(either: Platform) -> None:
    stock = given.dealt(either, 2, 2)
    (first, _) = given.book_for(either, stock, "ana", "ben")
    given.beneficiary(either, "cleo")
    with pytest.raises(take_rules.SoldOut):
        given.book(either, stock.id, "cleo")
    given.cancel(either, first)
    assert sum(left(either, stock)) == 1
    given.book(either, stock.id, "cleo")
    assert left(either, stock) == [0, 0]


def test_search_lists_a_stock_until_its_last_shard_is_empty(platform: Platform) -> None:
    stock = given.dealt(platform, 2, 2)
    (booking, *_) = given.book_for(platform, stock, "ana")
    assert given.found(platform) == [stock.offer_id]
    given.book_for(platform, stock, "ben")
    assert given.found(platform) == []
    given.cancel(platform, booking)
    assert given.found(platform) == [stock.offer_id]


def test_search_finds_the_last_places_over_all_shards(platform: Platform) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket(1000, 5, days=7))
    stock = given.deal(platform, given.stocks_of(platform, offer)[0], 5)
    (booking, *_) = given.book_for(platform, stock, "ana", "ben", "cleo")
    assert given.found(platform, last_places=True) == []
    given.book_for(platform, stock, "dan")
    assert given.found(platform, last_places=True) == [offer.id]
    given.book_for(platform, stock, "eva")
    assert given.found(platform, last_places=True) == []
    given.cancel(platform, booking)
    assert given.found(platform, last_places=True) == [offer.id]


@dataclass
class Interrupted(DelegatingAdapter):
    """A database in which something else happens just before the first commit."""

    first: Callable[[], object] | None = None

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        first, self.first = self.first, None
        if first is not None:
            first()
        return super().commit(writes)


def test_booking_under_way_is_decided_again_on_a_new_price(either: Platform) -> None:
    stock = given.dealt(either, 10, 2)
    given.beneficiary(either, "ana")
    either.database.adapter = Interrupted(
        either.database.adapter,
        first=lambda: given.edit_stock(either, stock.id, price_cents=2000),
    )
    assert given.book(either, stock.id, "ana").amount_cents == 2000


def test_new_price_does_not_wait_for_bookings(either: Platform) -> None:
    stock = given.dealt(either, 10, 2)
    given.beneficiary(either, "ana")
    either.database.adapter = Interrupted(
        either.database.adapter, first=lambda: given.book(either, stock.id, "ana")
    )
    with metered() as meter:
        given.edit_stock(either, stock.id, price_cents=2000)
    assert meter.lost == 0
    assert sum(left(either, stock)) == 9
    assert {shard.stock.price_cents for shard in look(either, stock)} == {2000}


def test_new_quantity_waits_for_bookings(either: Platform) -> None:
    stock = given.dealt(either, 10, 2)
    given.beneficiary(either, "ana")
    either.database.adapter = Interrupted(
        either.database.adapter, first=lambda: given.book(either, stock.id, "ana")
    )
    with pytest.raises(stocks_rules.QuantityBelowBooked):
        given.edit_stock(either, stock.id, quantity=0)


def test_quantity_is_counted_over_all_shards(either: Platform) -> None:
    stock = given.dealt(either, 10, 3)
    given.book_for(either, stock, "ana", "ben")
    with pytest.raises(stocks_rules.QuantityBelowBooked) as refused:
        given.edit_stock(either, stock.id, quantity=1)
    assert refused.value.facts == {"booked": 2}
    edited = given.edit_stock(either, stock.id, quantity=2)
    assert (edited.remaining, edited.shards) == (0, 0)
    assert shown(either, stock)["remaining"] == 0


def test_deleted_stock_cannot_be_booked_from_any_shard(either: Platform) -> None:
    stock = given.dealt(either, 10, 3)
    (booking,) = given.book_for(either, stock, "ana")
    given.beneficiary(either, "ben")
    given.do(either, stocks_service.delete_stock, stock.id, member_id=MEMBER)
    with pytest.raises(take_rules.NotBookable):
        given.book(either, stock.id, "ben")
    assert given.the_booking(either, booking.id).status == "cancelled"


def test_withdrawn_offer_cannot_be_booked_from_any_shard(either: Platform) -> None:
    stock = given.dealt(either, 10, 3)
    given.beneficiary(either, "ana")
    given.do(either, publish_service.unpublish, stock.offer_id, member_id=MEMBER)
    with pytest.raises(take_rules.NotBookable):
        given.book(either, stock.id, "ana")
    given.do(either, publish_service.publish, stock.offer_id, member_id=MEMBER)
    given.book(either, stock.id, "ana")


def test_republished_offer_that_is_sold_out_is_not_listed(platform: Platform) -> None:
    stock = given.dealt(platform, 1, 2)
    given.book_for(platform, stock, "ana")
    given.do(platform, publish_service.unpublish, stock.offer_id, member_id=MEMBER)
    given.do(platform, publish_service.publish, stock.offer_id, member_id=MEMBER)
    assert given.found(platform) == []


def test_edited_stock_that_is_sold_out_is_not_listed(platform: Platform) -> None:
    stock = given.dealt(platform, 1, 2)
    given.book_for(platform, stock, "ana")
    given.edit_stock(platform, stock.id, price_cents=500)
    assert given.found(platform) == []


def test_unused_places_of_things_return(platform: Platform, clock: given.HandClock) -> None:
    stock = given.dealt(platform, 10, 3)
    (booking,) = given.book_for(platform, stock, "ana")
    given.cancel_at_desk(platform, booking)
    assert sum(left(platform, stock)) == 10
    assert given.the_booking(platform, booking.id).status == "cancelled"
