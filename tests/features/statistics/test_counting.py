"""People are counted exactly once, whatever is delivered twice, late or in any order."""

import random
from datetime import date, timedelta

import pytest

from functions.accounts.erasure import service as erasure_service
from functions.kernel.calendar_days import month_after
from functions.kernel.platform import Platform
from functions.statistics.confidentiality.rules import record_key
from functions.statistics.counting import rules
from functions.statistics.counting.models import Counts, Record, Tally
from functions.statistics.counting.store import records, tallies
from functions.statistics.figures.models import MonthFigures
from functions.statistics.figures.store import figures
from functions.statistics.subscribers import events
from tests.support import given
from tests.support.given import NOW, HandClock
from tests.support.platforms import keep_back

MONTH = f"{NOW:%Y-%m}"
"""The month in which the clock stands."""


def counted(platform: Platform, clock: HandClock) -> dict[str, Counts]:
    """Return all sums after a count of everybody who is due."""
    platform.relay.sweep()
    clock.move(minutes=1)
    report = given.run(platform, "count-statistics")
    assert report.failed == 0
    return {name: tally.counts for name, tally in tallies.stream(platform.database)}


def of_records(platform: Platform) -> dict[str, Counts]:
    """Return the sums as they follow from the records of all people, added up again."""
    found: dict[str, Counts] = {}
    for name, record in records.stream(platform.database):
        for (month, department), counts in rules.contributions(name, record.facts).items():
            for key, numbers in counts.items():
                rules.add_to(found.setdefault(f"{month}~{department}", {}), key, numbers)
    return found


def without_empty(sums: dict[str, Counts]) -> dict[str, Counts]:
    return {name: counts for name, counts in sums.items() if counts}


def test_a_used_booking_counts_where_its_holder_lives_and_where_the_venue_is(
    either: Platform, clock: HandClock
) -> None:
    given.beneficiary(either)
    given.offerer(either)
    venue = given.venue(either, city="Mulhouse", postal_code="68100")
    booking = given.book(either, given.stock(either, given.thing(1_000), at_venue=venue).id)
    assert f"{MONTH}~67" not in counted(either, clock)

    given.redeem(either, booking)

    key = record_key("ana")
    assert counted(either, clock)[f"{MONTH}~67"] == {
        "r|all": (1, key),
        "r|age:18": (1, key),
        "r|category:books": (1, key),
        **{
            f"v|{territory}|{dimension}": (1, key)
            for territory in ("REG-44", "DEP-68")
            for dimension in ("all", "age:18", "category:books")
        },
        f"s|68|books|{given.SIREN}|{venue.id}": (1, 0, 1_000),
        "a|68|18": (1, 0),
    }


def test_a_use_that_is_undone_or_cancelled_later_is_taken_back(
    either: Platform, clock: HandClock
) -> None:
    booking = given.booking(either, given.thing(1_000))
    given.redeem(either, booking)
    assert counted(either, clock)[f"{MONTH}~67"]
    clock.move(days=40)

    given.undo(either, booking)

    assert counted(either, clock)[f"{MONTH}~67"] == {}
    given.redeem(either, booking)
    later = f"{clock.now():%Y-%m}"
    assert later != MONTH
    sums = counted(either, clock)
    assert sums[f"{MONTH}~67"] == {}
    assert sums[f"{later}~67"]["r|all"] == (1, record_key("ana"))


def test_a_pass_counts_from_its_grant_to_its_end(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform, birth_date=date(2008, 1, 15))
    key = record_key("ana")

    sums = counted(platform, clock)["pass~67"]

    (record,) = (one for _, one in records.stream(platform.database))
    assert record.facts is not None
    ends = month_after(record.facts.ends)
    assert sums[f"{MONTH}|total"] == sums[f"{MONTH}|current|all"] == (1, key)
    assert sums[f"{ends}|current|all"] == (-1, -key % 256)
    assert sums[f"{MONTH}|granted"] == (1, key, 50_000)
    assert sums[f"{MONTH}|current|age:18"] == (1, key)
    assert sums["2027-01|current|age:18"] == (-1, -key % 256)
    assert sums["2027-01|current|age:19"] == (1, key)


