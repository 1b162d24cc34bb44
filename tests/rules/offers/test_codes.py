"""Activation codes: which are loaded and given, and what they make of a stock and a booking."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.booking import rules as booking_rules
from functions.booking.activation import rules as activation_rules
from functions.booking.desk import rules as desk_rules
from functions.kernel.values import replace
from functions.offers import rules as offers_rules
from functions.offers.categories.rules import proposed_categories
from functions.offers.codes import rules as codes_rules
from functions.offers.codes.models import GivenCode
from functions.offers.models import CodeBatch, Stock
from functions.offers.stocks import rules as stocks_rules
from functions.offers.stocks.models import EditStock
from tests.support.booking_values import DAY, NOW, THING, confirmed
from tests.support.booking_values import STOCK as TICKETS
from tests.support.offer_values import published

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
    return codes_rules.load(stock, count, expires_at=expires_at, now=NOW)[0]


def booked(stock: Stock, *, now: datetime = NOW) -> tuple[Stock, str]:
    """Return the stock after a booking of it, and the id of the code that was given."""
    after, code_id, _ = codes_rules.give(stock, now=now)
    return booking_rules.take(after, 1), code_id


def edited(stock: Stock, *, now: datetime = NOW, **changes: Any) -> Stock:
    command = EditStock(stock_id=stock.id, member_id="m1", **changes)
    return stocks_rules.edit_stock(stock, command, offer=published(), now=now)


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
    stock = booking_rules.give_back(stock, 1)
    assert (stock.quantity, stock.booked, stock.remaining) == (1, 0, 1)
    assert booked(stock)[1] != code
    plain = replace(EBOOKS, quantity=2, booked=1)
    assert booking_rules.give_back(plain, 1).quantity == 2


def test_a_quantity_is_not_edited_by_hand() -> None:
    stock = loaded(EBOOKS, 2)
    for quantity in (1, 3, None):
        with pytest.raises(codes_rules.QuantityFollowsCodes):
            edited(stock, quantity=quantity)
    assert edited(stock, price_cents=300).quantity == 2
    assert edited(replace(EBOOKS, quantity=2), quantity=None).quantity is None


def test_codes_are_for_what_is_online_and_no_event() -> None:
    event = {"is_event": True, "begins_at": NOW + 20 * DAY}
    for facts in ({"url": None}, event, {"duo": True}):
        stock = replace(EBOOKS, **facts)
        with pytest.raises(codes_rules.CodesNotAllowed):
            loaded(stock, 1)
        with pytest.raises(codes_rules.CodesNotAllowed):
            codes_rules.await_codes(stock)


def test_no_category_of_online_things_is_for_two() -> None:
    online = [kind for kind in proposed_categories() if kind.place != "offline" and not kind.event]
    assert online
    assert not any(kind.duo for kind in online)


def test_what_was_booked_without_a_code_gets_none_later() -> None:
    with pytest.raises(codes_rules.BookedWithoutCodes):
        loaded(replace(EBOOKS, booked=1), 1)
    waiting = codes_rules.await_codes(EBOOKS)
    assert (waiting.quantity, waiting.code_batches) == (0, ())
    assert not offers_rules.is_bookable(waiting, now=NOW)
    assert offers_rules.is_bookable(loaded(waiting, 1), now=NOW)
    with pytest.raises(codes_rules.QuantityFollowsCodes):
        codes_rules.await_codes(replace(EBOOKS, quantity=3))


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
        with pytest.raises(codes_rules.CodesExpireTooSoon):
            loaded(stock, 1, expires_at=expires_at)


def test_the_booking_limit_keeps_its_distance_from_codes_that_expire() -> None:
    stock = loaded(EBOOKS, 1, expires_at=NOW + 20 * DAY)
    assert edited(stock, booking_limit_at=NOW + 13 * DAY).quantity == 1
    for limit in (NOW + 13 * DAY + timedelta(seconds=1), None):
        with pytest.raises(codes_rules.CodesExpireTooSoon):
            edited(stock, booking_limit_at=limit)
    # Those that are given, and those that are lost, stand in nobody's way.
    assert edited(booked(stock)[0], booking_limit_at=None).quantity == 1
    later = edited(stock, booking_limit_at=NOW + 30 * DAY, now=NOW + 20 * DAY)
    assert (later.quantity, later.remaining) == (0, 0)


@pytest.mark.behaviour(28)
def test_no_code_left_or_only_expired_ones_is_no_code() -> None:
    expiring = loaded(EBOOKS, 1, expires_at=NOW + 17 * DAY)
    one_left = [
        codes_rules.await_codes(EBOOKS),
        booked(loaded(EBOOKS, 1))[0],
        booked(expiring)[0],
    ]
    for stock in one_left:
        assert not offers_rules.is_bookable(stock, now=NOW)
        with pytest.raises(codes_rules.NoActivationCode):
            codes_rules.give(stock, now=NOW)
    last = NOW + 17 * DAY - timedelta(microseconds=1)
    assert codes_rules.give(expiring, now=last)[2] == NOW + 17 * DAY
    with pytest.raises(codes_rules.NoActivationCode):
        codes_rules.give(expiring, now=NOW + 17 * DAY)
    assert not offers_rules.has_code_left(expiring, now=NOW + 17 * DAY)


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
    with pytest.raises(codes_rules.NoActivationCode):
        codes_rules.give(stock, now=later)


def test_a_stock_has_a_million_codes_and_fifty_expiries() -> None:
    full = loaded(EBOOKS, codes_rules.MOST_CODES)
    with pytest.raises(codes_rules.TooManyCodes):
        loaded(full, 1)
    stock = EBOOKS
    for day in range(codes_rules.MOST_EXPIRIES):
        stock = loaded(stock, 1, expires_at=NOW + (20 + day) * DAY)
    with pytest.raises(codes_rules.TooManyCodes):
        loaded(stock, 1)
    assert loaded(stock, 1, expires_at=NOW + 20 * DAY).quantity == codes_rules.MOST_EXPIRIES + 1


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
                stock, ids = codes_rules.load(stock, number, expires_at=expires_at, now=now)
            except codes_rules.CodesExpireTooSoon:
                continue
            assert not set(ids) & set(expiry)
            expiry |= dict.fromkeys(ids, expires_at)
        elif what == "book":
            now = max(now, NOW + number * DAY)
            try:
                stock, code_id = booked(stock, now=now)
            except codes_rules.NoActivationCode:
                free = [name for name in expiry if name not in gone]
                assert all(end is not None and end <= now for end in map(expiry.get, free))
                continue
            assert code_id in expiry
            assert code_id not in gone
            end = expiry[code_id]
            assert end is None or end > now
            gone.append(code_id)
        elif stock.booked:
            stock = booking_rules.give_back(stock, 1)
        if stock.quantity is not None:
            assert 0 <= stock.booked <= stock.quantity
        assert sum(batch.given for batch in stock.code_batches or ()) == len(gone)


# What is used at booking


def test_a_booking_is_used_at_once_with_a_code_or_for_nothing() -> None:
    card = replace(TICKETS, category="museum_pass", used_when_free=True, price_cents=0)
    assert activation_rules.is_used_at_once(loaded(EBOOKS, 1))
    assert activation_rules.is_used_at_once(card)
    assert not activation_rules.is_used_at_once(replace(card, price_cents=1))
    assert not activation_rules.is_used_at_once(EBOOKS)
    assert not activation_rules.is_used_at_once(replace(TICKETS, price_cents=0))


def test_it_is_among_the_ongoing_for_thirty_days() -> None:
    code = GivenCode(code="A-1", expires_at=NOW + 40 * DAY)
    for given_code in (code, None):
        booking = activation_rules.use_at_once(BOOKING, given_code, now=NOW)
        assert (booking.status, booking.used_at, booking.revision) == ("used", NOW, 2)
        month = NOW + 30 * DAY
        assert booking_rules.is_ongoing(booking, now=month - timedelta(seconds=1))
        assert not booking_rules.is_ongoing(booking, now=month)


@pytest.mark.behaviour(58)
def test_the_use_of_a_code_is_not_undone() -> None:
    code = GivenCode(code="A-1", expires_at=None)
    used = activation_rules.use_at_once(BOOKING, code, now=NOW)
    for booking in (used, booking_rules.forget(used)):
        with pytest.raises(activation_rules.ActivationCodeGiven):
            desk_rules.undo(booking, is_closed=False)
    free = activation_rules.use_at_once(BOOKING, None, now=NOW)
    undone = desk_rules.undo(free, is_closed=False)
    assert (undone.status, undone.ongoing_until) == ("confirmed", None)


def test_a_forgotten_booking_holds_no_code() -> None:
    code = GivenCode(code="A-1", expires_at=None)
    assert (
        booking_rules.forget(activation_rules.use_at_once(BOOKING, code, now=NOW)).activation_code
        == ""
    )
    assert booking_rules.forget(BOOKING).activation_code is None


def test_no_code_stands_where_values_are_printed() -> None:
    code = GivenCode(code="SECRET-1", expires_at=None)
    booking = activation_rules.use_at_once(BOOKING, code, now=NOW)
    assert "SECRET-1" not in repr((code, booking))
