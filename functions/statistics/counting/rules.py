"""Sums by key: the part that a person adds, and how it changes.

Sums of a month and a department of residence have these keys. `DIM` is `all`, `age:18` or
`category:books` (a group of categories); people come with their record key.

    r|DIM                       people who live there and used a booking
    v|TERRITORY|DIM             those of them who did so in a region or department
    s|DEP|GROUP|SIREN|VENUE     bookings, free ones, cents
    a|DEP|AGE                   bookings, free ones

Sums of passes hold the changes of each month: `MONTH|total`, `MONTH|current|DIM` and
`MONTH|diverse` count people, `MONTH|granted` people and cents.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from operator import attrgetter

from functions.accounts.people.models import Beneficiary
from functions.kernel.calendar_days import (
    PARIS,
    age_on,
    first_day,
    local_day,
    month_after,
    years_after,
)
from functions.offers.categories.rules import category
from functions.reimbursement.revenue.rules import month_of
from functions.statistics.confidentiality.rules import KEYS, record_key
from functions.statistics.counting.models import Counts, Facts, Granted, Use, Used
from functions.statistics.territories.rules import ABROAD, COUNTRY, territories_of

PASSES = "pass"
"""Stands for the month in the sums of passes."""

DIVERSE_FROM = 3
"""The groups of categories from which somebody's bookings are diverse.

Source: domain-2.md, section 5."""

Place = tuple[str, str]
"""The month, or PASSES, and the department of some sums."""


def facts_of(
    person: Beneficiary,
    *,
    earlier: Facts | None,
    ends_at: datetime,
    grants: Iterable[Granted],
    used: Iterable[Used],
) -> Facts | None:
    """Return what is counted of a person now; None where nothing is known of them.

    Somebody erased keeps the department and birth date that they were counted with, for as long as
    their record stays.
    """
    birth_date = person.birth_date or (earlier.birth_date if earlier else None)
    granted = sorted(grants, key=attrgetter("month"))
    if birth_date is None or not granted:
        return earlier
    if earlier is not None:
        department = earlier.department
    else:
        department = (person.residence and person.residence.department) or ABROAD
    ends = min(ends_at, person.erased_at or ends_at)
    return Facts(
        department=department,
        birth_date=birth_date,
        starts=granted[0].month,
        ends=max(month_of(ends), granted[0].month),
        grants=tuple(granted),
        uses=tuple(_uses(used, birth_date)),
    )


def _uses(used: Iterable[Used], birth_date: date) -> Iterator[Use]:
    """Yield used bookings, those of one month, venue and group as one."""
    found: dict[tuple[str, int, str, str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in used:
        key = (
            month_of(one.at),
            age_on(birth_date, local_day(one.at, PARIS)),
            category(one.category).group,
            one.department,
            one.siren,
            one.venue_id,
        )
        sums = found[key]
        sums[0] += 1
        sums[1] += one.amount_cents == 0
        sums[2] += one.amount_cents
    for (month, age, group, department, siren, venue), (bookings, free, cents) in sorted(
        found.items()
    ):
        yield Use(
            month=month,
            age=age,
            group=group,
            department=department,
            siren=siren,
            venue_id=venue,
            bookings=bookings,
            free=free,
            amount_cents=cents,
        )


def contributions(person_id: str, facts: Facts | None) -> Mapping[Place, Counts]:
    """Return what a person adds to the sums of each month, and to those of passes."""
    if facts is None:
        return {}
    key = record_key(person_id)
    found: dict[Place, Counts] = defaultdict(dict)
    people: set[tuple[str, str]] = set()
    for use in facts.uses:
        counts = found[use.month, facts.department]
        add_to(counts, f"s|{use.department}|{use.group}|{use.siren}|{use.venue_id}", _sales(use))
        add_to(counts, f"a|{use.department}|{use.age}", _sales(use)[:2])
        for dimension in ("all", f"age:{use.age}", f"category:{use.group}"):
            people.add((use.month, f"r|{dimension}"))
            for territory in territories_of(use.department):
                if territory != COUNTRY:
                    people.add((use.month, f"v|{territory}|{dimension}"))
    for month, name in people:
        found[month, facts.department][name] = (1, key)
    found[PASSES, facts.department] = _pass_of(facts, key)
    return found


def _sales(use: Use) -> tuple[int, ...]:
    return use.bookings, use.free, use.amount_cents


def _pass_of(facts: Facts, key: int) -> Counts:
    counts: Counts = {f"{facts.starts}|total": (1, key)}
    for month, change in ((facts.starts, 1), (month_after(facts.ends), -1)):
        add_to(counts, f"{month}|current|all", (change, change * key))
    for month, age in _ages(facts):
        until = min(_month_of_birthday(facts, age + 1), month_after(facts.ends))
        add_to(counts, f"{month}|current|age:{age}", (1, key))
        add_to(counts, f"{until}|current|age:{age}", (-1, -key))
    firsts: dict[str, str] = {}
    for use in facts.uses:
        firsts[use.group] = min(use.month, firsts.get(use.group, use.month))
    if len(firsts) >= DIVERSE_FROM:
        counts[f"{sorted(firsts.values())[DIVERSE_FROM - 1]}|diverse"] = (1, key)
    for grant in facts.grants:
        before = counts.get(f"{grant.month}|granted", (1, key, 0))
        counts[f"{grant.month}|granted"] = (1, key, before[2] + grant.amount_cents)
    return counts


def _ages(facts: Facts) -> Iterator[tuple[str, int]]:
    """Yield each age during the pass, and the month in which it is the person's at its end."""
    month = facts.starts
    age = age_on(facts.birth_date, first_day(month_after(month)) - timedelta(days=1))
    while month <= facts.ends:
        yield month, age
        age += 1
        month = _month_of_birthday(facts, age)


def _month_of_birthday(facts: Facts, age: int) -> str:
    return f"{years_after(facts.birth_date, age):%Y-%m}"


def changes(
    before: Mapping[Place, Counts], after: Mapping[Place, Counts]
) -> Mapping[Place, Counts]:
    """Return what has to be added to each of the sums; those that stay are left out."""
    found: dict[Place, Counts] = defaultdict(dict)
    for sign, all_counts in ((-1, before), (1, after)):
        for place, counts in all_counts.items():
            for key, numbers in counts.items():
                add_to(found[place], key, tuple(sign * number for number in numbers))
    return {place: counts for place, counts in found.items() if counts}


def add_to(counts: Counts, key: str, numbers: tuple[int, ...]) -> None:
    """Add to the sums of a key; those that become zero are removed.

    Sums of record keys are kept modulo 256.
    """
    before = counts.get(key, (0,) * len(numbers))
    total = tuple(one + other for one, other in zip(before, numbers, strict=True))
    if counts_people(key):
        total = (total[0], total[1] % KEYS, *total[2:])
    if any(total):
        counts[key] = total
    else:
        counts.pop(key, None)


def counts_people(key: str) -> bool:
    """Return whether a key counts people, with their record keys."""
    return key[0] not in "sa"


def first_change(counts: Iterable[str]) -> str:
    """Return the first month that changes with these keys of passes."""
    return min(key.partition("|")[0] for key in counts)
