"""Activation codes: which are loaded and given, and what they make of a stock and a booking."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.booking import code_rules as used_at_once
from functions.booking import desk_rules
from functions.booking import rules as bookings
from functions.offers import code_rules, stock_rules
from functions.offers.category_rules import proposed_categories
from functions.offers.code_models import CodeBatch, GivenCode
from functions.offers.models import EditStock, Stock
from tests.rules.test_booking_rules import DAY, NOW, THING, confirmed
from tests.rules.test_booking_rules import STOCK as TICKETS
from tests.rules.test_offers_rules import published

BOOKING = confirmed(THING)
EBOOKS = replace(
    TICKETS,
    category="ebook",
    is_event=False,
    url="https://books.test/1",
    begins_at=None,
    booking_limit_at=NOW + 10 * DAY,
    quantity=None,
)


def loaded(stock: Stock, count: int, *, expires_at: datetime | None = None) -> Stock:
    return code_rules.load(stock, count, expires_at=expires_at, now=NOW)[0]


def booked(stock: Stock, *, now: datetime = NOW) -> tuple[Stock, str]:
    """Return the stock after a booking of it, and the id of the code that was given."""
    after, code_id, _ = code_rules.give(stock, now=now)
    return bookings.take(after, 1), code_id


def edited(stock: Stock, *, now: datetime = NOW, **changes: Any) -> Stock:
    command = EditStock(stock_id=stock.id, member_id="m1", **changes)
    return stock_rules.edit_stock(stock, command, offer=published(), now=now)


def test_the_quantity_follows_the_codes() -> None:
    stock = loaded(EBOOKS, 2)
    assert (stock.quantity, stock.remaining) == (2, 2)
    stock, first = booked(stock)
    stock, second = booked(loaded(stock, 3))
    assert (stock.quantity, stock.booked, stock.remaining) == (5, 2, 3)
    assert (first, second) == ("o1~1~1~1", "o1~1~1~2")


def test_a_stock_that_had_a_quantity_has_that_of_its_codes() -> None:
    assert loaded(replace(EBOOKS, quantity=50), 2).quantity == 2


def test_a_cancelled_booking_gives_neither_its_code_nor_its_place_back() -> None:
    stock, code = booked(loaded(EBOOKS, 2))
    stock = bookings.give_back(stock, 1)
    assert (stock.quantity, stock.booked, stock.remaining) == (1, 0, 1)
    assert booked(stock)[1] != code
    plain = replace(EBOOKS, quantity=2, booked=1)
    assert bookings.give_back(plain, 1).quantity == 2


def test_a_quantity_is_not_edited_by_hand() -> None:
    stock = loaded(EBOOKS, 2)
    for quantity in (1, 3, None):
        with pytest.raises(code_rules.QuantityFollowsCodes):
            edited(stock, quantity=quantity)
    assert edited(stock, price_cents=300).quantity == 2
    assert edited(replace(EBOOKS, quantity=2), quantity=None).quantity is None


def test_codes_are_for_what_is_online_and_no_event() -> None:
    event = {"is_event": True, "begins_at": NOW + 20 * DAY}
    for facts in ({"url": None}, event, {"duo": True}):
        stock = replace(EBOOKS, **facts)
        with pytest.raises(code_rules.CodesNotAllowed):
            loaded(stock, 1)
        with pytest.raises(code_rules.CodesNotAllowed):
            code_rules.await_codes(stock)


def test_no_category_of_online_things_is_for_two() -> None:
    online = [kind for kind in proposed_categories() if kind.place != "offline" and not kind.event]
    assert online
    assert not any(kind.duo for kind in online)


def test_what_was_booked_without_a_code_gets_none_later() -> None:
    with pytest.raises(code_rules.BookedWithoutCodes):
        loaded(replace(EBOOKS, booked=1), 1)
    waiting = code_rules.await_codes(EBOOKS)
    assert (waiting.quantity, waiting.code_batches) == (0, ())
    assert not stock_rules.is_bookable(waiting, now=NOW)
    assert stock_rules.is_bookable(loaded(waiting, 1), now=NOW)
    with pytest.raises(code_rules.QuantityFollowsCodes):
        code_rules.await_codes(replace(EBOOKS, quantity=3))


@pytest.mark.parametrize(
    ("limit", "expiry", "is_taken"),
    [
        (None, None, True),
        (10 * DAY, None, True),
        (10 * DAY, 17 * DAY, True),
        (10 * DAY, 17 * DAY - timedelta(seconds=1), False),
        (None, 100 * DAY, False),
        (-20 * DAY, -1 * DAY, False),
        (-20 * DAY, timedelta(0), False),
        (-20 * DAY, DAY, True),
    ],
)
def test_a_code_is_good_for_seven_days_after_the_last_booking(
    limit: timedelta | None, expiry: timedelta | None, is_taken: bool
) -> None:
    stock = replace(EBOOKS, booking_limit_at=None if limit is None else NOW + limit)
    expires_at = None if expiry is None else NOW + expiry
    if is_taken:
        assert loaded(stock, 1, expires_at=expires_at).quantity == 1
    else:
        with pytest.raises(code_rules.CodesExpireTooSoon):
            loaded(stock, 1, expires_at=expires_at)


def test_the_booking_limit_keeps_its_distance_from_codes_that_expire() -> None:
    stock = loaded(EBOOKS, 1, expires_at=NOW + 20 * DAY)
    assert edited(stock, booking_limit_at=NOW + 13 * DAY).quantity == 1
    for limit in (NOW + 13 * DAY + timedelta(seconds=1), None):
        with pytest.raises(code_rules.CodesExpireTooSoon):
            edited(stock, booking_limit_at=limit)
    # Those that are given, and those that are lost, stand in nobody's way.
    assert edited(booked(stock)[0], booking_limit_at=None).quantity == 1
    later = edited(stock, booking_limit_at=NOW + 30 * DAY, now=NOW + 20 * DAY)
    assert (later.quantity, later.remaining) == (0, 0)


@pytest.mark.behaviour(28)
def test_no_code_left_or_only_expired_ones_is_no_code() -> None:
    expiring = loaded(EBOOKS, 1, expires_at=NOW + 17 * DAY)
    one_left = [
        code_rules.await_codes(EBOOKS),
        booked(loaded(EBOOKS, 1))[0],
        booked(expiring)[0],
    ]
    for stock in one_left:
        assert not stock_rules.is_bookable(stock, now=NOW)
        with pytest.raises(code_rules.NoActivationCode):
            code_rules.give(stock, now=NOW)
    last = NOW + 17 * DAY - timedelta(microseconds=1)
    assert code_rules.give(expiring, now=last)[2] == NOW + 17 * DAY
    with pytest.raises(code_rules.NoActivationCode):
        code_rules.give(expiring, now=NOW + 17 * DAY)
    assert not code_rules.has_code_left(expiring, now=NOW + 17 * DAY)


@pytest.mark.behaviour(27)
def test_codes_are_given_as_they_expire_and_expired_ones_are_passed_over() -> None:
    stock = loaded(EBOOKS, 1)
    stock = loaded(stock, 1, expires_at=NOW + 30 * DAY)
    stock = loaded(stock, 2, expires_at=NOW + 20 * DAY)
    stock = loaded(stock, 1, expires_at=NOW + 30 * DAY)
    assert stock.code_batches == (
        CodeBatch(expires_at=None, loaded=1),
        CodeBatch(expires_at=NOW + 30 * DAY, loaded=2),
        CodeBatch(expires_at=NOW + 20 * DAY, loaded=2),
    )
    stock, first = booked(stock)
    later = NOW + 20 * DAY
    stock, second = booked(stock, now=later)
    stock, third = booked(stock, now=later)
    stock, fourth = booked(stock, now=later)
    assert [first, second, third, fourth] == ["o1~1~3~1", "o1~1~2~1", "o1~1~2~2", "o1~1~1~1"]
    with pytest.raises(code_rules.NoActivationCode):
        code_rules.give(stock, now=later)


def test_a_stock_has_a_million_codes_and_fifty_expiries() -> None:
    full = loaded(EBOOKS, code_rules.MOST_CODES)
    with pytest.raises(code_rules.TooManyCodes):
        loaded(full, 1)
    stock = EBOOKS
    for day in range(code_rules.MOST_EXPIRIES):
        stock = loaded(stock, 1, expires_at=NOW + (20 + day) * DAY)
    with pytest.raises(code_rules.TooManyCodes):
        loaded(stock, 1)
    assert loaded(stock, 1, expires_at=NOW + 20 * DAY).quantity == code_rules.MOST_EXPIRIES + 1


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("load"), st.integers(1, 4), st.sampled_from([None, 20, 30, 40])),
        st.tuples(st.just("book"), st.integers(0, 45), st.none()),
        st.tuples(st.just("cancel"), st.integers(1, 4), st.none()),
    ),
    max_size=40,
)


@given(_STEPS)
def test_no_code_is_given_twice_or_after_its_end_whatever_happens(
    steps: list[tuple[str, int, int | None]],
) -> None:
    stock, now = EBOOKS, NOW
    expiry: dict[str, datetime | None] = {}
    gone: list[str] = []
    for what, number, days in steps:
        if what == "load":
            expires_at = None if days is None else NOW + days * DAY
            try:
                stock, ids = code_rules.load(stock, number, expires_at=expires_at, now=now)
            except code_rules.CodesExpireTooSoon:
                continue
            assert not set(ids) & set(expiry)
            expiry |= dict.fromkeys(ids, expires_at)
        elif what == "book":
            now = max(now, NOW + number * DAY)
            try:
                stock, code_id = booked(stock, now=now)
            except code_rules.NoActivationCode:
                free = [name for name in expiry if name not in gone]
                assert all(end is not None and end <= now for end in map(expiry.get, free))
                continue
            assert code_id in expiry
            assert code_id not in gone
            end = expiry[code_id]
            assert end is None or end > now
            gone.append(code_id)
        elif stock.booked:
            stock = bookings.give_back(stock, 1)
        if stock.quantity is not None:
            assert 0 <= stock.booked <= stock.quantity
        assert sum(batch.given for batch in stock.code_batches or ()) == len(gone)


# What is used at booking


def test_a_booking_is_used_at_once_with_a_code_or_for_nothing() -> None:
    card = replace(TICKETS, category="museum_pass", used_when_free=True, price_cents=0)
    assert used_at_once.is_used_at_once(loaded(EBOOKS, 1))
    assert used_at_once.is_used_at_once(card)
    assert not used_at_once.is_used_at_once(replace(card, price_cents=1))
    assert not used_at_once.is_used_at_once(EBOOKS)
    assert not used_at_once.is_used_at_once(replace(TICKETS, price_cents=0))


def test_it_is_among_the_ongoing_for_thirty_days() -> None:
    code = GivenCode(code="A-1", expires_at=NOW + 40 * DAY)
    for given_code in (code, None):
        booking = used_at_once.use_at_once(BOOKING, given_code, now=NOW)
        assert (booking.status, booking.used_at, booking.revision) == ("used", NOW, 2)
        month = NOW + 30 * DAY
        assert bookings.is_ongoing(booking, now=month - timedelta(seconds=1))
        assert not bookings.is_ongoing(booking, now=month)


@pytest.mark.behaviour(58)
def test_the_use_of_a_code_is_not_undone() -> None:
    code = GivenCode(code="A-1", expires_at=None)
    used = used_at_once.use_at_once(BOOKING, code, now=NOW)
    for booking in (used, bookings.forget(used)):
        with pytest.raises(used_at_once.ActivationCodeGiven):
            desk_rules.undo(booking, is_closed=False)
    free = used_at_once.use_at_once(BOOKING, None, now=NOW)
    undone = desk_rules.undo(free, is_closed=False)
    assert (undone.status, undone.ongoing_until) == ("confirmed", None)


def test_a_forgotten_booking_tells_no_code() -> None:
    code = GivenCode(code="A-1", expires_at=None)
    assert bookings.forget(used_at_once.use_at_once(BOOKING, code, now=NOW)).activation_code == ""
    assert bookings.forget(BOOKING).activation_code is None


def test_no_code_stands_where_values_are_printed() -> None:
    code = GivenCode(code="SECRET-1", expires_at=None)
    booking = used_at_once.use_at_once(BOOKING, code, now=NOW)
    assert "SECRET-1" not in repr((code, booking))
