"""Fixtures of the tests of bookings."""

from collections import Counter
from collections.abc import Iterator

import pytest

from functions.kernel.platform import Platform
from tests.support import given

_LIVE = ("confirmed", "used", "reimbursed")


@pytest.fixture
def whole_books(platform: Platform) -> Iterator[None]:
    """Compare, after the test, what stands in several places: ledger, places, claims and codes."""
    yield
    given.audit(platform)
    assert given.documents(platform, "outbox") == {}
    made = given.documents(platform, "bookings")
    live = {name: one for name, one in made.items() if one["status"] in _LIVE}
    taken = Counter[str]()
    for one in live.values():
        taken[one["stock_id"]] += one["quantity"]
    for stock_id, stock in given.documents(platform, "stocks").items():
        assert stock["booked"] == taken[stock_id]
        assert stock["quantity"] is None or stock["booked"] <= stock["quantity"]
    claims = given.documents(platform, "active_bookings")
    assert {claim["booking_id"] for claim in claims.values()} == set(live)
    assert len(claims) == len(live)
    codes = given.documents(platform, "countermarks")
    assert {one["countermark"]: name for name, one in made.items()} == {
        code: claim["booking_id"] for code, claim in codes.items()
    }
    for code, claim in codes.items():
        assert (claim["reusable_at"] is None) == (claim["booking_id"] in live), code
    states = {"confirmed": "held", "used": "captured", "reimbursed": "captured"}
    for name, hold in given.documents(platform, "holds").items():
        assert hold["state"] == states.get(made[name]["status"], "released")
