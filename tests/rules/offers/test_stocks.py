"""Stocks: what a new one needs, and what may be edited and deleted."""

from datetime import datetime
from typing import Any

import pytest

from functions.kernel.errors import Refusal
from functions.kernel.values import replace
from functions.offers import rules as offers_rules
from functions.offers.models import Offer, Stock
from functions.offers.rules import follow, summary_of, with_stock
from functions.offers.stocks import rules as stocks_rules
from functions.offers.stocks.models import EditStock
from tests.support.offer_values import DAY, NOW, SECOND, added, drafted, published

# Stocks


def test_a_stock_copies_what_a_booking_decides_on() -> None:
    offer = drafted(duo=True)
    stock = added(offer)
    assert stock.id == "o1~1"
    assert (stock.offer_id, stock.offer_name, stock.category) == ("o1", "Nuit du jazz", "concert")
    assert (stock.domain, stock.is_event, stock.duo, stock.place) == (
        *("live", True, True),
        offer.place,
    )
    assert (stock.booked, stock.remaining, stock.is_open, stock.is_deleted) == (0, 10, False, False)
    assert added(published()).is_open


@pytest.mark.behaviour(70)
def test_a_book_expires_after_10_days_other_things_after_30_and_events_never() -> None:
    assert added(drafted(category="paper_book"), begins_at=None).expiry_days == 10
    assert added(drafted(category="music_disc"), begins_at=None).expiry_days == 30
    assert added(drafted()).expiry_days is None


@pytest.mark.behaviour(6)
def test_unlimited_stays_unlimited() -> None:
    stock = added(drafted(), quantity=None)
    assert (stock.quantity, stock.remaining) == (None, None)
    assert replace(stock, booked=7).remaining is None


def test_an_event_without_a_limit_can_be_booked_until_it_begins() -> None:
    stock = added(drafted())
    assert stock.booking_limit_at == stock.begins_at
    limited = added(drafted(), booking_limit_at=NOW + 3 * DAY)
    assert limited.booking_limit_at == NOW + 3 * DAY


