"""The audit compares the shards of stocks with their bookings."""

import pytest

from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.jobs import run_job
from functions.kernel.platform import Platform
from tests.support import given


@pytest.mark.parametrize(
    ("field", "value", "faults"),
    [
        ("left", 5, ["places_differ"]),
        ("left", -1, ["places_differ", "shard_oversold"]),
        (None, None, ["shard_missing"]),
    ],
)
def test_audit_finds_shards_that_disagree_with_the_bookings(
    platform: Platform,
    capsys: pytest.CaptureFixture[str],
    field: str | None,
    value: int,
    faults: list[str],
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
    assert report.counts["faulty"] == len(faults)
    logged = capsys.readouterr().err
    assert all(fault in logged for fault in faults)


def test_audit_finds_a_shard_with_other_facts_than_its_stock(platform: Platform) -> None:
    stock = given.dealt(platform, 4, 2)
    (name, shard), *_ = given.documents(platform, "stock_shards").items()
    given.change(platform, "stock_shards", name, stock={**shard["stock"], "price_cents": 1})
    assert run_job(platform, "audit-ledger", given.now(platform)).counts["faulty"] == 1
    assert given.the_stock(platform, stock.id).price_cents == 1000
