"""The shapes of the map are made from their two sources, and every department has one."""

import json
import re
from pathlib import Path

import pytest

from functions.accounts.places.data import departments
from local.map_shapes import SOURCES, TARGET, shapes_text

TEXT = TARGET.read_text("utf-8")


def rows(name: str) -> list[list[object]]:
    found = re.search(rf"export const {name} = (\[.*?\n\]);", TEXT, re.S)
    assert found is not None
    listed: list[list[object]] = json.loads(found[1].replace(",\n]", "\n]"))
    return listed


def test_every_department_has_a_shape() -> None:
    shapes = rows("shapes")
    assert {code for code, _ in shapes} == set(departments())
    for code, path in shapes:
        assert re.fullmatch(r"(M\d+ \d+l(-?\d+ ?)+z)+", str(path)), code


def test_shapes_are_inside_of_the_map_and_those_of_an_inset_inside_of_its_box() -> None:
    view = re.search(r'viewBox = "0 0 (\d+) (\d+)"', TEXT)
    assert view is not None
    boxes = {str(label): box for label, box in rows("insets") if isinstance(box, list)}
    overseas = [code for code, _ in rows("shapes") if len(str(code)) == 3]
    assert set(overseas) == set(boxes) - {"Paris"}
    for code, path in rows("shapes"):
        x, y, width, height = boxes.get(str(code), [0, 0, *map(int, view.groups())])
        for ring in str(path).split("M")[1:]:
            start, _, steps = ring.partition("l")
            left, top = map(int, start.split())
            numbers = [int(one) for one in re.findall(r"-?\d+", steps)]
            for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
                assert x <= left <= x + width, code
                assert y <= top <= y + height, code
                left, top = left + dx, top + dy


def test_shapes_name_their_sources_and_come_from_no_others(tmp_path: Path) -> None:
    for name, checked in SOURCES.items():
        assert f"{checked}  {name}" in TEXT
        (tmp_path / name).write_text("{}")
    with pytest.raises(ValueError, match="another one"):
        shapes_text(tmp_path, tmp_path)
