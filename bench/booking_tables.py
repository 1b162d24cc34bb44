"""The tables of the booking benchmark."""

from collections import Counter
from collections.abc import Sequence

from bench.result import PLACES, Result
from bench.stage import Kind
from bench.tables import Cell, ratio, table

CALLERS = (1, 8)
FILLING = {"sqlite": 20_000, "firestore": 0}
"""How many other documents are in the database; Firestore's lookups do not depend on them."""

KINDS: tuple[Kind, ...] = ("one read, one write", "use case", "hello world", "whole request")

_BASELINES: dict[Kind, tuple[Kind, ...]] = {
    "one read, one write": ("use case", "whole request"),
    "hello world": ("whole request",),
}
"""The kinds shown as a multiple of each baseline's p50."""


def tables(result: Result) -> list[str]:
    """Format a result as tables."""
    return [
        _count_table(result),
        _time_table(result),
        _part_table(result),
        _race_table(result),
    ]


def _count_table(result: Result) -> str:
    rows: list[Sequence[Cell]] = []
    for kind, both in result.counts.items():
        for who, counted in zip(("our meter", "independent"), both, strict=True):
            rows.append(
                (
                    kind,
                    who,
                    counted.round_trips,
                    counted.documents_read,
                    counted.documents_written,
                    counted.documents_verified,
                )
            )
    return table(
        f"{result.name}: the calls of one booking",
        ("", "counted by", "round trips", "documents read", "written", "verified"),
        rows,
        texts=2,
        caption=(
            "Use case and whole request end with the reply. What follows is its event's: the relay,"
            " which a trigger starts with the event, and the e-mail; one publish is not counted."
            " The whole request reads and writes its idempotency key as well. Independent: "
            + (
                "SQLite's statement trace."
                if result.name == "sqlite"
                else "an interceptor on the gRPC channel."
            )
        ),
    )


def _time_table(result: Result) -> str:
    rows: list[Sequence[Cell]] = []
    for callers in CALLERS:
        for kind in KINDS:
            sample = result.samples[kind, callers]
            rows.append(
                (
                    kind,
                    callers,
                    sample.p50_ms,
                    sample.p95_ms,
                    sample.per_second,
                    sample.cpu_ms,
                    *(
                        ratio(sample.p50_ms, result.samples[baseline, callers].p50_ms)
                        if kind in measured
                        else ""
                        for baseline, measured in _BASELINES.items()
                    ),
                )
            )
        rows.append(())
    calls = len(next(iter(result.samples.values())).seconds)
    return table(
        f"{result.name}: latency over different stocks, {calls} calls of each kind",
        ("", "callers", "p50 ms", "p95 ms", "calls/s", "CPU ms", "to read+write", "to hello"),
        rows[:-1],
        caption=(
            "The callers are threads of the same process, which send requests through the test"
            " client of the app that functions-framework makes. CPU ms: of this process only. The"
            " kinds take turns in blocks. The last columns are ratios of p50 to a baseline."
            + f" The database holds {FILLING[result.name]:,} other documents."
        ),
    )


def _part_table(result: Result) -> str:
    whole = sum(result.parts.values())
    return table(
        f"{result.name}: where a whole request's time goes, one caller, medians",
        ("", "ms", "share"),
        [(name, ms, f"{ms / whole:.0%}") for name, ms in result.parts.items()],
        caption="Sign-in is the local one, with accounts in SQLite, on both databases.",
    )


def _race_table(result: Result) -> str:
    rows: list[Sequence[Cell]] = []
    for done in result.races:
        sold = sum(done.sold)
        refused = Counter(done.attempts.codes)
        del refused["sold"]
        rows.append(
            (
                done.callers,
                " ".join(map(str, done.sold)),
                done.sample.p50_ms,
                done.sample.p95_ms,
                done.sample.elapsed * 1000 / len(done.sold),
                done.attempts.begun / sold if sold else None,
                ", ".join(f"{number} {code}" for code, number in sorted(refused.items())) or "none",
            )
        )
    header = ("callers", "sold", "p50 ms", "p95 ms", "all ms", "attempts/place", "refused")
    return table(
        f"{result.name}: races for the last {PLACES} places of one stock, all callers at once",
        header,
        rows,
        caption=(
            "Whole requests. All ms: from the start of a race to its last answer. Attempts: units"
            " of work begun for each place sold; 1 means without retries."
        ),
    )
