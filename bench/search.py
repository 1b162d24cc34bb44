"""`python -m bench search`: the cost of a page of offers, among more and more of them.

Bars: all pages together equal the result of a full scan, in the same order; a first page reads at
most 300 documents; and offers far away do not make a page near a point read more.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bench.tables import Cell, conclude, table
from bench.timing import percentile
from bench.titles import measure as measure_titles
from bench.titles import missed_titles, titles_table
from functions.kernel.config import Settings
from functions.kernel.database import Database, Meter, metered
from functions.kernel.platform import Platform
from functions.kernel.values import replace
from functions.offers.search.find.service import budget_of, search
from functions.offers.search.models import Page, Position, SearchCriteria
from functions.offers.search.words.models import SearchWords
from functions.offers.search.words.rules import search_words_of
from tests.support.search_data import FRANCE, NOW, Area, Piece, load, programme
from tests.support.search_truth import Truth

PAGE_SIZE = 20
MOST_READS = budget_of(PAGE_SIZE)
DEEP = 10
"""How many pages of 20 are read to find the most expensive one."""

_SIZES = (1_000, 10_000, 100_000)
_FAR = (Area("Loin", (-30.0, 100.0), 100_000, 1),)
_MOST_FAR = 10_000
_PARIS, _AURILLAC = (48.8566, 2.3522), (44.9310, 2.4450)
_TEXTS = ("nuit jazz", "opéra", "marché de la poésie", "ciné", "jardin chœur", "théâtre lyon")
_CATEGORIES = ("concert", "show", "cinema_screening", "paper_book", "ebook")
_WORDS = ("jazz", "nuit", "théâtre", "cinéma", "livre", "conc")

Vary = Callable[[random.Random], SearchCriteria]


@dataclass(kw_only=True)
class Result:
    """The figures of one kind of query among a number of offers."""

    query: str
    is_near: bool
    offers: int
    hits: int = 0
    recall: float = 0.0
    in_order: float = 0.0
    seconds: list[float] = field(default_factory=list)
    reads: list[int] = field(default_factory=list)
    trips: list[int] = field(default_factory=list)
    short: int = 0
    """How many first pages were short although another one followed."""

    deep_reads: int = 0
    reads_with_far: list[int] = field(default_factory=list)


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 0 only if no bar was missed."""
    parser = argparse.ArgumentParser("python -m bench search")
    parser.add_argument("--offers", type=int, nargs="+", default=_SIZES, metavar="NUMBER")
    parser.add_argument("--rounds", type=int, default=40, help="first pages of each query")
    options = parser.parse_args(arguments)
    results = []
    for number in options.offers:
        with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
            of_size = measure(Path(folder), number, rounds=options.rounds)
        print(_table(of_size), end="\n\n")
        results += of_size
    titles = measure_titles()
    print(titles_table(titles), end="\n\n")
    status = finish(results)
    return conclude(missed_titles(titles)) or status


def measure(folder: Path, number: int, *, rounds: int) -> list[Result]:
    """Measure each query in a programme of `number` offers; print how it was built."""
    pieces = list(programme(number, FRANCE))
    with closing(Platform(Settings(data=folder))) as platform:
        started = time.perf_counter()
        load(platform.database.adapter, pieces)
        built = time.perf_counter() - started
        size = sum(file.stat().st_size for file in folder.iterdir())
        print(f"{number:,} offers: built in {built:.0f} s, {size / 1e6:,.0f} MB", flush=True)
        results = [
            _measure(
                platform.database, Result(query=name, is_near=near, offers=number), vary, rounds
            )
            for name, near, vary in _queries()
        ]
        _compare(platform.database, pieces, results)
        load(
            platform.database.adapter,
            programme(min(number, _MOST_FAR), _FAR, seed=2, key="far"),
        )
        for result, (_, _, vary) in zip(results, _queries(), strict=True):
            result.reads_with_far = [
                meter.documents_read
                for _, meter, _ in _first_pages(platform.database, vary, rounds)
            ]
    return results


def missed(results: Sequence[Result]) -> list[str]:
    """Return a sentence for each bar that a result missed."""
    sentences = []
    for result in results:
        name = f"{result.query}, {result.offers:,} offers"
        if result.recall != 1.0 or result.in_order != 1.0:
            sentences.append(f"{name}: recall {result.recall:.4f}, order {result.in_order:.4f}")
        if max(result.reads) > MOST_READS:
            sentences.append(f"{name}: a first page read {max(result.reads)} documents")
        if result.is_near and result.reads_with_far != result.reads:
            before, after = sum(result.reads), sum(result.reads_with_far)
            sentences.append(f"{name}: offers far away made it read {after}, not {before}")
    return sentences


def finish(results: Sequence[Result]) -> int:
    """Print how the bars were met and return the exit status."""
    return conclude(
        missed(results),
        met=f"Every bar is met: recall and order 1.0, at most {MOST_READS} documents for a first"
        " page, and no more for offers far away.",
    )


