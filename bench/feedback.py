"""`python -m bench feedback`: a report, a reaction, a word to the operator, and a refused one.

Each is of another person, on one offer behind which N people did the same before, and then ten
times as many. Bar: reads, writes and round trips are the same, so nobody's feedback costs more
because many gave theirs, and a person over the limit is refused by one document.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.data import add_book, open_shop
from bench.stage import quiet
from bench.tables import conclude, table
from functions.feedback.limits.rules import FEEDBACK_LIMITS, TooMuchFeedback
from functions.feedback.messages import service as messages_service
from functions.feedback.messages.models import SendMessage
from functions.feedback.reports import service as reports_service
from functions.feedback.reports.models import ReportOffer
from functions.kernel.config import Settings
from functions.kernel.database import UnitOfWork, metered
from functions.kernel.platform import Platform, use_platform
from functions.offers.reactions import service as reactions_service
from functions.offers.store import offer_id_of
from main import load_all
from tests.support.search_data import NOW

TIMES = 50
"""How many people do each act while it is measured."""

_NEVER = 10**9
"""So many reports do not come: an offer that is held costs one more commit, once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The cost of an act, on average, behind so many people who did it before."""

    act: str
    before: int
    reads: float
    writes: float
    trips: float
    ms: float


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 0 only if no bar was missed."""
    parser = argparse.ArgumentParser("python -m bench feedback")
    parser.add_argument("--people", type=int, default=1_000)
    results = measure(parser.parse_args(arguments).people)
    print(_table(results), end="\n\n")
    met = "Every bar is met: feedback costs the same behind ten times as many people."
    return conclude(missed(results), met=met)


def measure(people: int) -> list[Result]:
    """Measure each act behind this many people, and behind ten times as many."""
    load_all()
    with (
        tempfile.TemporaryDirectory(prefix="bench-feedback-") as folder,
        quiet(),
        closing(
            Platform(Settings(data=Path(folder), relay="trigger", now=NOW), is_durable=False)
        ) as platform,
    ):
        use_platform(platform)
        open_shop(platform)
        acts = _acts(platform, offer_id_of(add_book(platform, "spoken-of", quantity=None)))
        done, results = 0, list[Result]()
        for before in (people, 10 * people):
            for number in range(done, before):
                for act in acts.values():
                    act(number)
            results += [_measured(name, act, before) for name, act in acts.items()]
            results.append(_measured("too much", _too_much(platform), before))
            done = before + TIMES
        use_platform(None)
    return results


def _acts(platform: Platform, offer_id: str) -> Mapping[str, Callable[[int], object]]:
    now = platform.clock.now()

    def run(body: Callable[[UnitOfWork], object]) -> object:
        return platform.database.run(body)

    def report(number: int) -> object:
        command = ReportOffer(
            offer_id=offer_id,
            person_id=f"p-{number}",
            reason="other",
            text="Ce n'est pas un livre.",
        )
        return run(
            partial(reports_service.report, command=command, reports_to_hold=_NEVER, now=now)
        )

    def react(number: int) -> object:
        act = partial(
            reactions_service.react,
            offer_id=offer_id,
            value="like",
            booking_id=f"b-{number}",
            person_id=f"p-{number}",
            now=now,
        )
        return run(act)

    def send(number: int) -> object:
        command = SendMessage(
            message_id=f"m-{number}", person_id=f"p-{number}", category="idea", text="Plus de bus."
        )
        return run(partial(messages_service.send, command=command, now=now))

    return {"report": report, "reaction": react, "word": send}


def _too_much(platform: Platform) -> Callable[[int], object]:
    """Return the message of somebody who has sent as many as are allowed."""
    now = platform.clock.now()

    def send(name: str) -> None:
        command = SendMessage(message_id=name, person_id="flood", category="idea", text="Encore.")
        platform.database.run(partial(messages_service.send, command=command, now=now))

    def refused(number: int) -> None:
        try:
            send(f"flood-{number}")
        except TooMuchFeedback:
            return
        raise AssertionError("a person over the limit was not refused")

    for number in range(FEEDBACK_LIMITS["messages"].most):
        try:
            send(f"first-{number}")
        except TooMuchFeedback:
            break
    return refused


def _measured(name: str, act: Callable[[int], object], before: int) -> Result:
    started = time.process_time()
    with metered() as meter:
        for number in range(before, before + TIMES):
            act(number)
    return Result(
        act=name,
        before=before,
        reads=meter.documents_read / TIMES,
        writes=meter.documents_written / TIMES,
        trips=meter.round_trips / TIMES,
        ms=1000 * (time.process_time() - started) / TIMES,
    )


def missed(results: Sequence[Result]) -> list[str]:
    """Return a sentence for each act that costs more behind more people."""
    half = len(results) // 2
    return [
        f"{many.act}: {what} {after:.2f} behind {many.before:,} people, {before:.2f} behind"
        f" {few.before:,}"
        for few, many in zip(results[:half], results[half:], strict=True)
        for what, before, after in (
            ("reads", few.reads, many.reads),
            ("writes", few.writes, many.writes),
            ("round trips", few.trips, many.trips),
        )
        if after > before
    ]


def _table(results: Sequence[Result]) -> str:
    rows = [
        (one.act, f"{one.before:,}", one.reads, one.writes, one.trips, one.ms) for one in results
    ]
    header = ("sqlite", "behind people", "reads", "writes", "round trips", "CPU ms")
    return table(
        "Feedback of one more person about an offer, or to the operator",
        header,
        rows,
        caption="`too much` is refused by the limit on messages of a person.",
    )
