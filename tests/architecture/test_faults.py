"""The page of faults names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "faults.md"


def test_every_fault_has_a_test_that_exists() -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    rows = [line for line in rows if not line.startswith("| fault |")]
    named = [re.findall(r"`(tests/\S+\.py)::(test_\w+)`", row) for row in rows]
    assert len(named) > 30
    assert [row for row, tests in zip(rows, named, strict=True) if not tests] == []
    for file, name in (test for tests in named for test in tests):
        assert f"def {name}(" in (ROOT / file).read_text("utf-8"), f"{file}::{name}"
