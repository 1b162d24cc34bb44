"""Overpayments: what finance takes back, where the credit goes, and what the ledger says."""

from datetime import datetime

import pytest

from functions.kernel.platform import Platform
from functions.reimbursement.incidents.models import Incident
from functions.reimbursement.overpayments import rules, service
from tests.features.reimbursement.test_batches import BEFORE, DAY, faults
from tests.support.given import NOW
from tests.support.payouts import all_payouts, answer, put_account, put_offerer, run_batch, send
from tests.support.reimbursement import FR, VENUE, Till, all_incidents, all_receivables, put_venue


@pytest.fixture
def paid(platform: Platform) -> Till:
    """A venue that was paid for two bookings, of 10 and 30 euros."""
    put_venue(platform, VENUE)
    put_offerer(platform)
    put_account(platform, "a1", VENUE.id)
    till = Till(platform)
    till.sell(1_000, BEFORE, booking_id="ten")
    till.sell(3_000, BEFORE, booking_id="thirty")
    till.sell(500, NOW, booking_id="later")
    till.price()
    batch = run_batch(platform, NOW)
    send(platform, batch.id, NOW)
    answer(platform, batch.id, NOW, F260000001=None)
    return till


def take_back(
    platform: Platform, booking_id: str, cents: int | None, now: datetime = NOW
) -> Incident:
    return platform.database.run(
        lambda work: service.take_back(work, booking_id, cents, scale=FR, now=now)
    )


def test_part_is_taken_off_the_next_batch_and_stays_whatever_the_price_becomes(paid: Till) -> None:
    platform = paid.platform
    incident = take_back(platform, "ten", 400)
    assert (incident.kind, incident.amount_cents) == ("overpayment", -400)
    one = all_receivables(platform)["ten"]
    assert (one.owed_cents, one.contribution_cents, one.adjusted_cents) == (600, 400, -400)
    assert faults(platform) == []
    # An earlier booking prices all of the fold again.
    paid.sell(100, BEFORE - DAY, booking_id="earlier")
    paid.price()
    assert all_receivables(platform)["ten"].owed_cents == 600
    run_batch(platform, NOW + DAY)
    assert all_payouts(platform)["VIR2~a1"].amount_cents == 500 + 100 - 400
    assert all_incidents(platform)[incident.id].state == "in_batch"
    assert faults(platform) == []


@pytest.mark.parametrize(
    ("booking_id", "cents", "refusal"),
    [
        ("none", 1, rules.UnknownReceivable),
        ("later", 1, rules.NotPaid),
        ("ten", 1_001, rules.AmountTooHigh),
    ],
)
def test_only_what_was_paid_is_taken_back(
    paid: Till, booking_id: str, cents: int, refusal: type[Exception]
) -> None:
    before = all_receivables(paid.platform)
    with pytest.raises(refusal):
        take_back(paid.platform, booking_id, cents)
    assert all_receivables(paid.platform) == before
    assert all_incidents(paid.platform) == {}


def test_nothing_is_taken_back_twice_before_a_batch(paid: Till) -> None:
    take_back(paid.platform, "ten", 400)
    with pytest.raises(rules.IncidentOpen):
        take_back(paid.platform, "ten", 400)
    run_batch(paid.platform, NOW + DAY)
    assert take_back(paid.platform, "ten", 600 - 1).amount_cents == -599
    assert faults(paid.platform) == []
