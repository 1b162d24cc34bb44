"""The outlines and towns of the map come from their source and no other, and lie where they say."""

import json
import re

import pytest

from local.map_base import AREAS, SOURCE, TARGET, TOWNS, base_text
from local.topojson import CHECKED

TEXT = TARGET.read_text("utf-8")


def rows(name: str) -> list[list[object]]:
    found = re.search(rf"export const {name} = (\[.*?\n\]);", TEXT, re.S)
    assert found is not None
    listed: list[list[object]] = json.loads(found[1].replace(",\n]", "\n]"))
    return listed


def test_outlines_lie_in_the_areas_of_the_map() -> None:
    assert len(rows("land")) > 50
    for steps in rows("land"):
        start = [float(str(number)) / 1_000 for number in steps[:2]]
        assert any(
            west - 0.01 <= start[0] <= east + 0.01 and south - 0.01 <= start[1] <= north + 0.01
            for west, south, east, north in AREAS
        ), start


def test_towns_are_the_largest_and_stay_small_to_load() -> None:
    towns = rows("towns")
    assert len(towns) == TOWNS
    assert [row[0] for row in towns[:3]] == ["Paris", "Marseille", "Lyon"]
    assert len(TEXT.encode()) < 150_000


def test_another_source_is_refused() -> None:
    assert CHECKED in TEXT
    with pytest.raises(ValueError, match="another one"):
        base_text(b"{}")


@pytest.mark.skipif(not SOURCE.exists(), reason="`make vendor` installs world-atlas")
def test_the_map_is_what_its_source_gives() -> None:
    assert base_text(SOURCE.read_bytes()) == TEXT