@pytest.mark.parametrize(
    ("kind", "begins_at", "limit", "refusal"),
    [
        ("concert", None, None, stocks_rules.BeginsAtMissing),
        ("paper_book", NOW + DAY, None, stocks_rules.BeginsAtNotAllowed),
        ("concert", NOW, None, offers_rules.InThePast),
        ("concert", NOW - SECOND, None, offers_rules.InThePast),
        ("concert", NOW + DAY, NOW, offers_rules.InThePast),
        ("paper_book", None, NOW, offers_rules.InThePast),
        ("concert", NOW + DAY, NOW + DAY + SECOND, stocks_rules.LimitAfterBeginning),
    ],
    ids=[
        *("event without a date", "thing with a date", "begins now", "began before"),
        *("limit now", "thing with a past limit", "limit after the beginning"),
    ],
)
@pytest.mark.behaviour(73)
@pytest.mark.behaviour(74)
@pytest.mark.behaviour(75)
def test_dates_that_make_no_sense_are_refused(
    kind: str, begins_at: datetime | None, limit: datetime | None, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        added(drafted(category=kind), begins_at=begins_at, booking_limit_at=limit)


def test_dates_at_the_very_edge_are_taken() -> None:
    stock = added(drafted(), begins_at=NOW + SECOND, booking_limit_at=NOW + SECOND)
    assert stock.booking_limit_at == stock.begins_at == NOW + SECOND


def test_an_offer_has_at_most_2500_stocks() -> None:
    offer = drafted()
    one = summary_of(added(offer))
    full = replace(offer, stocks=(one,) * 2499)
    added(full)
    with pytest.raises(stocks_rules.TooManyStocks):
        added(replace(full, stocks=(one,) * 2500))


def edited(stock: Stock, *, offer: Offer | None = None, now: datetime = NOW, **facts: Any) -> Stock:
    command = EditStock(stock_id=stock.id, member_id="m1", **facts)
    return stocks_rules.edit_stock(stock, command, offer=offer or published(), now=now)


@pytest.mark.behaviour(76)
def test_a_quantity_cannot_go_below_what_is_booked() -> None:
    stock = replace(added(drafted()), booked=4)
    assert edited(stock, quantity=4).remaining == 0
    assert edited(stock, quantity=None).remaining is None
    with pytest.raises(stocks_rules.QuantityBelowBooked) as refused:
        edited(stock, quantity=3)
    assert refused.value.facts == {"booked": 4}


def test_an_event_with_bookings_can_be_moved_and_counts_the_move() -> None:
    stock = replace(added(drafted()), booked=1)
    assert edited(stock, price_cents=2000).moves == 0
    moved = edited(stock, begins_at=NOW + 11 * DAY, booking_limit_at=None)
    assert moved.begins_at == moved.booking_limit_at == NOW + 11 * DAY
    assert (moved.moves, moved.booked) == (1, 1)
    assert edited(moved, begins_at=NOW + 10 * DAY, booking_limit_at=None).moves == 2


@pytest.mark.parametrize(
    ("kind", "changes", "refusal"),
    [
        ("concert", {"begins_at": None}, stocks_rules.BeginsAtMissing),
        ("paper_book", {"begins_at": NOW + DAY}, stocks_rules.BeginsAtNotAllowed),
        ("concert", {"begins_at": NOW}, offers_rules.InThePast),
        ("concert", {"booking_limit_at": NOW}, offers_rules.InThePast),
        (
            "concert",
            {"begins_at": NOW + DAY, "booking_limit_at": NOW + 10 * DAY},
            stocks_rules.LimitAfterBeginning,
        ),
        ("concert", {"booking_limit_at": NOW + 11 * DAY}, stocks_rules.LimitAfterBeginning),
    ],
)
def test_an_edit_is_held_to_the_dates_that_a_new_stock_is_held_to(
    kind: str, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    stock = added(drafted(category=kind), begins_at=NOW + 10 * DAY if kind == "concert" else None)
    with pytest.raises(refusal):
        edited(stock, **changes)


def test_an_event_whose_bookings_have_ended_is_put_off_without_opening_them_again() -> None:
    stock = replace(added(drafted(), booking_limit_at=NOW + DAY), booked=4)
    later = NOW + 2 * DAY
    moved = edited(stock, now=later, begins_at=NOW + 30 * DAY)
    assert (moved.begins_at, moved.booking_limit_at) == (NOW + 30 * DAY, NOW + DAY)
    assert not offers_rules.is_bookable(replace(moved, is_open=True), now=later)
    for field in ("begins_at", "booking_limit_at"):
        with pytest.raises(offers_rules.InThePast) as refused:
            edited(stock, offer=published(), now=later, **{field: later})
        assert refused.value.facts == {"field": field}


@pytest.mark.behaviour(78)
@pytest.mark.parametrize(
    "changes",
    [
        {"quantity": 20},
        {"price_cents": 5},
        {"price_label": "Tarif réduit"},
        {"begins_at": NOW + 30 * DAY, "booking_limit_at": None},
    ],
    ids=["quantity", "price", "label", "beginning"],
)
def test_a_past_event_does_not_change(changes: dict[str, Any]) -> None:
    stock = added(drafted())
    assert edited(stock, now=NOW + 10 * DAY - SECOND, **changes) != stock
    for later in (NOW + 10 * DAY, NOW + 20 * DAY):
        with pytest.raises(stocks_rules.EventPast):
            edited(stock, now=later, **changes)
        # A second click on what is done already asks for nothing.
        assert edited(stock, now=later) is stock


def test_the_past_event_of_a_draft_can_be_edited_and_deleted() -> None:
    stock, much_later = added(drafted()), NOW + 20 * DAY
    mended = edited(
        stock,
        offer=drafted(),
        now=much_later,
        begins_at=NOW + 30 * DAY,
        booking_limit_at=None,
    )
    assert mended.begins_at == NOW + 30 * DAY
    assert stocks_rules.delete(stock, offer=drafted(), now=much_later).is_deleted


@pytest.mark.behaviour(79)
def test_an_event_can_be_deleted_until_48_hours_after_its_beginning() -> None:
    stock = added(drafted())
    begun = NOW + 10 * DAY
    for soon in (NOW, begun, begun + 2 * DAY - SECOND):
        assert stocks_rules.delete(stock, offer=published(), now=soon).is_deleted
    for late in (begun + 2 * DAY, begun + 300 * DAY):
        with pytest.raises(stocks_rules.EventPast):
            stocks_rules.delete(stock, offer=published(), now=late)


def test_a_thing_can_be_deleted_at_any_time() -> None:
    book = added(drafted(category="paper_book"), begins_at=None, booking_limit_at=NOW + DAY)
    assert stocks_rules.delete(book, offer=published(), now=NOW + 900 * DAY).is_deleted


def test_the_offers_list_follows_its_stocks_and_numbers_are_not_used_twice() -> None:
    offer = drafted()
    first = added(offer)
    offer = with_stock(offer, first)
    second = added(offer, begins_at=NOW + 11 * DAY)
    offer = with_stock(offer, second)
    assert [summary.id for summary in offer.stocks] == ["o1~1", "o1~2"]
    offer = with_stock(offer, replace(first, price_cents=5))
    assert [(s.id, s.price_cents) for s in offer.stocks] == [("o1~1", 5), ("o1~2", 1000)]
    offer = with_stock(offer, replace(second, is_deleted=True))
    assert [summary.id for summary in offer.stocks] == ["o1~1"]
    assert added(offer).id == "o1~3"


def test_a_stock_follows_its_offer_and_keeps_its_own_numbers() -> None:
    offer = drafted()
    stock = replace(added(offer), booked=3)
    after = published(name="Nuit du blues", duo=True)
    followed = follow(stock, after)
    assert (followed.offer_name, followed.duo, followed.is_open) == ("Nuit du blues", True, True)
    assert (followed.id, followed.booked, followed.begins_at) == (
        *(stock.id, 3),
        stock.begins_at,
    )
