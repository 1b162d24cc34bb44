"""What the booking benchmark found, and the bars it is held against."""

from dataclasses import dataclass, field

from bench.counting import Count
from bench.stage import Attempts, Kind
from bench.timing import Sample

MOST_ROUND_TRIPS = 2
PLACES = 24


@dataclass
class Race:
    """Callers who want the last places of a stock at once, several times over."""

    callers: int
    sold: list[int] = field(default_factory=list)
    """Places sold in each round: answers of 201."""

    kept: list[int] = field(default_factory=list)
    """Bookings in the database after each round."""

    sample: Sample = field(default_factory=Sample)
    attempts: Attempts = field(default_factory=Attempts)


@dataclass
class Result:
    """What one database showed."""

    name: str
    counts: dict[str, tuple[Count, Count]] = field(default_factory=dict)
    """By kind of call: our own meter's count, then the independent one."""

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
        if trips > MOST_ROUND_TRIPS:
            sentences.append(f"{kind}: {trips} round trips, the bar is {MOST_ROUND_TRIPS}")
        if metered_count != wire_count:
            sentences.append(f"{kind}: our meter tells {metered_count}, but it is {wire_count}")
    for done in result.races:
        for sold, kept in zip(done.sold, done.kept, strict=True):
            if not sold == kept == PLACES:
                sentences.append(
                    f"{done.callers} callers for {PLACES} places: {sold} were told that they have"
                    f" one, {kept} bookings are kept"
                )
    return sentences
