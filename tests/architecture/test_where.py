"""docs/where.md leads to the one place of each rule."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ROW = re.compile(r"\| [^|]+ \| `(?P<text>[^`]+)` \| (?P<place>.+) \|")
ROWS = ROW.findall((ROOT / "docs" / "where.md").read_text("utf-8"))


def places_of(text: str) -> set[str]:
    """Return the files under functions and web in which a text stands."""
    return {
        str(path.relative_to(ROOT))
        for folder in ("functions", "web")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in (".py", ".toml", ".js") and text in path.read_text("utf-8")
    }


@pytest.mark.parametrize(("text", "place"), ROWS)
def test_a_rule_stands_where_the_page_says_and_nowhere_else(text: str, place: str) -> None:
    assert places_of(text) == set(re.findall(r"`((?:functions|web)/[^`]+)`", place))


def test_the_page_has_its_rows() -> None:
    assert len(ROWS) >= 17
