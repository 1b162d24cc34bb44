"""`python -m bench lists`: the reads of a page of every list, among few and ten times more.

The lists are the routes whose query has a page size, so a new one is measured by itself. Each is
called as in the tests' world, in which the documents behind it were copied: a page costs the same
among N and 10 N, and there is a page behind it, or it would show nothing.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import grpc  # type: ignore[import-untyped]

from bench.stage import Adapter, quiet
from bench.tables import Cell, table
from functions.kernel.database import Database, Query, Ref, Snapshot, Write, metered
from functions.kernel.database.firestore import CHANNEL_OPTIONS, FirestoreAdapter
from functions.kernel.database.port import Adapter as Port
from functions.kernel.database.port import Document
from functions.kernel.jobs import run_job
from local.backfill import collections
from local.emulators import Unavailable, running
from local.server import TABLES
from tests.support.calls import Route, call
from tests.support.world import World

_FEW = 30
_PAGE = 5
_AT_ONCE = 200

NOT_STORED: Mapping[Route, str] = {
    ("GET", "/v1/places"): "communes that ship with the code",
    ("GET", "/v1/addresses"): "answers of a geocoder",
}
"""Lists that are not made of documents."""

ELSEWHERE: Mapping[Route, str] = {
    ("GET", "/v1/offers/{offer_id}/stocks"): "dates stand on the offer; see `bench stocks`",
    ("GET", "/v1/offerers/{siren}/statistics"): "a sum for each month, however many bookings",
    (
        "GET",
        "/v1/surveys/{survey_id}/comments",
    ): "hidden below five answers; see tests/features/feedback",
    ("GET", "/v1/offers"): "what is found by place and words; see `bench search`",
}
"""Lists that are not flat among copies, and why; most have a benchmark of their own."""


ONCE = ("takings",)
"""Collections that are not copied: sums, of which there is one for a month however many bookings it
counts."""


@dataclass(frozen=True, slots=True)
class Page:
    """The use of the database by one page of a list among so many copies of its documents."""

    database: Adapter
    path: str
    copies: int
    items: int
    has_more: bool
    reads: int
    trips: int


def lists() -> list[Route]:
    """Return the routes of all lists that have pages."""
    return sorted(
        (route.method, route.path)
        for of_function in TABLES
        for route in of_function.routes
        if route.query is not None and "page_size" in route.query.model_fields
    )


def main(arguments: Sequence[str]) -> int:
    """Measure on each database, print, and return 0 only if no page costs more among more."""
    parser = argparse.ArgumentParser("python -m bench lists")
    parser.add_argument("--few", type=int, default=_FEW, help="copies; then ten times as many")
    parser.add_argument("--sqlite", action="store_true", help="not on Firestore's emulator")
    options = parser.parse_args(arguments)
    pages: list[Page] = []
    with tempfile.TemporaryDirectory(prefix="bench-lists-") as folder, ExitStack() as stack:
        hosts: dict[Adapter, str] = {"sqlite": ""}
        try:
            if not options.sqlite:
                hosts["firestore"] = stack.enter_context(running("firestore"))
        except Unavailable as unavailable:
            print(f"not on Firestore's emulator: {unavailable}")
        for database, host in hosts.items():
            with quiet():
                pages += measure(Path(folder) / database, database, options.few, host=host)
    print(_table(pages))
    sentences = grown(pages)
    for sentence in sentences:
        print(f"MISSED  {sentence}")
    return 1 if sentences else 0


def measure(folder: Path, database: Adapter, few: int, *, host: str = "") -> list[Page]:
    """Measure the first page of every list among so many copies, and among ten times as many."""
    folder.mkdir(parents=True)
    world = World(folder)
    try:
        with _on(world, database, host) as port:
            run_job(world.platform, "sum-takings", world.platform.clock.now())
            copied = sorted(collections().keys() - set(ONCE))
            originals = [one for name in copied for one in _all_of(port, name)]
            pages: list[Page] = []
            made = 0
            for copies in (few, 10 * few):
                _copy(port, originals, range(made, copies))
                made = copies
                pages += [_page(world, database, route, copies) for route in _measured()]
            return pages
    finally:
        world.close()


def grown(pages: Sequence[Page]) -> list[str]:
    """Return a sentence for each page that reads more among more, or shows no full page."""
    few: dict[tuple[str, str], Page] = {}
    sentences = []
    for page in pages:
        name = f"{page.path} on {page.database}"
        first = few.setdefault((page.database, page.path), page)
        if not page.has_more or page.items == 0:
            sentences.append(f"{name}: {page.items} items and no page behind, among {page.copies}")
        if (page.reads, page.trips) > (first.reads, first.trips):
            sentences.append(
                f"{name}: {page.reads} reads in {page.trips} trips among {page.copies}, not"
                f" {first.reads} in {first.trips}"
            )
    return sentences


def _measured() -> list[Route]:
    return [route for route in lists() if route not in NOT_STORED and route not in ELSEWHERE]


@contextmanager
def _on(world: World, database: Adapter, host: str) -> Iterator[Port]:
    """Give the world's documents to its database, or to a new project of Firestore's emulator."""
    ordinary = world.platform.database
    if database == "sqlite":
        yield ordinary.adapter
        return
    channel = grpc.insecure_channel(host, options=CHANNEL_OPTIONS)
    adapter = FirestoreAdapter(channel, project=f"demo-{uuid4().hex}")
    moved = [one for name in sorted(collections()) for one in _all_of(ordinary.adapter, name)]
    _commit(adapter, ((one.ref, dict(one.data or {})) for one in moved))
    world.platform.use("database", Database(adapter))
    try:
        yield adapter
    finally:
        world.platform.use("database", ordinary)
        adapter.close()


def _all_of(port: Port, collection: str) -> Sequence[Snapshot]:
    return port.query(Query(collection, limit=10_000))


def _copy(port: Port, originals: Sequence[Snapshot], numbers: range) -> None:
    """Add copies of all documents under other ids."""

    def copies() -> Iterator[tuple[Ref, Document]]:
        for number in numbers:
            for one in originals:
                data = dict(one.data or {})
                name = f"{one.ref.id}-{number}"
                if data.get("id") == one.ref.id:
                    data["id"] = name
                yield Ref(one.ref.collection, name), data

    _commit(port, copies())


def _commit(port: Port, documents: Iterator[tuple[Ref, Document]]) -> None:
    waiting: list[Write] = []
    for ref, data in documents:
        waiting.append(Write("create", ref, data))
        if len(waiting) == _AT_ONCE:
            port.commit(waiting)
            waiting = []
    if waiting:
        port.commit(waiting)


def _page(world: World, database: Adapter, route: Route, copies: int) -> Page:
    with metered() as meter:
        answer = call(world, *route, query={"page_size": str(_PAGE)})
    content = answer.json()
    if not answer.is_success:
        raise AssertionError(f"{route}: {content}")
    return Page(
        database,
        route[1],
        copies,
        len(content["items"]),
        content["next_page_token"] is not None,
        meter.documents_read,
        meter.round_trips,
    )


def _table(pages: Sequence[Page]) -> str:
    rows: list[tuple[Cell, ...]] = [
        (p.database, p.path, p.copies, p.items, p.reads, p.trips)
        for p in sorted(pages, key=lambda p: (p.database, p.path, p.copies))
    ]
    header = ("database", "list", "among copies", "items", "reads", "round trips")
    caption = (
        f"The first page of {_PAGE}, called as in the tests. Each copy is one of every document of"
        " the tests' world, so that each list has at least as many entries as copies."
    )
    return table("reads of a page of each list", header, rows, caption=caption)
