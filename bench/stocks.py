"""`python -m bench stocks`: reads and writes of an offer with more and more dates, and suggestions.

Bars: a page of dates, the offer itself and a page of a batch read and write as much among 2,500
dates as among 150; suggestions never read more than 74 documents.
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bench.stage import quiet
from bench.tables import Cell, conclude, table
from functions.kernel.config import Settings
from functions.kernel.database import metered
from functions.kernel.platform import Platform, use_platform
from functions.offers.batches import service as batches_service
from functions.offers.batches.models import Selection, Series, SeriesPrice, StockBatch
from functions.offers.search.suggest.service import MOST_READ, follow_venue, suggest
from tests.support import given
from tests.support.search_data import FRANCE, NOW, load, programme

_SIZES = (150, 1_000, 2_500)
_FIRST = date(2027, 1, 1)
_A_DAY = 10
_SUGGESTIONS = "suggestions"


@dataclass(frozen=True, slots=True)
class Cost:
    """The use of the database by one act among so many dates, or offers and venues."""

    act: str
    among: int
    reads: int
    writes: int
    trips: int


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 0 only if no act costs more among more."""
    parser = argparse.ArgumentParser("python -m bench stocks")
    parser.add_argument("--dates", type=int, nargs="+", default=_SIZES, metavar="NUMBER")
    options = parser.parse_args(arguments)
    costs: list[Cost] = []
    for number in options.dates:
        with tempfile.TemporaryDirectory(prefix="bench-stocks-") as folder, quiet():
            costs += measure(Path(folder), number)
    print(_table(costs))
    sentences = grown(costs)
    return conclude(sentences)


def measure(folder: Path, number: int) -> list[Cost]:
    """Measure each act among this many dates of one offer, and as many offers and venues."""
    with closing(Platform(Settings(data=folder, now=NOW))) as platform:
        use_platform(platform)
        offer = given.offer(platform, given.house(platform), given.ticket())
        series = Series(
            first_day=_FIRST,
            last_day=_FIRST + timedelta(days=(number - 1) // _A_DAY - 1),
            weekdays=tuple(range(1, 8)),
            times=tuple(f"{hour:02}:00" for hour in range(10, 10 + _A_DAY)),
            prices=(SeriesPrice(price_cents=500, quantity=80),),
        )
        _start(platform, _batch("series", offer.id, series=series))
        load(platform.database.adapter, programme(number, FRANCE))
        for piece in programme(number, FRANCE):
            offer_id = piece.offer.id
            platform.database.run(lambda work, of=offer_id: follow_venue(work, of))  # type: ignore[misc]
        begun = next(programme(1, FRANCE)).offer.place.name[:2]
        day = Selection(first_day=_FIRST, last_day=_FIRST + timedelta(days=4))
        price = SeriesPrice(price_cents=700)
        acts: dict[str, Callable[[], object]] = {
            "the offer": lambda: given.call(platform, "GET", f"/v1/offers/{offer.id}"),
            "20 dates": lambda: given.call(platform, "GET", f"/v1/offers/{offer.id}/stocks"),
            "50 dates priced": lambda: _start(
                platform, _batch("price", offer.id, selection=day, price=price)
            ),
            _SUGGESTIONS: lambda: platform.database.run(lambda work: suggest(work, begun, now=NOW)),
        }
        costs = []
        for name, act in acts.items():
            with metered() as meter:
                act()
            reads, writes = meter.documents_read, meter.documents_written
            costs.append(Cost(name, number, reads, writes, meter.round_trips))
        return costs


def grown(costs: Sequence[Cost]) -> list[str]:
    """Return a sentence for each act that uses more among more, or more than its bound."""
    least = {cost.act: cost for cost in reversed(costs)}
    suggestions = [cost for cost in costs if cost.act == _SUGGESTIONS and cost.reads > MOST_READ]
    return [
        f"{cost.act}: {cost.reads} read among {cost.among:,}, not {MOST_READ}"
        for cost in suggestions
    ] + [
        f"{cost.act}: {cost.reads} read and {cost.writes} written among {cost.among:,}, not"
        f" {first.reads} and {first.writes} as among {first.among:,}"
        for cost in costs
        if cost.act != _SUGGESTIONS
        and (first := least[cost.act])
        and (cost.reads, cost.writes, cost.trips) > (first.reads, first.writes, first.trips)
    ]


def _batch(
    kind: str,
    offer_id: str,
    *,
    series: Series | None = None,
    selection: Selection | None = None,
    price: SeriesPrice | None = None,
) -> StockBatch:
    return StockBatch(
        id=f"{kind}-{offer_id}",
        offer_id=offer_id,
        member_id=given.MEMBER,
        kind="price" if series is None else "add",
        series=series,
        selection=selection or Selection(),
        price=price,
        created_at=NOW,
    )


def _start(platform: Platform, batch: StockBatch) -> None:
    platform.database.run(lambda work: batches_service.start(work, batch, now=NOW))


def _table(costs: Sequence[Cost]) -> str:
    rows: list[tuple[Cell, ...]] = [
        (cost.act, cost.among, cost.reads, cost.writes, cost.trips)
        for cost in sorted(costs, key=lambda cost: cost.act)
    ]
    header = ("act", "among", "reads", "writes", "round trips")
    return table("sqlite: an offer with many dates", header, rows, caption=_CAPTION)


_CAPTION = (
    "Among: dates of the offer; for suggestions, offers, and as many venues up to 997. The offer is"
    " shown with its next 100 dates."
)
