"""The outlines of countries in world-atlas, which is Natural Earth packed as TopoJSON."""

from collections.abc import Iterator
from itertools import accumulate
from typing import Any, TypeAlias

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = list[Point]

CHECKED = "3bc6f1d367a9bcec479841bae0e76092f512838411d0cef124e92eec4db45f79"
"""The SHA-256 of countries-10m.json, of world-atlas 2.0.2."""


def outlines(world: dict[str, Any]) -> Iterator[tuple[str, Ring]]:
    """Yield each outer outline of a country with the country's name; points in degrees."""
    scale, offset = world["transform"]["scale"], world["transform"]["translate"]
    arcs = [
        [(x * scale[0] + offset[0], y * scale[1] + offset[1]) for x, y in accumulate(arc, add)]
        for arc in world["arcs"]
    ]
    for one in world["objects"]["countries"]["geometries"]:
        for polygon in [one["arcs"]] if one["type"] == "Polygon" else one["arcs"]:
            # A negative number is the complement of an arc to be followed backwards; the last point
            # of an arc is the first of the next.
            parts = (arcs[at] if at >= 0 else arcs[~at][::-1] for at in polygon[0])
            yield one["properties"]["name"], [point for part in parts for point in part[:-1]]


def add(one: Point, other: Point) -> Point:
    """Return the sum of two points, as steps of an outline are added up."""
    return one[0] + other[0], one[1] + other[1]
