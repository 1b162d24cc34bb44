"""`python -m bench cost`: the cost of a month on Google Cloud, by product, at three sizes.

Every act of a month is played on the embedded platform through the real functions, and its use of
each product is counted: invocations, documents, messages, bytes. The frequency of each act is in
usage.toml, and prices with their date are in prices.toml. The figures are estimates, not bills.
"""

import argparse
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.cost_acts import Month, Tally
from bench.standing import Standing, read_standing
from bench.tables import paragraph, table
from functions.kernel.config import Settings
from functions.kernel.platform import Platform, use_platform
from tests.support.search_data import NOW

SIZES = (10_000, 100_000, 1_000_000)

_HERE = Path(__file__).resolve().parent
_GIB = 2**30
_PICTURES = "process_images"
_LEAST_SECONDS = 0.1
"""Time is billed in multiples of this many seconds."""

Toml = Mapping[str, Any]
Quantities = dict[tuple[str, str], float]
"""The quantities that a month uses, by product and unit as in prices.toml."""


def main(arguments: Sequence[str]) -> int:
    """Count, print, and return 0."""
    parser = argparse.ArgumentParser("python -m bench cost")
    parser.add_argument("--times", type=int, default=40, help="plays of each act")
    parser.add_argument("--offers", type=int, default=10_000, help="offers to search among")
    options = parser.parse_args(arguments)
    usage = tomllib.loads((_HERE / "usage.toml").read_text("utf-8"))
    with tempfile.TemporaryDirectory(prefix="bench-cost-") as folder:
        acts = count(Path(folder), tuple(usage["acts"]), times=options.times, offers=options.offers)
    print(report(acts, usage))
    return 0


def report(acts: Mapping[str, Tally], usage: Toml) -> str:
    """Format two tables: the use of each act, and the cost of a month."""
    prices = tomllib.loads((_HERE / "prices.toml").read_text("utf-8"))
    return f"{_acts_table(acts)}\n\n{_cost_table(acts, usage, prices)}"


def count(folder: Path, acts: Sequence[str], *, times: int, offers: int) -> dict[str, Tally]:
    """Play the acts and return the average use of one play of each."""
    platform = Platform(Settings(data=folder, relay="trigger", now=NOW))
    use_platform(platform)
    month = Month(platform, people=8, offers=offers)
    averages = {}
    try:
        for act in acts:
            average = Tally()
            average.add(month.play(act, times), 1 / times)
            averages[act] = average
    finally:
        month.close()
        use_platform(None)
        platform.close()
    return averages


def month_of(
    bookings: int, acts: Mapping[str, Tally], usage: Toml, standing: Standing
) -> Quantities:
    """Return the use of each product in a month of this many bookings."""
    month = Tally()
    for act, tally in acts.items():
        month.add(tally, usage["acts"][act] * bookings)
    people = usage["people"]["each_booking"] * bookings
    shown = usage["pictures"]["loaded"] * bookings
    out = month.egress_bytes + shown * usage["pictures"]["kb"] * 1000
    stored = month.stored_bytes * usage["kept"]["index_factor"] * usage["kept"]["months"] / _GIB
    pictures = month.file_bytes * usage["kept"]["months"] / _GIB
    seconds = {
        function: _seconds(month, function, usage)
        for function in month.invocations
        if function != _PICTURES
    }
    drawing = month.work_seconds[_PICTURES]
    # A run that finds nothing to do is billed the minimum time.
    serving = sum(seconds.values()) + standing.job_runs * _LEAST_SECONDS
    memory = serving * usage["time"]["memory_gib"]
    invocations = sum(month.invocations.values()) + standing.job_runs
    alerts = usage["alerts"]
    return {
        ("firestore", "reads"): month.reads + standing.job_runs * usage["jobs"]["reads"],
        ("firestore", "writes"): month.writes,
        ("firestore", "deletes"): month.deletes,
        # Once as data, once for seven days of point-in-time recovery and the backups together.
        ("firestore", "gib_months"): stored * 2,
        ("functions", "requests"): invocations,
        ("functions", "vcpu_seconds"): serving + drawing,
        ("functions", "gib_seconds"): memory + drawing * usage["time"]["picture_memory_gib"],
        ("functions", "warm_vcpu_seconds"): standing.warm_vcpu_seconds,
        ("functions", "warm_gib_seconds"): standing.warm_gib_seconds,
        ("pubsub", "gib"): month.message_bytes / _GIB,
        ("bigquery", "streamed_gib"): month.streamed_bytes / _GIB,
        ("bigquery", "gib_months"): month.row_bytes * standing.event_months / _GIB,
        ("storage", "gib_months"): pictures,
        ("storage", "writes"): month.file_writes,
        ("storage", "reads"): shown,
        ("network", "gib"): out / _GIB,
        ("load_balancer", "fixed"): 1,
        ("load_balancer", "gib"): month.egress_bytes / _GIB,
        ("load_balancer", "requests"): month.requests,
        ("cdn", "gib"): usage["app"]["kb"] * 1000 * bookings / _GIB,
        ("cdn", "requests"): usage["app"]["files"] * bookings,
        ("logging", "gib"): (month.log_bytes + invocations * usage["logs"]["own_bytes"]) / _GIB,
        ("monitoring", "conditions"): (
            alerts["other_conditions"] + standing.jobs * alerts["conditions_per_job"]
        ),
        ("monitoring", "series"): alerts["series"] * alerts["looks"],
        ("scheduler", "jobs"): standing.jobs,
        ("identity", "people"): people,
    }