@pytest.mark.parametrize("seed", range(8))
def test_every_order_and_repetition_of_events_ends_the_same(
    platform: Platform, clock: HandClock, seed: int
) -> None:
    chance = random.Random(seed)
    stocks = [given.stock(platform, given.thing(500), name=f"Livre {n}") for n in range(1)]
    bookings = given.book_for(platform, stocks[0], *(f"p{n}" for n in range(6)))
    platform.relay.sweep()
    messages = keep_back(platform)
    for booking in bookings:
        clock.move(hours=1)
        given.redeem(platform, booking)
        if chance.random() < 0.5:
            clock.move(days=chance.choice((0, 20)))
            given.undo(platform, booking)
    mine = [one for one in messages if one.topic in events.subscriptions]
    late = mine * 2
    chance.shuffle(late)
    for number, message in enumerate(late):
        events.deliver(platform, message)
        if number % 3 == 0:
            clock.move(minutes=1)
            given.run(platform, "count-statistics")
    clock.move(minutes=1)
    given.run(platform, "count-statistics")
    given.run(platform, "count-statistics")

    sums = {name: one.counts for name, one in tallies.stream(platform.database)}

    assert without_empty(sums) == of_records(platform)
    used = [
        one for one in given.documents(platform, "bookings").values() if one["status"] == "used"
    ]
    months = [one for one in sums.values() if "r|all" in one]
    assert sum(one["r|all"][0] for one in months) == len(used)


def test_an_event_during_a_count_asks_for_another(platform: Platform, clock: HandClock) -> None:
    booking = given.booking(platform, given.thing(1_000))
    counted(platform, clock)

    given.redeem(platform, booking)
    platform.relay.sweep()

    record: Record = dict(records.stream(platform.database))["ana"]
    assert record.due_at is not None
    counted(platform, clock)
    record = dict(records.stream(platform.database))["ana"]
    assert record.due_at is None


def test_somebody_erased_stays_in_the_sums_and_leaves_no_record(
    platform: Platform, clock: HandClock
) -> None:
    booking = given.booking(platform, given.thing(1_000))
    given.redeem(platform, booking)
    before = counted(platform, clock)
    assert before[f"{MONTH}~67"]["r|all"][0] == 1

    given.do(platform, erasure_service.erase, "ana", email="ana@demo.test")
    platform.relay.sweep()
    counted(platform, clock)
    assert "ana" in dict(records.stream(platform.database))
    clock.move(days=1, hours=1)
    after = counted(platform, clock)

    assert after[f"{MONTH}~67"] == before[f"{MONTH}~67"]
    assert after["pass~67"][f"{MONTH}|total"][0] == 1
    assert after["pass~67"][f"{month_after(MONTH)}|current|all"][0] == -1
    assert dict(records.stream(platform.database)) == {}


def test_figures_are_published_for_months_that_changed(either: Platform, clock: HandClock) -> None:
    stock = given.stock(either, given.thing(1_000, 40))
    for booking in given.book_for(either, stock, *(f"p{n}" for n in range(30))):
        given.redeem(either, booking)
    counted(either, clock)

    assert given.run(either, "publish-statistics").counts == {"months": 1}

    found: dict[str, MonthFigures] = dict(figures.stream(either.database))
    country = found[f"{MONTH}~residence~FR"].cells
    assert abs(country["all"].people - 30) <= 1
    assert abs((country["all"].bookings or 0) - 30) <= 2
    assert country["all"].amount_cents is None, "one professional is behind it"
    assert abs((country["all"].current or 0) - 30) <= 1
    assert country["category:books"].people == country["all"].people
    assert found[f"{MONTH}~venue~DEP-67"].cells["all"].people == country["all"].people
    assert f"{MONTH}~residence~DEP-68" not in found, "nobody lives there"
    assert given.run(either, "publish-statistics").counts == {"months": 0}


def test_a_month_without_changes_follows_by_itself(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    counted(platform, clock)
    given.run(platform, "publish-statistics")
    clock.move(days=31)

    assert given.run(platform, "publish-statistics").counts == {"months": 1}

    latest = f"{clock.now():%Y-%m}"
    found: dict[str, MonthFigures] = dict(figures.stream(platform.database))
    (first, second) = (found[f"{month}~residence~FR"].cells["all"] for month in (MONTH, latest))
    assert first.current == second.current == first.beneficiaries
    due: dict[str, Tally] = dict(tallies.stream(platform.database))
    assert all(one.due_at is None for one in due.values())
    assert clock.now() - NOW > timedelta(days=30)
