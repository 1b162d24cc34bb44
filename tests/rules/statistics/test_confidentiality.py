"""Statistical confidentiality: the fixed table, what it keeps true, and attacks that fail."""

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.statistics.confidentiality import rules
from functions.statistics.confidentiality.models import Group

KEYS = range(rules.KEYS)
COUNTS = st.integers(0, 100_000)


@pytest.mark.parametrize(
    ("people", "key", "published"),
    [
        (0, 0, 0),
        (0, 255, 0),
        (1, 0, 5),
        (1, 51, 5),
        (1, 52, 0),
        (1, 255, 0),
        (2, 102, 5),
        (2, 103, 0),
        (4, 204, 5),
        (4, 205, 0),
        (5, 0, 5),
        (5, 255, 5),
        (6, 0, 5),
        (6, 128, 6),
        (6, 255, 7),
        (10, 0, 5),
        (10, 255, 15),
        (20, 0, 15),
        (20, 127, 20),
        (20, 255, 25),
        (21, 0, 20),
        (21, 63, 20),
        (21, 64, 21),
        (21, 191, 21),
        (21, 192, 22),
        (100_000, 255, 100_001),
    ],
)
def test_the_table(people: int, key: int, published: int) -> None:
    assert rules.published_people(Group(people=people, key=key)) == published


@given(people=COUNTS, key=st.sampled_from(KEYS))
def test_no_published_count_is_small_or_far_from_the_true_one(people: int, key: int) -> None:
    published = rules.published_people(Group(people=people, key=key))

    assert published == 0 or published >= 5
    assert abs(published - people) <= (1 if people > 20 else 5)
    assert people or not published


@pytest.mark.parametrize("people", [*range(40), 1000])
def test_the_noise_of_all_keys_adds_up_to_nothing(people: int) -> None:
    total = sum(rules.noise(people, key) for key in KEYS)

    # Below five the table is rounded to 256 keys.
    assert abs(total) <= (4 if people < 5 else 0)


@given(ids=st.sets(st.text(max_size=8), max_size=40))
def test_the_same_people_have_the_same_noise_in_whatever_order(ids: set[str]) -> None:
    forwards, backwards = sorted(ids), sorted(ids, reverse=True)
    middle = len(forwards) // 2
    halves = rules.add(rules.group_of(forwards[:middle]), rules.group_of(forwards[middle:]))

    assert rules.group_of(forwards) == rules.group_of(backwards) == halves
    assert 0 <= halves.key < rules.KEYS


@given(people=st.integers(1, 60), key=st.sampled_from(KEYS), total=st.integers(0, 10_000))
def test_sums_are_published_only_of_five_people_and_more(people: int, key: int, total: int) -> None:
    group = Group(people=people, key=key)

    published = rules.published_sum(total, group)

    shown = rules.published_people(group)
    assert (published is None) is (0 < shown < 10)
    if shown == 0:
        assert published == rules.published_professionals(total, group) == 0
    elif published is not None:
        assert people >= 5
        assert rules.published_professionals(total, group) == total
        most = rules.MOST_NOISE + 1 if people <= 20 else 2
        assert abs(published - total) <= total * most / people + 1


@given(
    takings=st.lists(st.integers(0, 1_000_000), max_size=8),
    people=COUNTS,
    key=st.sampled_from(KEYS),
)
def test_amounts_are_hidden_behind_three_professionals(
    takings: list[int], people: int, key: int
) -> None:
    published = rules.published_amount(takings, Group(people=people, key=key))

    paid = [cents for cents in takings if cents > 0]
    if not paid or rules.published_people(Group(people=people, key=key)) == 0:
        assert published == 0
    elif len(paid) <= 3:
        assert published is None
    elif published is not None:
        assert published % 100 == 0
        assert abs(published - sum(paid)) <= max(paid) / 5 + 50
        assert abs(published - sum(paid)) >= max(paid) / 10 - 50


def people_of(seed: int, number: int) -> list[str]:
    return [f"{seed}-{one}" for one in range(number)]


def published(people: Sequence[str]) -> int:
    return rules.published_people(rules.group_of(people))


@pytest.mark.parametrize("size", [12, 30, 400])
def test_the_difference_of_two_tables_does_not_count_who_is_in_one_only(size: int) -> None:
    """An attacker subtracts a table without some people from one with them."""
    seen: dict[int, Counter[int]] = {hidden: Counter() for hidden in (1, 2, 3, 4)}
    for seed in range(4000):
        everybody = people_of(seed, size)
        others = rules.group_of(everybody[4:])

        def with_some(first: int, others: Group = others, four: list[str] = everybody[:4]) -> int:
            return rules.published_people(rules.add(others, rules.group_of(four[first:])))

        whole = with_some(0)
        for hidden, outcomes in seen.items():
            outcomes[whole - with_some(hidden)] += 1

    for outcome in (1, 2, 3, 4):
        as_it_seems = seen[outcome][outcome]
        everyone = sum(counts[outcome] for counts in seen.values())
        assert as_it_seems < 0.62 * everyone, (outcome, as_it_seems, everyone)


def test_somebody_alone_in_a_department_stays_hidden() -> None:
    """An attacker knows that one person lives there, and has every table of the region."""
    right = 0
    for seed in range(2000):
        lone, neighbours = f"lone-{seed}", people_of(seed, 60)
        group = rules.group_of([lone])
        nothing = {0: 0, 5: None}[rules.published_people(group)]
        assert rules.published_sum(7, group) == nothing
        assert rules.published_amount([500, 600, 700, 800], group) == nothing
        assert rules.published_professionals(4, group) == nothing
        for size in (12, 60):
            others = neighbours[:size]
            seen = published([lone, *others]) - published(others)
            right += seen == 1
    assert right < 0.4 * 4000


@pytest.mark.parametrize("bookings", [1, 9, 40])
def test_bookings_of_one_person_cannot_be_subtracted(bookings: int) -> None:
    """An attacker knows everybody else's bookings and subtracts them from the total."""
    right = 0
    for seed in range(1000):
        people = people_of(seed, 50)
        rest = 49 * 3
        shown = rules.published_sum(rest + bookings, rules.group_of(people))
        assert shown is not None
        right += shown - rest == bookings
    assert right < 0.2 * 1000


def test_a_hidden_amount_cannot_be_worked_out_from_its_region() -> None:
    """A department's only professional is hidden; the region and its other departments are not."""
    chance = random.Random(18)
    near = 0
    for seed in range(500):
        elsewhere = [chance.randrange(50_00, 5_000_00) for _ in range(20)]
        hidden = 20_000_00
        region = rules.published_amount([*elsewhere, hidden], rules.group_of(people_of(seed, 300)))
        others = rules.published_amount(elsewhere, rules.group_of(people_of(seed, 250)))
        assert region is not None
        assert others is not None
        near += abs(region - others - hidden) < hidden * 0.05
    assert near < 0.05 * 500
