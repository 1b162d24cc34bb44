"""Pricing: every order of arrival ends with the same prices, and sums hold."""

from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.kernel.identifiers import new_id
from functions.kernel.platform import Platform
from functions.reimbursement.models import Receivable
from functions.reimbursement.rules.models import Sale
from functions.reimbursement.rules.rules import price
from tests.support.given import NOW, HandClock
from tests.support.platforms import platform_on
from tests.support.reimbursement import (
    FR,
    VENUE,
    Till,
    all_entries,
    all_folds,
    all_incidents,
    all_receivables,
    balances,
    put_venue,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def till(platform: Platform) -> Till:
    put_venue(platform, VENUE)
    return Till(platform)


def own(till: Till) -> dict[str, Receivable]:
    """Return the receivables of the till's venue."""
    found = all_receivables(till.platform)
    return {name: one for name, one in found.items() if one.venue_id == till.venue.id}


def should_be(till: Till) -> dict[str, tuple[int, int, int]]:
    """Return for each receivable that counts its revenue, share and contribution, from nothing."""
    found = [one for one in own(till).values() if one.fold is not None]
    revenue: dict[str, int] = {}
    wanted = {}
    for one in sorted(found, key=lambda one: (one.ordering_at, one.id)):
        assert one.fold is not None
        revenue[one.fold] = revenue.get(one.fold, 0) + one.amount_cents
        sale = Sale(
            offer_id=one.offer_id,
            venue_id=one.venue_id,
            siren=one.siren,
            category=one.category,
            group=one.group,
            quantity=one.quantity,
            amount_cents=one.amount_cents,
            used_at=one.used_at,
        )
        due = price(sale, revenue[one.fold], FR)
        shares = (due.reimbursed_cents, due.contribution_cents)
        wanted[one.id] = (revenue[one.fold], *shares)
    return wanted


def check(till: Till) -> None:
    """Compare everything that pricing has written with what it should be."""
    found = own(till)
    wanted = should_be(till)
    for name, one in found.items():
        if one.fold is None:
            assert (one.owed_cents, one.contribution_cents) == (0, 0), name
            continue
        assert one.state in ("priced", "in_batch", "paid"), name
        assert (one.revenue_cents, one.owed_cents, one.contribution_cents) == wanted[name], name
        assert one.owed_cents + one.contribution_cents == one.amount_cents
        if one.state == "priced":
            assert one.price is not None
            assert one.price.reimbursed_cents == one.owed_cents
    booked = all_entries(till.platform)
    incidents = all_incidents(till.platform)
    for name, one in found.items():
        ledger = [entry for entry in booked.values() if entry.booking_id == name]
        assert sorted(entry.number for entry in ledger) == list(range(1, one.entries + 1))
        of_one = {account.rpartition(":")[2]: n for account, n in balances(ledger).items()}
        assert of_one.get("owed", 0) == one.owed_cents
        assert of_one.get("contribution", 0) == one.contribution_cents
        differences = sum(i.amount_cents for i in incidents.values() if i.booking_id == name)
        if one.state in ("in_batch", "paid"):
            assert one.price is not None
            assert one.price.reimbursed_cents + differences == one.owed_cents
        else:
            assert differences == 0
    for fold in all_folds(till.platform).values():
        if fold.point_id != till.venue.id:
            continue
        members = [one for one in found.values() if one.fold == fold.id]
        assert fold.revenue_cents == sum(one.amount_cents for one in members)


@pytest.mark.behaviour(90)
def test_a_booking_that_passes_20000_euros_has_the_rate_above_for_all_of_it(till: Till) -> None:
    first = till.sell(1_999_999, NOW)
    second = till.sell(2, NOW + HOUR)
    till.price(now=NOW + 2 * HOUR)
    found = all_receivables(till.platform)
    assert found[first.id].owed_cents == 1_999_999
    assert (found[second.id].owed_cents, found[second.id].contribution_cents) == (2, 0)
    third = till.sell(1_000, NOW + 2 * HOUR)
    till.price(now=NOW + 3 * HOUR)
    third_now = all_receivables(till.platform)[third.id]
    assert (third_now.owed_cents, third_now.contribution_cents) == (950, 50)
    check(till)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_every_order_of_arrival_ends_the_same(till: Till, order: tuple[int, ...]) -> None:
    for index in order:
        till.sell(1_500_000, NOW + index * HOUR, booking_id=f"b{index}")
        till.price(now=NOW + 9 * HOUR)
    check(till)
    shares = [one.owed_cents for _, one in sorted(all_receivables(till.platform).items())]
    assert shares == [1_500_000, 1_425_000, 1_380_000, 1_380_000]


def test_an_undo_moves_the_cursor_back_and_what_follows_is_priced_again(till: Till) -> None:
    for index in range(4):
        till.sell(1_500_000, NOW + index * HOUR, booking_id=f"b{index}")
    till.price(now=NOW + 9 * HOUR)
    till.undo("b1")
    assert all_receivables(till.platform)["b1"].state == "cancelled"
    till.price(now=NOW + 9 * HOUR)
    check(till)
    assert all_receivables(till.platform)["b2"].owed_cents == 1_425_000
    till.redeem("b1", NOW + 5 * HOUR)
    till.price(now=NOW + 9 * HOUR)
    check(till)
    assert all_receivables(till.platform)["b1"].owed_cents == 1_380_000


def test_a_moved_event_is_priced_in_its_new_place(till: Till) -> None:
    for index in range(3):
        till.sell(1_500_000, NOW + index * HOUR, booking_id=f"b{index}")
    till.price(now=NOW + 9 * HOUR)
    till.change("b0", begins_at=NOW + 5 * HOUR)
    till.price(now=NOW + 9 * HOUR)
    check(till)
    shares = {name: one.owed_cents for name, one in all_receivables(till.platform).items()}
    assert shares == {"b0": 1_380_000, "b1": 1_500_000, "b2": 1_425_000}


def test_an_event_that_has_not_begun_waits_and_is_priced_once_it_has(till: Till) -> None:
    till.sell(1_000, NOW, begins_at=NOW + 5 * HOUR, booking_id="b0")
    till.price(now=NOW + HOUR)
    assert all_receivables(till.platform)["b0"].state == "open"
    (fold,) = all_folds(till.platform).values()
    assert fold.run_at == NOW + 5 * HOUR + timedelta(minutes=1)
    till.price(now=NOW + 6 * HOUR)
    check(till)


def test_what_a_batch_has_keeps_its_price_and_the_difference_becomes_an_incident(
    till: Till,
) -> None:
    for index in range(1, 4):
        till.sell(1_500_000, NOW + index * HOUR, booking_id=f"b{index}")
    till.price(now=NOW + 9 * HOUR)
    till.batch("b1", "b2")
    till.batch("b3", state="paid")
    till.sell(1_500_000, NOW, booking_id="b0")
    till.price(now=NOW + 9 * HOUR)
    check(till)
    found = {one.booking_id: one.amount_cents for one in all_incidents(till.platform).values()}
    assert found == {"b1": -75_000, "b2": -45_000}
    assert {one.kind for one in all_incidents(till.platform).values()} == {"price_difference"}
    kept = all_receivables(till.platform)["b1"].price
    assert kept is not None
    assert kept.reimbursed_cents == 1_500_000


def test_an_undo_in_a_batch_is_an_incident_of_the_whole(till: Till) -> None:
    till.sell(1_000, NOW, booking_id="b0")
    till.price(now=NOW + HOUR)
    till.batch("b0")
    till.undo("b0")
    (incident,) = all_incidents(till.platform).values()
    assert incident.amount_cents == -1_000
    assert all_receivables(till.platform)["b0"].state == "in_batch"
    till.redeem("b0", NOW + 2 * HOUR)
    till.price(now=NOW + 3 * HOUR)
    check(till)
    assert sorted(one.amount_cents for one in all_incidents(till.platform).values()) == [
        -1_000,
        1_000,
    ]


@pytest.mark.behaviour(91)
def test_a_new_civil_year_in_paris_starts_at_nothing(till: Till) -> None:
    last = datetime.fromisoformat("2026-12-31T22:59:59Z")
    first = datetime.fromisoformat("2026-12-31T23:00:00Z")
    till.sell(2_500_000, last, booking_id="b0")
    till.sell(1_000, first, booking_id="b1")
    till.price(now=first + HOUR)
    check(till)
    assert all_receivables(till.platform)["b1"].owed_cents == 1_000
    assert set(all_folds(till.platform)) == {"v1~2026", "v1~2027"}


def test_a_free_booking_is_a_line_without_entry(till: Till) -> None:
    till.sell(0, NOW, booking_id="b0")
    till.price(now=NOW + HOUR)
    free = all_receivables(till.platform)["b0"]
    assert (free.state, free.scheme, free.owed_cents) == ("priced", None, 0)
    assert all_entries(till.platform) == {}


def test_a_booking_used_within_the_last_minute_waits(till: Till) -> None:
    till.sell(1_000, NOW, booking_id="b0")
    till.price(now=NOW + timedelta(seconds=59))
    assert all_receivables(till.platform)["b0"].state == "open"
    till.price(now=NOW + timedelta(seconds=60))
    assert all_receivables(till.platform)["b0"].state == "priced"


ACTS = ("sell", "undo", "redeem", "move", "price", "batch", "page")


@pytest.mark.behaviour(95)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_happens_in_whatever_order_ends_at_the_same_prices(
    tmp_path: Path, data: st.DataObject
) -> None:
    with platform_on("sqlite", tmp_path / new_id(), HandClock()) as platform:
        act_and_price(platform, data)


def act_and_price(platform: Platform, data: st.DataObject) -> None:
    """Do things in any order, price what is left, and check the prices."""
    till = Till(platform, put_venue(platform, VENUE))
    made: list[str] = []
    until = NOW + 50 * HOUR
    hours = st.integers(0, 40).map(lambda number: NOW + number * HOUR)
    amounts = st.sampled_from([0, 1, 333, 30_000, 700_001, 1_500_000, 2_000_000])
    for act in data.draw(st.lists(st.sampled_from(ACTS), min_size=3, max_size=14)):
        one = data.draw(st.sampled_from(made)) if made else None
        if act == "sell" or one is None:
            category = data.draw(st.sampled_from(["concert", "paper_book", "audiobook_download"]))
            sold = till.sell(data.draw(amounts), data.draw(hours), category=category)
            made.append(sold.id)
            continue
        receivable = all_receivables(platform)[one]
        if act == "undo" and receivable.fold is not None:
            till.undo(one)
        elif act == "redeem" and receivable.fold is None:
            till.redeem(one, data.draw(hours))
        elif act == "move":
            till.change(one, begins_at=data.draw(hours))
        elif act == "price":
            till.price(page=data.draw(st.integers(1, 4)), now=data.draw(hours))
        elif act == "batch" and receivable.state == "priced":
            till.batch(one)
    till.price(page=data.draw(st.integers(1, 5)), now=until)
    check(till)
    assert {one.id for one in own(till).values()} == set(made)
