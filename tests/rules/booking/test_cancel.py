"""Cancelling a booking: by its holder, by the offerer, by an event that is called off."""

from datetime import datetime

import pytest

from functions.booking import rules as booking_rules
from functions.booking.desk import rules as desk_rules
from functions.booking.models import BookingStatus
from functions.kernel.errors import Refusal
from functions.kernel.values import replace
from functions.offers.models import Stock
from tests.support.booking_values import (
    DAY,
    NOW,
    SECOND,
    STOCK,
    THING,
    confirmed,
    in_status,
    redeem,
)


@pytest.mark.behaviour(32)
def test_its_owner_cancels_a_booking_in_time() -> None:
    after = booking_rules.cancel_by_owner(confirmed(), now=NOW + 2 * DAY - SECOND)
    assert (after.status, after.cancellation_reason) == ("cancelled", "beneficiary")
    assert (after.cancelled_at, after.revision) == (NOW + 2 * DAY - SECOND, 2)


@pytest.mark.behaviour(33)
@pytest.mark.parametrize("status", ["cancelled", "expired"])
def test_a_booking_that_has_ended_stays_as_it_is(status: BookingStatus) -> None:
    ended = in_status(status)
    assert booking_rules.cancel_by_owner(ended, now=NOW + 9 * DAY) is ended


@pytest.mark.behaviour(35)
@pytest.mark.parametrize("status", ["used", "reimbursed"])
def test_its_owner_cannot_cancel_what_was_used(status: BookingStatus) -> None:
    """Also past the deadline, the refusal is that it was used."""
    with pytest.raises(booking_rules.UsedBefore):
        booking_rules.cancel_by_owner(in_status(status), now=NOW + 9 * DAY)


@pytest.mark.behaviour(36)
@pytest.mark.behaviour(37)
@pytest.mark.parametrize(
    ("stock", "now"),
    [
        (replace(STOCK, begins_at=NOW + DAY), NOW),
        (STOCK, NOW + 2 * DAY),
        (STOCK, NOW + 3 * DAY),
    ],
    ids=["case 36: begins within 48 hours", "case 37: 48 hours ago", "case 37: longer ago"],
)
def test_its_owner_cannot_cancel_an_event_that_is_near(stock: Stock, now: datetime) -> None:
    with pytest.raises(booking_rules.TooLate):
        booking_rules.cancel_by_owner(confirmed(stock), now=now)


def test_a_thing_can_be_cancelled_until_it_is_used() -> None:
    assert booking_rules.cancel_by_owner(confirmed(THING), now=NOW + 9 * DAY).status == "cancelled"


@pytest.mark.behaviour(40)
def test_the_offerer_cancels_whatever_the_deadline() -> None:
    after = desk_rules.cancel_by_offerer(confirmed(), now=NOW + 9 * DAY)
    assert (after.status, after.cancellation_reason) == ("cancelled", "offerer")


@pytest.mark.behaviour(41)
@pytest.mark.behaviour(42)
@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        ("used", desk_rules.UsedAtDesk),
        ("reimbursed", desk_rules.AlreadyReimbursed),
        ("cancelled", desk_rules.AlreadyCancelled),
        ("expired", desk_rules.AlreadyExpired),
    ],
)
def test_the_offerer_cannot_cancel_what_is_used_or_has_ended(
    status: BookingStatus, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        desk_rules.cancel_by_offerer(in_status(status), now=NOW)


@pytest.mark.behaviour(43)
def test_a_use_is_undone_when_its_event_is_called_off() -> None:
    used = redeem(confirmed(THING), now=NOW)
    after = booking_rules.cancel(used, reason="offerer", now=NOW + DAY)
    assert (after.status, after.used_at, after.cancelled_at) == ("cancelled", None, NOW + DAY)
