"""`python -m bench redeem`: round trips and latency of a redemption at the door.

Bar: two round trips, and no documents other than EXPECTED.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Literal

import functions_framework

from bench.counting import Count
from bench.data import OWNER
from bench.distance import further_away
from bench.stage import MAIN, Stage, open_stage
from bench.tables import Cell, conclude, ratio, table
from functions.booking.desk import service as desk_service
from functions.booking.desk_access.service import Desk
from functions.booking.models import Booking
from functions.kernel.clock import Clock
from functions.kernel.database import Database, metered
from functions.kernel.identity.local import LocalIdentity
from local.emulators import Unavailable, environment, running
from tests.support.adapters import DelegatingAdapter

Way = Literal["redeem", "one after the other", "whole request", "smallest unit"]
WAYS: tuple[Way, ...] = ("smallest unit", "redeem", "one after the other", "whole request")

EXPECTED = Count(round_trips=2, documents_read=4, documents_written=2, documents_verified=2)
"""Read: the booking, its claim, the membership, wrong codes. Written: the booking, the event."""

_ROUND_TRIP = 0.02
_LATER = timedelta(hours=49)
"""When an event booked now can no longer be cancelled, and so be redeemed."""


@dataclass
class Result:
    """The figures of one database: counts, and median milliseconds by kind of call."""

    name: str
    counts: dict[Way, Count] = field(default_factory=dict)
    p50_ms: dict[Way, float] = field(default_factory=dict)


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 0 only if no bar was missed."""
    parser = argparse.ArgumentParser("python -m bench redeem")
    parser.add_argument("--calls", type=int, default=200, help="timed calls of each kind")
    options = parser.parse_args(arguments)
    results = []
    for name in ("sqlite", "firestore", "20 ms away"):
        try:
            with stage_on(name) as stage:
                results.append(measure(name, stage, calls=options.calls))
        except Unavailable as unavailable:
            print(f"{name} is skipped: {unavailable}\n")
    print(_table(results))
    sentences = [sentence for result in results for sentence in missed(result)]
    return conclude(sentences) if results else 1


def measure(name: str, stage: Stage, *, calls: int) -> Result:
    """Measure redemptions on the database of `stage`."""
    result = Result(name)
    warm = max(2, calls // 10)
    booked: dict[Way, list[Booking]] = {
        way: _book(stage, warm + calls) if way != WAYS[0] else [] for way in WAYS
    }
    stage.platform.clock = Clock(stage.platform.clock.now() + _LATER)
    seconds: dict[Way, list[float]] = {way: [] for way in WAYS}
    acts = {way: _acts(stage, way, booked[way], warm + calls) for way in WAYS}
    for way in WAYS:
        for act in acts[way][:warm]:
            with metered() as meter:
                act()
            result.counts[way] = Count.of(meter)
    for number in range(warm, warm + calls):
        # In turns, so that all of them see the same load of the machine.
        for way in WAYS:
            started = time.perf_counter()
            acts[way][number]()
            seconds[way].append(time.perf_counter() - started)
    result.p50_ms = {way: median(several) * 1000 for way, several in seconds.items()}
    return result


def missed(result: Result) -> Iterator[str]:
    """Yield a sentence for each bar that a result missed."""
    counted = result.counts["redeem"]
    if counted != EXPECTED:
        yield f"{result.name}: a redemption asks for {counted}, the bar is {EXPECTED}"


def _book(stage: Stage, number: int) -> list[Booking]:
    made = [act() for act in stage.acts("use case", number)]
    return [booking for booking in made if isinstance(booking, Booking)]


def _acts(
    stage: Stage, way: Way, booked: Sequence[Booking], number: int
) -> Sequence[Callable[[], object]]:
    if way == "smallest unit":
        return stage.acts("one read, one write", number)
    platform = stage.platform
    if way == "whole request":
        client = functions_framework.create_app("booking_api", str(MAIN)).test_client()
        identity = platform.identity
        assert isinstance(identity, LocalIdentity)
        identity.create_account("owner@bench.test", None, claims={"professional": True}, uid=OWNER)
        headers = {"Authorization": f"Bearer {identity.open_session(OWNER).id_token}"}

        def post(code: str) -> None:
            answer = client.post(f"/v1/desk/countermarks/{code}/redeem", headers=headers)
            assert answer.status_code == 200, answer.text

        return [partial(post, booking.countermark) for booking in booked]
    adapter = platform.database.adapter
    one_by_one = way == "one after the other"
    database = Database(DelegatingAdapter(adapter) if one_by_one else adapter)
    now, who = platform.clock.now(), Desk(uid=OWNER)

    def redeem(code: str) -> None:
        database.run(lambda work: desk_service.redeem(work, code, desk=who, now=now))

    return [partial(redeem, booking.countermark) for booking in booked]


def _table(results: Sequence[Result]) -> str:
    rows: list[Sequence[Cell]] = []
    for result in results:
        for way in WAYS:
            count, took = result.counts[way], result.p50_ms[way]
            rows.append(
                (
                    result.name,
                    way,
                    count.round_trips,
                    count.documents_read,
                    count.documents_written,
                    count.documents_verified,
                    took,
                    ratio(took, result.p50_ms["smallest unit"]),
                    ratio(took, result.p50_ms["redeem"]),
                )
            )
        rows.append(())
    return table(
        "a redemption at the door",
        ("", "", "trips", "read", "written", "verified", "p50 ms", "to unit", "to redeem"),
        rows[:-1],
        texts=2,
        caption=(
            "One caller. Trips: round trips. The smallest unit reads and creates a document. Redeem"
            " reads the booking, its claim, the membership and the wrong codes at once. One after"
            " the other: it waits for the documents before the query, which our meter cannot see."
            " 20 ms away: Firestore's emulator, with bytes delayed by 10 ms each way."
        ),
    )


@contextmanager
def stage_on(name: str, *, people: int = 40, stocks: int = 24) -> Iterator[Stage]:
    """Provide a stage on a database for the block."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-redeem-")))
        if name == "sqlite":
            yield stack.enter_context(open_stage("sqlite", folder, people=people, stocks=stocks))
            return
        host = stack.enter_context(running("firestore"))
        if name != "firestore":
            host = stack.enter_context(further_away(host, round_trip=_ROUND_TRIP))
        stack.enter_context(environment(FIRESTORE_EMULATOR_HOST=host))
        yield stack.enter_context(open_stage("firestore", folder, people=people, stocks=stocks))
