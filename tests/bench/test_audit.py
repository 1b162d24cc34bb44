"""The audit benchmark counts right, and a missed bar is not passed over."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bench.audit import Result, audit, expected_reads, finish, missed
from bench.audit_data import COLLECTIONS, DOCUMENTS, add_wallets
from functions.kernel.config import Settings
from functions.kernel.database import Query
from functions.kernel.platform import Platform

FEW = Result(
    wallets=1000,
    documents_read=expected_reads(1000),
    seconds=1.0,
    reading_seconds=0.5,
    peak_mb=50.0,
    grown_mb=10.0,
)
MANY = replace(FEW, wallets=10_000, documents_read=expected_reads(10_000), seconds=13.0)


def test_all_is_well_in_the_ledger_that_is_measured_and_each_document_is_read_once(
    tmp_path: Path,
) -> None:
    with closing(Platform(Settings(data=tmp_path))) as platform:
        add_wallets(platform.database.adapter, 7)
        made = [len(platform.database.query(Query(c.name))) for c in COLLECTIONS]
    assert sum(made) == 7 * DOCUMENTS
    result = audit(tmp_path)
    assert result.wallets == 7
    assert result.documents_read == expected_reads(7) == 7 * DOCUMENTS + 3


def test_ten_times_as_many_at_most_as_dear_as_the_bar_pass() -> None:
    assert finish([FEW, MANY]) == 0


@pytest.mark.parametrize(
    "worse",
    [
        replace(MANY, seconds=13.1),
        replace(MANY, peak_mb=55.1),
        replace(MANY, documents_read=MANY.documents_read + 1),
    ],
    ids=["dearer wallets", "more memory", "a document read twice"],
)
def test_a_worse_result_misses_a_bar(worse: Result) -> None:
    assert len(missed([FEW, worse])) == 1
    assert finish([FEW, worse]) == 1
