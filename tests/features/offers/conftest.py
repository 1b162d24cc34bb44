"""Fixtures of the tests of offers."""

from collections.abc import Iterator

import pytest

from functions.kernel.platform import Platform
from tests.support import given


@pytest.fixture
def whole_codes(request: pytest.FixtureRequest) -> Iterator[None]:
    """Compare, after the test, codes with bookings and the ledger with itself."""
    which = "either" if "either" in request.fixturenames else "platform"
    platform: Platform = request.getfixturevalue(which)
    yield
    given.audit(platform)
    assert given.documents(platform, "outbox") == {}
    made = given.documents(platform, "bookings").values()
    given_codes = [one["activation_code"] for one in made if one["activation_code"]]
    assert len(set(given_codes)) == len(given_codes), "a code was given twice"
    free = given.documents(platform, "free_codes")
    assert not {one["code"] for one in free.values()} & set(given_codes)
    for stock_id, stock in given.documents(platform, "stocks").items():
        if stock["code_batches"] is None or stock["is_deleted"]:
            continue
        left = sum(batch["loaded"] - batch["given"] for batch in stock["code_batches"])
        of_stock = [one for one in made if one["stock_id"] == stock_id]
        assert stock["quantity"] - stock["booked"] == left
        assert left == sum(name.startswith(f"{stock_id}~") for name in free)
        assert sum(batch["given"] for batch in stock["code_batches"]) == sum(
            one["activation_code"] is not None for one in of_stock
        )
