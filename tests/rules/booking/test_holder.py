"""The bookings of a holder in their order, and being forgotten."""

from datetime import datetime
from typing import Literal

import pytest

from functions.booking import rules as booking_rules
from functions.booking.holder.rules import in_order
from functions.booking.models import BookingStatus
from functions.kernel.values import replace
from functions.offers.models import Stock
from tests.support.booking_values import DAY, HOUR, NOW, STOCK, THING, confirmed, in_status, redeem


@pytest.mark.parametrize(
    ("status", "stock", "ongoing"),
    [
        ("confirmed", STOCK, True),
        ("confirmed", THING, True),
        ("used", STOCK, True),
        ("reimbursed", STOCK, True),
        ("used", THING, False),
        ("used", replace(STOCK, begins_at=NOW), False),
        ("confirmed", replace(STOCK, begins_at=NOW - DAY), True),
        ("cancelled", STOCK, False),
        ("expired", THING, False),
    ],
    ids=[
        *("event", "thing", "used, still to come", "reimbursed, still to come", "used thing"),
        *("used, begun", "begun but not used", "cancelled", "expired"),
    ],
)
def test_a_booking_is_ongoing_while_its_holder_has_to_do_with_it(
    status: BookingStatus, stock: Stock, ongoing: bool
) -> None:
    assert booking_rules.is_ongoing(in_status(status, stock), now=NOW) is ongoing


def test_what_is_ongoing_comes_by_when_it_is_due_and_what_ended_by_when_it_did() -> None:
    online = replace(THING, expiry_days=None)
    made = {
        "never due": confirmed(online),
        "expires in 10 days": confirmed(THING),
        "begins in 10 days": confirmed(),
        "begins in 12 days": confirmed(replace(STOCK, begins_at=NOW + 12 * DAY)),
        "used, begins in a day": replace(
            confirmed(replace(STOCK, begins_at=NOW + DAY)), status="used", used_at=NOW
        ),
        "cancelled": booking_rules.cancel(confirmed(), reason="offerer", now=NOW + 2 * HOUR),
        "expired": booking_rules.expire(confirmed(THING), now=NOW + 3 * HOUR),
        "used": redeem(confirmed(THING), now=NOW + HOUR),
    }
    several = [replace(booking, id=name) for name, booking in made.items()]

    def order(state: Literal["ongoing", "ended"], now: datetime) -> list[str]:
        """Return them, read one after the other, each behind the one before."""
        names: list[str] = []
        after = None
        while True:
            behind, position = in_order(several, state, after=after, now=now)
            first = next(behind, None)
            if first is None:
                whole, _ = in_order(several, state, after=None, now=now)
                assert [booking.id for booking in whole] == names
                return names
            names.append(first.id)
            after = position(first)

    due = ["used, begins in a day", "begins in 10 days", "expires in 10 days"]
    assert order("ongoing", NOW) == [*due, "begins in 12 days", "never due"]
    assert order("ended", NOW) == ["expired", "cancelled", "used"]
    later = NOW + 2 * DAY
    assert order("ongoing", later) == [*due[1:], "begins in 12 days", "never due"]
    assert order("ended", later) == ["used, begins in a day", "expired", "cancelled", "used"]


@pytest.mark.parametrize("status", ["confirmed", "used", "cancelled", "expired"])
def test_a_forgotten_booking_has_lost_its_holders_name_and_nothing_else(
    status: BookingStatus,
) -> None:
    booking = in_status(status)
    assert booking.holder_name == "Ana Kieffer"
    assert booking_rules.forget(booking) == replace(booking, holder_name="")
