"""The audit compares the shards of stocks with their bookings."""

from datetime import timedelta

import pytest

from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.jobs import run_job
from functions.kernel.platform import Platform
from tests.support import given


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [("left", 5, "places_differ"), ("left", -1, "shard_oversold"), (None, None, "shard_missing")],
)
def test_audit_finds_shards_that_disagree_with_the_bookings(
    platform: Platform,
    capsys: pytest.CaptureFixture[str],
    field: str | None,
    value: int,
    fault: str,
) -> None:
    stock = given.dealt(platform, 4, 2)
    given.book_for(platform, stock, "ana")
    if field is None:
        ref = Ref("stock_shards", f"{stock.id}~0")

        def remove(work: UnitOfWork) -> None:
            work.find(ref)
            work.delete(ref)

        platform.database.run(remove)
    else:
        given.change(platform, "stock_shards", f"{stock.id}~0", **{field: value})
    report = run_job(platform, "audit-ledger", given.now(platform))
    assert report.counts["faulty"] == 1
    assert fault in capsys.readouterr().err


def test_stocks_long_over_are_not_checked(platform: Platform) -> None:
    stock = given.dealt(platform, 4, 2)
    given.change(platform, "stock_shards", f"{stock.id}~0", left=9)
    later = given.now(platform) + timedelta(days=50)
    assert run_job(platform, "audit-ledger", later).counts["faulty"] == 0
