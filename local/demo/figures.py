"""A year of invented statistics of some departments, so that the public page has something to show.

They are sums like those that counting makes, and go through the same rules of confidentiality.
"""

import random
from collections.abc import Iterator
from functools import partial

from functions.kernel.calendar_days import months_between
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace
from functions.reimbursement.revenue.rules import month_of
from functions.statistics.confidentiality.rules import KEYS
from functions.statistics.counting import rules
from functions.statistics.counting.models import Counts, Tally
from functions.statistics.counting.store import tallies, tally_id
from functions.statistics.figures.service import publish_due
from functions.statistics.territories.rules import COUNTRY, territories_of
from local.demo.stage import Stage

_AT_ONCE = 200
_GROUPS = {
    "books": (0.52, 14_00),
    "cinema": (0.38, 6_50),
    "live_music": (0.11, 24_00),
    "heritage": (0.09, 0),
    "performing_arts": (0.07, 15_00),
    "recorded_music": (0.05, 17_00),
    "art_practice": (0.04, 30_00),
    "games": (0.03, 0),
}
"""The share of people who use each group in a month, and the price of a booking in cents."""

_AGES = {15: 0.08, 16: 0.11, 17: 0.16, 18: 0.38, 19: 0.21, 20: 0.06}
_BUSY = (1.0, 1.05, 1.0, 0.95, 0.9, 1.05, 0.85, 0.6, 1.0, 1.15, 1.2, 1.35)
"""How busy each month of the year is, from January on."""

_SIZES = {
    "75": 9.0,
    "59": 8.0,
    "13": 6.5,
    "69": 6.0,
    "93": 5.5,
    "33": 5.0,
    "31": 4.5,
    "35": 3.5,
    "67": 4.5,
    "68": 3.0,
    "57": 3.5,
    "54": 2.8,
    "88": 1.2,
    "51": 2.0,
    "10": 1.0,
    "55": 0.4,
    "29": 3.0,
    "34": 4.0,
    "973": 1.1,
    "48": 0.05,
}
"""How many people the departments have beside each other; the last one has next to nobody."""


def load_figures(stage: Stage) -> None:
    """Load the figures of the last twelve months, and publish them."""
    this_month = month_of(stage.now)
    first = f"{int(this_month[:4]) - 1}{this_month[4:]}"
    months = months_between(first, this_month)[1:]
    made = [each for department in _SIZES for each in _of_department(department, months)]
    database = stage.platform.database
    for start in range(0, len(made), _AT_ONCE):
        some = [replace(one, due_at=stage.now) for one in made[start : start + _AT_ONCE]]
        database.run(partial(_save, some=some))
    publish_due(database, now=stage.now)


def _save(work: UnitOfWork, *, some: list[Tally]) -> None:
    named = {tally_id(one.month, one.department): one for one in some}
    work.prefetch(*map(tallies.ref, named))
    for name, one in named.items():
        before = tallies.find(work, name)
        if before is None:
            tallies.create(work, name, one)


def _of_department(department: str, months: list[str]) -> Iterator[Tally]:
    chance = random.Random(f"figures of {department}")  # noqa: S311 - invented
    size = 60 * _SIZES[department]
    passes: Counts = {}
    joined = round(size * 3)
    for number, month in enumerate(months):
        people = round(size * (1 + number / 40) * _BUSY[int(month[5:]) - 1])
        yield Tally(
            month=month,
            department=department,
            counts=_month(department, people, chance),
            since=month,
        )
        for name in ("total", "current|all"):
            passes[f"{month}|{name}"] = (joined, chance.randrange(KEYS))
        for age, share in _AGES.items():
            passes[f"{month}|current|age:{age}"] = (round(joined * share), chance.randrange(KEYS))
        passes[f"{month}|diverse"] = (joined // 6, chance.randrange(KEYS))
        passes[f"{month}|granted"] = (joined, chance.randrange(KEYS), joined * 150_00)
        joined = round(size * chance.uniform(0.1, 0.2))
    yield Tally(month=rules.PASSES, department=department, counts=passes, since=months[0])


def _month(department: str, people: int, chance: random.Random) -> Counts:
    others = [code for code in _SIZES if code != department]
    near = chance.choice([code for code in others if code[0] == department[0]] or others)
    shares = {f"age:{age}": share for age, share in _AGES.items()}
    shares |= {f"category:{group}": share for group, (share, _) in _GROUPS.items()}
    counts: Counts = {}
    for dimension, share in {"all": 1.0, **shares}.items():
        number = round(people * share)
        counts[f"r|{dimension}"] = (number, chance.randrange(KEYS))
        for place, part in ((department, 0.9), (near, 0.12)):
            for territory in territories_of(place):
                if territory != COUNTRY:
                    key = f"v|{territory}|{dimension}"
                    rules.add_to(counts, key, (round(number * part), chance.randrange(KEYS)))
    for place, part in ((department, 0.88), (near, 0.12)):
        for age, share in _AGES.items():
            used = round(people * share * part * 1.6)
            rules.add_to(counts, f"a|{place}|{age}", (used, used // 7))
        for group, (share, price) in _GROUPS.items():
            sellers = max(1, min(8, round(people * share * part / 10)))
            for seller in range(sellers):
                used = max(1, round(people * share * part * 1.6 / sellers))
                name = f"s|{place}|{group}|demo-{place}-{group}-{seller}|{place}-{group}-{seller}"
                free = used if price == 0 else used // 12
                rules.add_to(counts, name, (used, free, (used - free) * price))
    return {key: numbers for key, numbers in counts.items() if any(numbers)}
