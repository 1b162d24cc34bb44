"""`python -m bench memory`: memory of the local server at rest, and after many bookings over HTTP.

`python -m local` runs as one server process on the embedded default; wrk books with eight callers.
"""

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.http import Request, book_all, prepare, settings_at
from bench.processes import Process, serving
from bench.tables import conclude, table

AT_REST_MB = 70
AFTER_BOOKINGS_MB = 150
"""The most memory that the server may hold, in MB."""

_STOCKS = 64
_READ = 200


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 0 only if no bar was missed."""
    parser = argparse.ArgumentParser("python -m bench memory")
    parser.add_argument("--bookings", type=int, default=50_000)
    parser.add_argument("--offers", type=int, default=1_000, help="offers to search among")
    options = parser.parse_args(arguments)
    if shutil.which("wrk") is None:
        print("wrk is missing: `apt-get install wrk`, or the package of that name elsewhere.")
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-memory-") as folder:
        people = options.bookings // (_STOCKS - 5) + 20
        world, now = prepare(Path(folder), people=people, stocks=_STOCKS, offers=options.offers)
        with serving(world.folder, settings_at(now)) as server:
            _read(server, world.reads["offer"])
            at_rest = server.resident_mb()
            made = book_all(world, server, options.bookings)
            after, peak = server.resident_mb(), server.peak_mb()
    print(
        table(
            "memory of the local server, MB",
            ("bookings", "at rest", "after", "peak"),
            [(made, at_rest, after, peak)],
        )
    )
    sentences = missed(at_rest, after)
    return conclude(sentences)


def missed(at_rest: float, after: float) -> list[str]:
    """Return a sentence for each bar that was missed."""
    return [
        f"{name}: {held:.0f} MB, the bar is {bar}"
        for name, held, bar in (
            ("at rest", at_rest, AT_REST_MB),
            ("after the bookings", after, AFTER_BOOKINGS_MB),
        )
        if held > bar
    ]


def _read(server: Process, requests: Sequence[Request]) -> None:
    """Let the server answer a few reads, so that everything is loaded."""
    for request in requests[:_READ]:
        server.get(request.path)
