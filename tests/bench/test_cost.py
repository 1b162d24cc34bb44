"""The cost benchmark: what it counts is what happens, and what is free is not charged."""

import re
import tomllib
from pathlib import Path

import pytest

from bench import cost
from bench.cost_acts import Tally
from bench.standing import gib, read_standing, runs_a_month

BENCH = Path(cost.__file__).parent
USAGE = tomllib.loads((BENCH / "usage.toml").read_text("utf-8"))
PRICES = tomllib.loads((BENCH / "prices.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def acts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tally]:
    return cost.count(tmp_path_factory.mktemp("cost"), tuple(USAGE["acts"]), times=1, offers=200)


def test_an_act_is_counted_with_all_that_follows_by_event(acts: dict[str, Tally]) -> None:
    redeemed = acts["redeem"]
    assert redeemed.requests == 2
    assert redeemed.invocations["booking_api"] == 2
    assert redeemed.invocations["relay_outbox"] >= 1
    assert redeemed.invocations["wallet_events"] == 1
    assert acts["publish"].invocations["process_images"] == 1
    assert acts["join"].invocations["wallet_events"] == 1


def test_what_only_reads_writes_nothing(acts: dict[str, Tally]) -> None:
    for act in ("search", "look_around", "desk_list"):
        assert acts[act].reads > 0
        assert (acts[act].writes, acts[act].deletes, acts[act].message_bytes) == (0, 0, 0)


def test_reading_an_offer_writes_its_views_at_most(acts: dict[str, Tally]) -> None:
    assert acts["read_offer"].writes <= 1
    assert (acts["read_offer"].deletes, acts["read_offer"].message_bytes) == (0, 0)


def test_events_are_streamed_once_and_their_rows_kept(acts: dict[str, Tally]) -> None:
    assert acts["book"].streamed_bytes >= 1000
    assert acts["look_around"].streamed_bytes == acts["look_around"].row_bytes == 0
    assert acts["book"].streamed_bytes <= acts["book"].message_bytes / 2
    standing = read_standing()
    assert standing.event_months == pytest.approx(13, abs=0.1)
    month = cost.month_of(1_000, {"book": acts["book"]}, {**USAGE, "acts": {"book": 1}}, standing)
    rows = acts["book"].row_bytes * 1_000 * standing.event_months
    assert month["bigquery", "gib_months"] == pytest.approx(rows / 2**30)
    assert cost.cost_of({("bigquery", "gib_months"): 10.0}, PRICES) == {"bigquery": 0.0}
    streamed = cost.cost_of({("bigquery", "streamed_gib"): 1024.0}, PRICES)
    assert streamed == {"bigquery": pytest.approx(50)}


def test_what_is_free_is_not_charged() -> None:
    price = PRICES["firestore"]["reads"]
    free = {("firestore", "reads"): float(price["free"])}
    assert cost.cost_of(free, PRICES) == {"firestore": 0.0}
    more = {("firestore", "reads"): price["free"] + 10.0 * price["per"]}
    assert cost.cost_of(more, PRICES) == {"firestore": pytest.approx(10 * price["usd"])}


def test_a_price_by_tiers_is_that_of_each_tier_for_what_is_in_it() -> None:
    people = {("identity", "people"): 800_000.0}
    wanted = 50_000 * 0.0055 + 700_000 * 0.0046
    assert cost.cost_of(people, PRICES) == {"identity": pytest.approx(wanted)}
    assert cost.cost_of({("identity", "people"): 50_000.0}, PRICES) == {"identity": 0.0}


@pytest.mark.parametrize(
    ("schedule", "a_day"),
    [("* * * * *", 1440), ("*/5 * * * *", 288), ("20 * * * *", 24), ("10 0,12 * * *", 2)],
)
def test_a_schedule_comes_up_as_often_as_it_says(schedule: str, a_day: int) -> None:
    assert runs_a_month(schedule) == pytest.approx(a_day * 730 / 24)


def test_what_is_kept_warm_costs_though_nobody_comes() -> None:
    standing = read_standing()
    assert (gib("512Mi"), gib("1Gi")) == (0.5, 1.0)
    # Seven instances of one vCPU and half a GiB each.
    assert standing.warm_vcpu_seconds == 2 * standing.warm_gib_seconds == 7 * 730 * 3600
    assert standing.job_runs > 43_800
    nobody = cost.cost_of(cost.month_of(0, {}, USAGE, standing), PRICES)
    assert nobody["functions"] > 50
    assert nobody["identity"] == nobody["network"] == 0


def test_a_request_is_billed_for_a_tenth_of_a_second_at_least() -> None:
    tally = Tally()
    tally.invocations["booking_api"] = 3
    tally.work_seconds["booking_api"] = 0.01
    month = cost.month_of(1, {"book": tally}, {**USAGE, "acts": {"book": 1}}, read_standing())
    idle = cost.month_of(0, {}, USAGE, read_standing())
    unit = ("functions", "vcpu_seconds")
    assert month[unit] - idle[unit] == pytest.approx(0.3)


def test_more_bookings_cost_more_of_every_product_that_is_used(acts: dict[str, Tally]) -> None:
    small, large = (
        cost.month_of(size, acts, USAGE, read_standing()) for size in (10_000, 1_000_000)
    )
    assert small.keys() == large.keys()
    for name, quantity in small.items():
        assert large[name] >= quantity > 0
    assert {product for product, _ in small} == set(PRICES) - {"date", "location"}


def test_every_price_names_its_page() -> None:
    for product, price in PRICES.items():
        if isinstance(price, dict):
            assert re.match(r"https://\S+", price["source"]), product


def test_the_tables_fit_the_screen(acts: dict[str, Tally]) -> None:
    printed = cost.report(acts, USAGE)
    assert max(len(line) for line in printed.splitlines()) <= 100
    assert "1,000 bookings, USD" in printed