def cost_of(quantities: Quantities, prices: Toml) -> dict[str, float]:
    """Return the cost of each product in dollars, after free quotas."""
    cost: dict[str, float] = {}
    for (product, unit), quantity in quantities.items():
        charge = _charge(quantity, prices[product][unit])
        cost[product] = cost.get(product, 0.0) + charge
    return cost


def _charge(quantity: float, price: Toml) -> float:
    """Return the cost of a quantity in dollars: at one price beyond the free quota, or by tiers."""
    if "tiers" not in price:
        usd: float = max(0.0, quantity - price["free"]) / price["per"] * price["usd"]
        return usd
    dollars, below = 0.0, 0.0
    for tier in price["tiers"]:
        up_to = float(tier["up_to"])
        dollars += max(0.0, min(quantity, up_to) - below) * float(tier["usd"])
        below = up_to
    return dollars


def _seconds(month: Tally, function: str, usage: Toml) -> float:
    """Return the billed seconds of a function, as if each request had an instance of its own."""
    waiting: float = month.round_trips[function] * usage["time"]["round_trip_ms"] / 1000
    calls = month.invocations[function]
    return max(month.work_seconds[function] + waiting, calls * _LEAST_SECONDS)


def _acts_table(acts: Mapping[str, Tally]) -> str:
    rows = [
        (
            act,
            sum(tally.invocations.values()),
            sum(tally.round_trips.values()),
            sum(tally.work_seconds.values()) * 1000,
            tally.reads,
            tally.writes,
            tally.deletes,
            tally.message_bytes / 1000,
            tally.stored_bytes / 1000,
            tally.egress_bytes / 1000,
            tally.log_bytes / 1000,
        )
        for act, tally in acts.items()
    ]
    header = (
        *("act", "calls", "RPCs", "CPU ms", "reads", "writes", "deletes"),
        *("bus kB", "kept kB", "out kB", "log kB"),
    )
    return table(
        "Use of one act, with everything that follows by event",
        header,
        rows,
        caption="Calls are invocations of functions: the request's, the relay's and one for each"
        " subscriber. RPCs are calls to the database, CPU is that of this process on the embedded"
        " adapters. A check without a write counts as a write.",
    )


def _cost_table(acts: Mapping[str, Tally], usage: Toml, prices: Toml) -> str:
    standing = read_standing()
    costs = [cost_of(month_of(size, acts, usage, standing), prices) for size in SIZES]
    products = list(costs[0])
    rows: list[Sequence[str | float]] = [
        (product, *(cost[product] for cost in costs)) for product in products
    ]
    totals = [sum(cost.values()) for cost in costs]
    rows += [(), ("a month, USD", *totals)]
    each = [total / size * 1000 for total, size in zip(totals, SIZES, strict=True)]
    rows.append(("1,000 bookings, USD", *each))
    text = table(
        f"Cost of a month, at prices of {prices['date']}",
        ("product", *(f"{size:,}" for size in SIZES)),
        rows,
    )
    notes = (
        f"{prices['location']}. Before tax, after free quotas. The frequency of each act is a"
        " guess in usage.toml; queries of BigQuery (1 TiB a month is free), mails, support, builds"
        " and container images are not included."
    )
    return "\n".join([text, *paragraph(notes)])