def _queries() -> Iterator[tuple[str, bool, Vary]]:
    """Yield each kind of query: its name, whether it is near a point, and its factory."""
    anything = SearchCriteria(
        point=None,
        radius_m=2_000,
        words=SearchWords(),
        max_price_cents=None,
        begins_from=None,
        begins_until=None,
        sort="relevance",
    )

    def around(
        chance: random.Random, point: tuple[float, float], metres: int
    ) -> tuple[float, float]:
        spread = metres / 111_195
        return point[0] + chance.gauss(0, spread), point[1] + chance.gauss(0, spread)

    def city(chance: random.Random) -> SearchCriteria:
        return replace(anything, point=around(chance, _PARIS, 1_000), sort="distance")

    def country(chance: random.Random) -> SearchCriteria:
        point = around(chance, _AURILLAC, 10_000)
        return replace(anything, point=point, radius_m=50_000, sort="distance")

    def text(chance: random.Random) -> SearchCriteria:
        return replace(anything, words=search_words_of(chance.choice(_TEXTS)))

    def text_and_place(chance: random.Random) -> SearchCriteria:
        words, point = search_words_of(chance.choice(_WORDS)), around(chance, _PARIS, 2_000)
        return replace(anything, words=words, point=point, radius_m=10_000, sort="distance")

    def date_and_price(chance: random.Random) -> SearchCriteria:
        first = NOW + timedelta(days=chance.randrange(30))
        return replace(
            anything,
            point=around(chance, _PARIS, 1_000),
            radius_m=5_000,
            max_price_cents=1_000,
            begins_from=first,
            begins_until=first + timedelta(days=7),
            sort="date",
        )

    def filtered(chance: random.Random) -> SearchCriteria:
        return replace(
            city(chance),
            radius_m=5_000,
            categories=("concert", "show"),
            accessibility=("motor",),
            max_price_cents=0,
        )

    def evenings(chance: random.Random) -> SearchCriteria:
        hours = (18 * 60, 23 * 60)
        return replace(date_and_price(chance), max_price_cents=None, is_duo=True, hours=hours)

    def of_venue(chance: random.Random) -> SearchCriteria:
        return replace(anything, venue_id=f"v{chance.randrange(997)}", sort="date")

    def of_categories(chance: random.Random) -> SearchCriteria:
        return replace(anything, categories=tuple(chance.sample(_CATEGORIES, 3)))

    yield "dense city, 2 km", True, city
    yield "rural, 50 km", True, country
    yield "text", False, text
    yield "text and place", True, text_and_place
    yield "date and price, 5 km", True, date_and_price
    yield "free, motor, 2 categories, 5 km", True, filtered
    yield "duo evenings of a week, 5 km", True, evenings
    yield "venue by date", False, of_venue
    yield "3 categories", False, of_categories


def _measure(database: Database, result: Result, vary: Vary, rounds: int) -> Result:
    for page, meter, seconds in _first_pages(database, vary, rounds):
        result.seconds.append(seconds)
        result.reads.append(meter.documents_read)
        result.trips.append(meter.round_trips)
        result.short += len(page.hits) < PAGE_SIZE and page.after is not None
    wanted, after = vary(random.Random(1)), None
    for _ in range(DEEP):
        with metered() as meter:
            page = _page(database, wanted, after, page_size=PAGE_SIZE)
        result.deep_reads = max(result.deep_reads, meter.documents_read)
        after = page.after
        if after is None:
            break
    return result


def _first_pages(
    database: Database, vary: Vary, rounds: int
) -> Iterator[tuple[Page, Meter, float]]:
    chance = random.Random(7)
    for _ in range(rounds):
        wanted = vary(chance)
        with metered() as meter:
            started = time.perf_counter()
            page = _page(database, wanted, None, page_size=PAGE_SIZE)
            seconds = time.perf_counter() - started
        yield page, meter, seconds


def _compare(database: Database, pieces: Sequence[Piece], results: Sequence[Result]) -> None:
    """Compare every page of one query of each kind with brute force."""
    truth = Truth(pieces)
    for result, (_, _, vary) in zip(results, _queries(), strict=True):
        wanted = vary(random.Random(1))
        expected = truth.ids(wanted, now=NOW)
        found: list[str] = []
        after: Position | None = None
        while True:
            page = _page(database, wanted, after, page_size=100)
            found += [hit.listing.id for hit in page.hits]
            after = page.after
            if after is None:
                break
        result.hits = len(expected)
        result.recall = _share(len(set(found) & set(expected)), len(expected))
        same = sum(one == other for one, other in zip(found, expected, strict=False))
        result.in_order = _share(same, max(len(found), len(expected)))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _page(
    database: Database, wanted: SearchCriteria, after: Position | None, *, page_size: int
) -> Page:
    return database.run(
        lambda work: search(work, wanted, after=after, page_size=page_size, now=NOW)
    )


def _table(results: Sequence[Result]) -> str:
    rows: list[tuple[Cell, ...]] = [
        (
            result.query,
            result.hits,
            percentile(result.seconds, 0.5) * 1000,
            percentile(result.seconds, 0.95) * 1000,
            sum(result.reads) / len(result.reads),
            max(result.reads),
            sum(result.reads_with_far) / len(result.reads_with_far),
            result.deep_reads,
            sum(result.trips) / len(result.trips),
            max(result.trips),
            f"{result.short / len(result.reads):.0%}",
            f"{result.recall:.3f}",
            f"{result.in_order:.3f}",
        )
        for result in results
    ]
    header = (
        *("a page of 20", "hits", "p50 ms", "p95 ms", "reads", "most", "far", "deep"),
        *("trips", "most", "short", "recall", "order"),
    )
    return table(
        f"sqlite: {results[0].offers:,} offers",
        header,
        rows,
        caption=(
            "Reads: documents read for a page, on average and at most; far: on average with up to"
            f" {_MOST_FAR:,} more offers far away; deep: the most of the first {DEEP} pages of"
            " one query. Trips: round trips to the database. Short: pages that ended early because"
            " of their read budget. Hits, recall and order: all pages of one query, compared with"
            " a scan of every offer."
        ),
    )
