"""`python -m local.map_base`: the outlines and towns below the offers on the app's map.

Reads world-atlas, pinned in tests/web/package-lock.json, which is Natural Earth's coasts and
borders (public domain), and the communes that ship with the code. Writes web/discover/map-base.js.
"""

import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from local.topojson import CHECKED, Point, Ring, outlines

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "tests/web/node_modules/world-atlas/countries-10m.json"
COMMUNES = ROOT / "functions/accounts/communes/communes.tsv.gz"
TARGET = ROOT / "web/discover/map-base.js"

Box: TypeAlias = tuple[float, float, float, float]

AREAS: tuple[Box, ...] = (
    (-6.5, 40.8, 10.2, 52.0),
    (-63.6, 13.9, -60.3, 18.4),
    (-55.2, 1.8, -51.2, 6.2),
    (54.9, -21.7, 56.1, -20.6),
    (44.7, -13.3, 45.6, -12.4),
    (-57.0, 46.4, -55.7, 47.6),
    (163.2, -23.2, 168.6, -19.3),
    (-152.5, -18.2, -148.8, -16.1),
    (-178.6, -14.6, -175.7, -12.9),
)
"""Where outlines are kept: west, south, east, north in degrees. The mainland, then overseas."""

TOWNS = 1_500
"""How many communes have their names on the map, the largest first."""

_HEAD = """\
// What the map shows below offers: outlines of land, and the names of towns.
//
// Made by `python -m local.map_base` from Natural Earth (public domain), as packed by world-atlas
// 2.0.2 (Michael Bostock, ISC), and from functions/accounts/communes/communes.tsv.gz (INSEE,
// Licence Ouverte 2.0; coordinates from GeoNames, CC BY 4.0). SHA-256 of the first:
//   {checked}

/** Each outline of land: longitude and latitude of its first point, and the steps from one to the
 * next, in thousandths of a degree. @type {{number[][]}} */
export const land = {land};

/** Name, latitude and longitude in degrees, the largest town first.
 * @type {{[string, number, number][]}} */
export const towns = {towns};
"""

_UNIT = 1_000
_TOLERANCE = 0.004
"""How far an outline may be from the source, in degrees: 400 metres."""


def base_text(source: bytes, communes: Path = COMMUNES) -> str:
    """Return the module. Raises ValueError for another source than the one known."""
    if sha256(source).hexdigest() != CHECKED:
        raise ValueError("world-atlas is another one than the map was checked with")
    rings = [ring for _, ring in outlines(json.loads(source))]
    parts = (_simple(_clipped(ring, area)) for ring in rings for area in AREAS)
    land = [steps for part in parts if (steps := _steps(part))]
    towns = [f"{json.dumps(row, ensure_ascii=False)},\n" for row in _towns(communes)]
    return _HEAD.format(
        checked=CHECKED,
        land="[\n" + "".join(f"{json.dumps(one, separators=(',', ':'))},\n" for one in land) + "]",
        towns="[\n" + "".join(towns) + "]",
    )


def _clipped(ring: Ring, area: Box) -> Ring:
    """Return the part of an outline inside of a box, by Sutherland and Hodgman."""
    for axis, edge, sign in ((0, area[0], 1), (1, area[1], 1), (0, area[2], -1), (1, area[3], -1)):
        kept: Ring = []
        for before, point in pairwise([*ring[-1:], *ring]):
            is_in = sign * (point[axis] - edge) >= 0
            if is_in != (sign * (before[axis] - edge) >= 0):
                kept.append(_crossing(before, point, axis, edge))
            if is_in:
                kept.append(point)
        ring = kept
    return ring


def _crossing(before: Point, point: Point, axis: int, edge: float) -> Point:
    share = (edge - before[axis]) / (point[axis] - before[axis])
    x, y = (start + share * (end - start) for start, end in zip(before, point, strict=True))
    return x, y


def _simple(ring: Ring) -> Ring:
    """Return an outline with few points, by Ramer, Douglas and Peucker."""
    if len(ring) < 4:
        return []
    far = max(range(len(ring)), key=lambda at: _square(ring[0], ring[at]))
    kept, waiting = {0, far}, [(0, far), (far, len(ring))]
    points = [*ring, ring[0]]
    while waiting:
        first, last = waiting.pop()
        inner = range(first + 1, last)
        at = max(inner, key=lambda at: _off(points[at], points[first], points[last]), default=None)
        if at is not None and _off(points[at], points[first], points[last]) > _TOLERANCE:
            kept.add(at)
            waiting += [(first, at), (at, last)]
    return [ring[at] for at in sorted(kept)]


def _square(one: Point, other: Point) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _off(point: Point, start: Point, end: Point) -> float:
    """Return the distance of a point from a line between two others, in degrees."""
    length = _square(start, end)
    if not length:
        return float(_square(point, start) ** 0.5)
    across = (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (
        point[0] - start[0]
    )
    return float(abs(across) / length**0.5)


def _steps(ring: Iterable[Point]) -> list[int]:
    """Return whole units: the first point, then steps; nothing where too few are left."""
    points = [(round(x * _UNIT), round(y * _UNIT)) for x, y in ring]
    steps = [(x - x0, y - y0) for (x0, y0), (x, y) in pairwise(points)]
    steps = [step for step in steps if step != (0, 0)]
    if len(steps) < 2:
        return []
    return [number for pair in (points[0], *steps) for number in pair]


def _towns(communes: Path) -> Iterator[tuple[str, float, float]]:
    rows = gzip.decompress(communes.read_bytes()).decode().splitlines()
    count = 0
    for row in rows:
        if row.startswith("#") or count == TOWNS:
            continue
        _, name, _, _, latitude, longitude, guessed = row.split("\t")
        # An arrondissement lies on its town, and a guess would name the wrong place.
        if latitude and not guessed and "Arrondissement" not in name:
            count += 1
            yield name, round(float(latitude), 3), round(float(longitude), 3)


if __name__ == "__main__":
    if not SOURCE.exists():
        sys.exit(f"{SOURCE} is missing: `make vendor` installs it.")
    TARGET.write_text(base_text(SOURCE.read_bytes()), "utf-8")
