"""Revenue by venue and month follows every price, and what is not paid yet says why."""

from datetime import timedelta

import pytest

from functions.kernel.database import UnitOfWork
from functions.kernel.platform import Platform
from functions.kernel.values import replace
from functions.reimbursement.models import ReceivableState
from functions.reimbursement.overview.models import Waits
from functions.reimbursement.overview.service import explain
from functions.reimbursement.payouts.store import payouts
from functions.reimbursement.receivables.store import receivables_at
from functions.reimbursement.revenue.models import VenueMonth
from functions.reimbursement.revenue.store import venue_months
from tests.features.reimbursement.test_batches import BEFORE, CUTOFF, DAY, faults
from tests.support.given import NOW
from tests.support.payouts import (
    answer,
    pay,
    put_account,
    put_offerer,
    return_transfer,
    run_batch,
    send,
)
from tests.support.reimbursement import VENUE, Till, all_receivables, put_venue


@pytest.fixture
def till(platform: Platform) -> Till:
    put_venue(platform, VENUE)
    put_offerer(platform)
    return Till(platform)


def months(platform: Platform) -> dict[str, tuple[int, int, int]]:
    """Return the bookings, revenue and contribution of each sum that is not of nothing."""
    found: dict[str, VenueMonth] = dict(venue_months.stream(platform.database))
    return {
        one.month: (one.bookings, one.revenue_cents, one.contribution_cents)
        for one in found.values()
        if one.bookings
    }


def waits(platform: Platform) -> dict[str, Waits]:
    """Return what each receivable that is not paid waits for."""

    def read(work: UnitOfWork) -> dict[str, Waits]:
        found: dict[str, Waits] = {}
        states: tuple[ReceivableState, ...] = ("waiting", "open", "priced", "in_batch")
        for state in states:
            page = list(receivables_at(work, VENUE.id, state, after=None, page=100))
            shown = explain(work, VENUE.id, page, now=NOW)
            found |= {one.receivable.id: one.waits_for for one in shown}
        return found

    return platform.database.run(read)


def test_months_add_up_what_is_priced(till: Till) -> None:
    platform = till.platform
    last_month = CUTOFF - timedelta(days=40)
    till.sell(1_000, BEFORE)
    till.sell(500, BEFORE, booking_id="undone")
    till.sell(0, BEFORE)
    till.sell(2_500_000, last_month)
    assert months(platform) == {}
    till.price()
    this, last = f"{BEFORE:%Y-%m}", f"{last_month:%Y-%m}"
    # The second tier begins with the revenue of 20,000 euros.
    assert months(platform) == {last: (1, 2_500_000, 125_000), this: (3, 1_500, 75)}
    till.undo("undone")
    till.price()
    assert months(platform)[this] == (2, 1_000, 50)
    till.redeem("undone", last_month - DAY)
    till.price()
    assert months(platform) == {last: (2, 2_500_500, 125_000), this: (2, 1_000, 50)}
    assert faults(platform) == []


def test_sum_that_differs_is_found(till: Till) -> None:
    platform = till.platform
    till.sell(1_000, BEFORE)
    till.price()
    ((name, month),) = venue_months.stream(platform.database)
    wrong = replace(month, owed_cents=month.owed_cents + 1)
    platform.database.run(lambda work: venue_months.replace(work, name, wrong))
    assert faults(platform) == [(name, "month_differs")]


def test_what_is_not_paid_says_why(till: Till) -> None:
    platform = till.platform
    till.sell(1_000, BEFORE, booking_id="first")
    till.sell(1_000, NOW, booking_id="ahead", begins_at=NOW + DAY)
    assert waits(platform) == {"first": "pricing", "ahead": "event"}
    till.price()
    assert waits(platform) == {"first": "bank_account", "ahead": "event"}
    put_account(platform, "a1", VENUE.id)
    assert waits(platform)["first"] == "batch"
    batch = run_batch(platform, NOW)
    assert waits(platform)["first"] == "transfer"
    send(platform, batch.id, NOW)
    answer(platform, batch.id, NOW, F260000001="AC04")
    assert waits(platform)["first"] == "held"
    run_batch(platform, NOW + DAY)
    assert waits(platform)["first"] == "transfer"
    answer(platform, "VIR2", NOW + DAY, F260000001="AC04")
    assert waits(platform)["first"] == "held"
    run_batch(platform, NOW + 2 * DAY)
    assert waits(platform)["first"] == "transfer"
    answer(platform, "VIR3", NOW + 2 * DAY, F260000001=None)
    assert waits(platform) == {"ahead": "event"}
    return_transfer(platform, "VIR3", "F260000001", NOW + 3 * DAY)
    assert waits(platform) == {"ahead": "event", "first": "held"}
    run_batch(platform, NOW + 3 * DAY)
    answer(platform, "VIR4", NOW + 3 * DAY, F260000001=None)
    assert waits(platform) == {"ahead": "event"}
    assert all_receivables(platform)["first"].state == "paid"


def test_venue_without_a_pricing_point_waits_for_one(platform: Platform) -> None:
    put_venue(platform, replace(VENUE, siret=None))
    Till(platform, replace(VENUE, siret=None)).sell(1_000, BEFORE, booking_id="one")
    assert waits(platform) == {"one": "pricing_point"}


def test_what_is_in_one_settlement_waits_for_the_same(till: Till) -> None:
    platform = till.platform
    put_account(platform, "a1", VENUE.id)
    till.sell(1_000, BEFORE, booking_id="undone")
    till.price()
    pay(platform, NOW, "F260000001")
    till.change("undone", status="cancelled", used_at=None)
    till.sell(300, NOW, booking_id="less")
    till.price()
    run_batch(platform, NOW + DAY)
    assert waits(platform) == {"less": "debt"}
    till.sell(900, NOW + DAY, booking_id="more")
    till.price(now=NOW + 2 * DAY)
    send(platform, run_batch(platform, NOW + 2 * DAY).id, NOW + 2 * DAY)
    assert waits(platform) == {"less": "transfer", "more": "transfer"}
    answer(platform, "VIR3", NOW + 2 * DAY, F260000002=None)
    assert waits(platform) == {}
    return_transfer(platform, "VIR3", "F260000002", NOW + 2 * DAY)
    assert waits(platform) == {"less": "held", "more": "held"}


def test_carried_balance_is_a_debt(till: Till) -> None:
    platform = till.platform
    put_account(platform, "a1", VENUE.id)
    till.sell(1_000, BEFORE, booking_id="one")
    till.price()
    batch = run_batch(platform, NOW)
    name = f"{batch.id}~a1"
    payout = platform.database.run(lambda work: payouts.get(work, name))
    carried = replace(payout, state="carried")
    platform.database.run(lambda work: payouts.replace(work, name, carried))
    assert waits(platform) == {"one": "debt"}
