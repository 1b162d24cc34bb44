"""Results of the booking benchmark, and its bars."""

from dataclasses import dataclass, field

from bench.counting import Count
from bench.stage import Attempts, Kind
from bench.timing import Sample

MOST_ROUND_TRIPS = 2
IN_ALL = "all that follows"
MOST_IN_ALL = 8
PLACES = 24


@dataclass
class Race:
    """Rounds in which callers compete for the last places of a stock."""

    callers: int
    sold: list[int] = field(default_factory=list)
    """Places sold in each round: answers of 201."""

    kept: list[int] = field(default_factory=list)
    """Bookings in the database after each round."""

    sample: Sample = field(default_factory=Sample)
    attempts: Attempts = field(default_factory=Attempts)


@dataclass
class Result:
    """The figures of one database."""

    name: str
    counts: dict[str, tuple[Count, Count]] = field(default_factory=dict)
    """By kind of call: the count of our meter, then the independent one."""

    samples: dict[tuple[Kind, int], Sample] = field(default_factory=dict)
    """By kind of call and number of callers."""

    parts: dict[str, float] = field(default_factory=dict)
    """Where a whole request's time goes: ms of each part, the median."""

    races: list[Race] = field(default_factory=list)


def missed(result: Result) -> list[str]:
    """Return a sentence for each bar that a result missed."""
    sentences = []
    for kind, (metered_count, wire_count) in result.counts.items():
        trips = max(metered_count.round_trips, wire_count.round_trips)
        most = MOST_IN_ALL if kind == IN_ALL else MOST_ROUND_TRIPS
        if trips > most:
            sentences.append(f"{kind}: {trips} round trips, the bar is {most}")
        if metered_count != wire_count:
            sentences.append(
                f"{kind}: our meter counts {metered_count}, the independent count is {wire_count}"
            )
    for done in result.races:
        for sold, kept in zip(done.sold, done.kept, strict=True):
            if not sold == kept == PLACES:
                sentences.append(
                    f"{done.callers} callers for {PLACES} places: {sold} were confirmed,"
                    f" {kept} bookings are stored"
                )
    return sentences
