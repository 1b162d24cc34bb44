"""Statistical confidentiality: the cell-key method, and hidden amounts.

Source: domain-2.md, section 5; the method is that of INSEE and Eurostat (Handbook on Statistical
Disclosure Control, "cell key method"). Each person has a record key; the key of a cell is the sum
of its people's, modulo 256, and chooses the noise from a fixed table. So the same people have the
same noise in every table, and tables that differ by somebody have unrelated noise.
"""

import hashlib
from collections.abc import Collection, Iterable
from functools import cache

from functions.statistics.confidentiality.models import Group

KEYS = 256
"""The number of record keys."""

MOST_NOISE = 5
"""The most that a published count of people differs from the true one (D)."""

FIRST_SHOWN = 5
"""The smallest count of people that is published, other than zero."""

LITTLE_NOISE_ABOVE = 20
"""Counts of more people than this change by one at most."""

PEOPLE_BEHIND_SUMS = FIRST_SHOWN + MOST_NOISE
"""The published count from which sums are published too: at least five people are behind them,
whatever the noise, so that hiding a sum reveals nothing that the count does not."""

PROFESSIONALS_BEHIND_AMOUNTS = 4
"""The fewest professionals whose takings are published: three or fewer know each other's."""


def record_key(person_id: str) -> int:
    """Return the record key of a person, from 0 to 255, the same in every table."""
    return hashlib.sha256(person_id.encode()).digest()[0]


def group_of(people: Collection[str]) -> Group:
    """Return the group of some people, by their ids, each once."""
    return Group(people=len(people), key=sum(map(record_key, people)) % KEYS)


def add(one: Group, other: Group) -> Group:
    """Return two groups without common people together."""
    return Group(people=one.people + other.people, key=(one.key + other.key) % KEYS)


def noise(people: int, key: int) -> int:
    """Return the entry of the table for a true count and a cell key.

    The expected value is zero, so sums over many cells stay right. One to four people become zero
    or five; five to twenty move by up to five, and never below five; more move by one at most.
    """
    if people == 0:
        return 0
    if people < FIRST_SHOWN:
        return FIRST_SHOWN - people if key * FIRST_SHOWN < people * KEYS else -people
    widest = 1 if people > LITTLE_NOISE_ABOVE else min(MOST_NOISE, people - FIRST_SHOWN)
    return _triangular(key, widest)


@cache
def _triangular(key: int, widest: int) -> int:
    """Return a number from -widest to widest, each nearer to zero more often, by the key."""
    weights = [widest + 1 - abs(step) for step in range(-widest, widest + 1)]
    # The upper half mirrors the lower, so that rounding to 256 keys does not shift the mean.
    low = min(key, KEYS - 1 - key)
    drawn = (2 * low + 1) * sum(weights)
    reached = 0
    for step, weight in enumerate(weights):
        reached += weight
        if drawn < 2 * KEYS * reached:
            return step - widest if key == low else widest - step
    raise AssertionError("the weights cover every key")


def published_people(group: Group) -> int:
    """Return the count of people to publish: zero, or five and more."""
    return group.people + noise(group.people, group.key)


def published_sum(total: int, group: Group) -> int | None:
    """Return a sum over people to publish (bookings, cents of grants); None if it is hidden.

    It is moved by the share of up to two average people, one of which is never a whole one: nobody
    can subtract what they know and keep what one person did.
    """
    people = published_people(group)
    if people < PEOPLE_BEHIND_SUMS:
        # With nobody published, a sum that is hidden would say that somebody is there.
        return None if people else 0
    # Multiplying by an odd number orders the keys differently than the table does.
    part = (2 * (group.key * 167 % KEYS) - KEYS + 1) / KEYS
    moved = noise(group.people, group.key) + part
    return max(0, round(total + total * moved / group.people))


def published_amount(takings: Iterable[int], group: Group) -> int | None:
    """Return an amount to publish, in whole euros as cents; None if it is hidden.

    `takings` are those of each professional, in cents. The amount is moved by a tenth to a fifth of
    the largest, so that nobody can work out a professional's takings to within a tenth from totals
    that hold them and totals that do not.
    """
    paid = [cents for cents in takings if cents > 0]
    if not paid or published_people(group) == 0:
        return 0
    if not are_amounts_shown(paid, group):
        return None
    place = group.key * 167 % KEYS
    size = 0.1 + 0.1 * (place // 2) / (KEYS // 2)
    moved = max(paid) * (size if place % 2 else -size)
    return max(0, round((sum(paid) + moved) / 100) * 100)


def published_professionals(number: int, group: Group) -> int | None:
    """Return how many professionals or venues some people used; None if it is hidden.

    Exact, because it is no count of people; behind few people it would say what each of them did.
    """
    people = published_people(group)
    if people < PEOPLE_BEHIND_SUMS:
        return None if people else 0
    return number


def are_amounts_shown(paid: Collection[int], group: Group) -> bool:
    """Return whether enough people and professionals are behind an amount.

    `paid` are the takings of each professional who has any, in cents.
    """
    return (
        published_people(group) >= PEOPLE_BEHIND_SUMS and len(paid) >= PROFESSIONALS_BEHIND_AMOUNTS
    )
