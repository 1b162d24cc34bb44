"""How a stock is dealt out, and which shard a booking takes from."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.kernel.values import replace
from functions.offers.models import Stock
from functions.offers.rules import summary_of, with_stock
from functions.offers.shards import rules
from functions.offers.shards.models import Shard
from tests.support.booking_values import STOCK
from tests.support.offer_values import drafted

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
OFFER = drafted(duo=True)


def stock_of(**facts: Any) -> Stock:
    thing = replace(STOCK, duo=True, begins_at=None, booking_limit_at=None, quantity=None)
    return replace(thing, **facts)


@pytest.mark.parametrize(
    ("quantity", "shards"),
    [(None, 0), (1, 0), (300, 0), (301, 4), (2_000, 20), (10_000, 100), (1_000_000, 100)],
)
def test_large_stocks_are_dealt_out(quantity: int | None, shards: int) -> None:
    assert rules.shards_for(stock_of(quantity=quantity)) == shards


def test_offer_has_a_limited_number_of_shards() -> None:
    others = [
        rules.sized(stock_of(id=f"o1~{n}", quantity=10_000), OFFER, may_deal=True)
        for n in (2, 3, 4, 5)
    ]
    offer = replace(OFFER, stocks=tuple(summary_of(other) for other in others))
    first = rules.sized(stock_of(quantity=10_000), offer, may_deal=True)
    assert first.shards == 100
    second = rules.sized(stock_of(id="o1~6", quantity=301), with_stock(offer, first), may_deal=True)
    assert second.shards == 0
    # A stock's own shards do not count against it.
    assert rules.sized(first, with_stock(offer, first), may_deal=True).shards == 100
    assert rules.sized(first, offer, may_deal=False).shards == 0


def test_stock_with_activation_codes_is_never_dealt_out() -> None:
    assert rules.shards_for(stock_of(quantity=1_000, code_batches=())) == 0


def dealt(quantity: int, *, booked: int = 0, shards: int) -> list[Shard]:
    return rules.deal(stock_of(quantity=quantity, booked=booked, shards=shards), [])


def test_remaining_places_are_dealt_evenly() -> None:
    assert [shard.left for shard in dealt(1_000, booked=2, shards=4)] == [250, 250, 249, 249]


def test_gathering_counts_what_was_booked() -> None:
    shards = dealt(1_000, booked=2, shards=4)
    whole: Stock = rules.gather(shards[0].stock, shards)
    assert (whole.booked, whole.remaining) == (2, 998)


def test_dealing_again_turns_the_shards_that_ran_out_or_came_back() -> None:
    former = [
        replace(shard, left=left) for shard, left in zip(dealt(4, shards=2), (0, 2), strict=True)
    ]
    stock = stock_of(quantity=1, shards=3)
    again = rules.deal(stock, former)
    assert [(shard.left, shard.turns) for shard in again] == [(1, 2), (0, 2), (0, 0)]


def test_taking_and_giving_back_count_turns() -> None:
    (shard,) = dealt(2, shards=1)
    one = rules.take(shard, 1, by="me", now=NOW)
    none = rules.take(one, 1, by="me", now=NOW)
    back = rules.give_back(none, 1)
    assert [(s.left, s.turns) for s in (shard, one, none, back)] == [(2, 1), (1, 1), (0, 2), (1, 3)]
    assert (one.used_by, one.used_at) == ("me", NOW)


def test_shard_in_use_by_another_process_is_avoided_for_a_while() -> None:
    shards = dict(enumerate(dealt(40, shards=4)))
    shards[1] = rules.take(shards[1], 1, by="other", now=NOW)
    shards[2] = rules.take(shards[2], 1, by="me", now=NOW)
    shards[3] = replace(shards[3], left=0)
    assert rules.worth_taking(shards, 1, by="me", now=NOW) == [0, 2]
    assert rules.worth_taking(shards, 1, by="me", now=NOW + timedelta(seconds=3)) == [0, 1, 2]


def test_shards_in_use_are_better_than_none() -> None:
    shards = {0: rules.take(dealt(40, shards=1)[0], 1, by="other", now=NOW)}
    assert rules.worth_taking(shards, 1, by="me", now=NOW) == [0]
    assert rules.worth_taking(shards, 40, by="me", now=NOW) == []


def test_places_are_pieced_together_from_several_shards() -> None:
    shards = dict(enumerate(dealt(3, shards=4)))
    assert sorted(rules.piece_together(shards, 2) or {}) == [0, 1]
    assert rules.piece_together(shards, 4) is None


def test_bookings_return_to_every_shard() -> None:
    assert {rules.home_of(f"b{number}", 4) for number in range(50)} == {0, 1, 2, 3}
