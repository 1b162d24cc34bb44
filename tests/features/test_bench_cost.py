"""The cost benchmark: what it counts is what happens, and what is free is not charged."""

import re
import tomllib
from pathlib import Path

import pytest

from bench import cost
from bench.cost_acts import Tally

BENCH = Path(cost.__file__).parent
USAGE = tomllib.loads((BENCH / "usage.toml").read_text("utf-8"))
PRICES = tomllib.loads((BENCH / "prices.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def acts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tally]:
    return cost.count(tmp_path_factory.mktemp("cost"), tuple(USAGE["acts"]), times=1)


def test_an_act_is_counted_with_all_that_follows_by_event(acts: dict[str, Tally]) -> None:
    redeemed = acts["redeem"]
    assert redeemed.requests == 2
    assert redeemed.invocations["booking_api"] == 2
    assert redeemed.invocations["relay_outbox"] >= 1
    assert redeemed.invocations["wallet_events"] == 1
    assert acts["publish"].invocations["process_images"] == 1
    assert acts["join"].invocations["wallet_events"] == 1


def test_what_only_reads_writes_nothing(acts: dict[str, Tally]) -> None:
    for act in ("search", "read_offer", "look_around", "desk_list"):
        assert acts[act].reads > 0
        assert (acts[act].writes, acts[act].deletes, acts[act].message_bytes) == (0, 0, 0)


def test_what_is_free_is_not_charged() -> None:
    price = PRICES["firestore"]["reads"]
    free = {("firestore", "reads"): float(price["free"])}
    assert cost.cost_of(free, PRICES) == {"firestore": 0.0}
    more = {("firestore", "reads"): price["free"] + 10.0 * price["per"]}
    assert cost.cost_of(more, PRICES) == {"firestore": pytest.approx(10 * price["usd"])}


def test_more_bookings_cost_more_of_every_product_that_is_used(acts: dict[str, Tally]) -> None:
    small, large = (cost.month_of(size, acts, USAGE) for size in (10_000, 1_000_000))
    assert small.keys() == large.keys()
    for name, quantity in small.items():
        assert large[name] >= quantity > 0
    assert {product for product, _ in small} == set(PRICES) - {"date", "location"}


def test_every_price_names_its_page() -> None:
    for product, price in PRICES.items():
        if isinstance(price, dict):
            assert re.match(r"https://\S+", price["source"]), product


def test_the_tables_fit_the_screen(
    acts: dict[str, Tally], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cost.main(["--times", "1"]) == 0
    printed = capsys.readouterr().out
    assert max(len(line) for line in printed.splitlines()) <= 100
    assert "1,000 bookings, USD" in printed
