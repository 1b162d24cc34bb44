"""Places on the globe: distances, geohashes, and the geohash ranges that cover a circle.

Points are WGS84 degrees, distances metres on a sphere of the mean Earth radius (the error against
the ellipsoid stays under 0.6 %). A geohash names a cell of a grid that is halved in turn by
longitude and latitude; every point of a cell has a geohash that starts with the cell's.
"""

from collections.abc import Iterator
from math import asin, cos, degrees, floor, pi, radians, sin, sqrt

_EARTH_RADIUS = 6_371_008.8
_ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz"
_PRECISION = 9
_BEHIND_ALL = "~"

MOST_CELLS = 9
"""How many cells a circle may be covered with, each a query at worst; neighbours are joined."""


def distance_m(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> int:
    """Return the great-circle distance between two points in whole metres (haversine)."""
    north = radians(other_latitude - latitude)
    east = radians(other_longitude - longitude)
    chord = (
        sin(north / 2) ** 2
        + cos(radians(latitude)) * cos(radians(other_latitude)) * sin(east / 2) ** 2
    )
    return round(2 * _EARTH_RADIUS * asin(min(1.0, sqrt(chord))))


def geohash(latitude: float, longitude: float) -> str:
    """Return the geohash of a point, 9 characters: a cell of about 5 by 5 metres."""
    row, column = _cell(latitude, longitude, _PRECISION)
    return _name(row, column, _PRECISION)


def covering_ranges(latitude: float, longitude: float, radius_m: int) -> list[tuple[str, str]]:
    """Return geohash ranges [from, to) that hold every point within the radius, in order.

    They may hold farther points too: the caller measures. Circles over a pole or across the 180th
    meridian are covered as well.
    """
    for precision in range(_PRECISION, 0, -1):
        boxes = _boxes(latitude, longitude, radius_m)
        if sum(_count(box, precision) for box in boxes) <= MOST_CELLS:
            names = {name for box in boxes for name in _names(box, precision)}
            return _joined(sorted(names))
    return [("", _BEHIND_ALL)]


Box = tuple[float, float, float, float]
"""South, west, north, east; west is not east of east."""


def _boxes(latitude: float, longitude: float, radius_m: int) -> list[Box]:
    # The radius is widened a little, so that rounding never leaves out a point on the rim.
    angle = radius_m * 1.001 / _EARTH_RADIUS
    south, north = latitude - degrees(angle), latitude + degrees(angle)
    if south <= -90 or north >= 90:
        return [(max(south, -90.0), -180.0, min(north, 90.0), 180.0)]
    half_width = degrees(asin(min(1.0, sin(min(angle, pi / 2)) / cos(radians(latitude)))))
    west, east = longitude - half_width, longitude + half_width
    if west < -180:
        return [(south, -180.0, north, east), (south, west + 360, north, 180.0)]
    if east > 180:
        return [(south, west, north, 180.0), (south, -180.0, north, east - 360)]
    return [(south, west, north, east)]


def _bits(precision: int) -> tuple[int, int]:
    """Return how many bits of latitude and of longitude a geohash of this length has."""
    return precision * 5 // 2, (precision * 5 + 1) // 2


def _cell(latitude: float, longitude: float, precision: int) -> tuple[int, int]:
    rows, columns = (1 << bits for bits in _bits(precision))
    row = min(rows - 1, max(0, floor((latitude + 90) / 180 * rows)))
    column = min(columns - 1, max(0, floor((longitude + 180) / 360 * columns)))
    return row, column


def _count(box: Box, precision: int) -> int:
    south, west, north, east = box
    first_row, first_column = _cell(south, west, precision)
    last_row, last_column = _cell(north, east, precision)
    return (last_row - first_row + 1) * (last_column - first_column + 1)


def _names(box: Box, precision: int) -> Iterator[str]:
    south, west, north, east = box
    first_row, first_column = _cell(south, west, precision)
    last_row, last_column = _cell(north, east, precision)
    for row in range(first_row, last_row + 1):
        for column in range(first_column, last_column + 1):
            yield _name(row, column, precision)


def _name(row: int, column: int, precision: int) -> str:
    row_bits, column_bits = _bits(precision)
    value = 0
    for place in range(precision * 5):
        # Longitude comes first, then they take turns.
        if place % 2 == 0:
            column_bits -= 1
            bit = column >> column_bits & 1
        else:
            row_bits -= 1
            bit = row >> row_bits & 1
        value = value << 1 | bit
    return "".join(_ALPHABET[value >> 5 * (precision - 1 - i) & 31] for i in range(precision))


def _joined(names: list[str]) -> list[tuple[str, str]]:
    """Return sorted cells of one length as ranges, neighbours in the order joined."""
    ranges: list[tuple[str, str]] = []
    for name in names:
        if ranges and ranges[-1][1] == name:
            ranges[-1] = (ranges[-1][0], _after(name))
        else:
            ranges.append((name, _after(name)))
    return ranges


def _after(name: str) -> str:
    """Return the first cell of the same length behind this one."""
    value = 0
    for character in name:
        value = value << 5 | _ALPHABET.index(character)
    value += 1
    if value >> 5 * len(name):
        return _BEHIND_ALL
    return "".join(_ALPHABET[value >> 5 * (len(name) - 1 - i) & 31] for i in range(len(name)))
