"""Distances, geohashes, and the blocks of the map that geohashes name.

Points are in WGS84 degrees; distances are in metres on a sphere of the mean Earth radius (less than
0.6 % off the ellipsoid). A geohash halves the map 60 times, alternately by longitude and latitude,
and writes the 60 bits of the chosen halves as 12 characters. Points whose geohashes share their
first bits lie in the same block.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from math import asin, atan2, ceil, cos, degrees, floor, pi, radians, sin, sqrt

from functions.kernel.values import Struct

_EARTH_RADIUS = 6_371_008.8
_RADIANS = pi / 180
"""Radians in a degree."""
_HALF = _RADIANS / 2
_ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz"
_BITS = 60
_LENGTH = 12
_TO_DIGITS = str.maketrans(_ALPHABET, "0123456789abcdefghijklmnopqrstuv")
"""Makes a geohash a number in base 32, as Python writes it."""
_BEHIND_ALL = "~"

Point = tuple[float, float]
"""Latitude and longitude."""


def distance_m(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> int:
    """Return the great-circle distance between two points in whole metres."""
    return Centre((latitude, longitude)).distance_m((other_latitude, other_longitude))


def geohash(latitude: float, longitude: float) -> str:
    """Return the geohash of a point, 12 characters: a block of about 2 by 4 centimetres."""
    row, column = _cell(latitude, longitude, _LENGTH)
    return name_of(_interleaved(row, column, _LENGTH))


@lru_cache(maxsize=4096)
def point_of(name: str) -> Point:
    """Return the centre of the cell of a geohash of 12 characters."""
    row = column = 0
    for place in range(0, _LENGTH, 2):
        rows, columns = _halvings()[name[place : place + 2]]
        row, column = row << 5 | rows, column << 5 | columns
    half = 1 << _BITS // 2
    return (row + 0.5) / half * 180 - 90, (column + 0.5) / half * 360 - 180


def number_of(name: str) -> int:
    """Return the bits of a geohash of 12 characters."""
    return int(name.translate(_TO_DIGITS), 32)


@lru_cache(maxsize=4096)
def name_of(number: int, length: int = _LENGTH) -> str:
    """Return a number as a geohash; past the last number, a text that sorts after all others."""
    if number >> 5 * length:
        return _BEHIND_ALL
    pairs = _pairs()
    name = "".join(
        [pairs[number >> shift & 1023] for shift in range((length - 1) // 2 * 10, -1, -10)]
    )
    return name[-length:]


class Block(Struct, frozen=True):
    """A part of the map: all points whose geohash starts with the first `bits` of `low`.

    `high` is the first number after it.
    """

    low: int
    high: int
    bits: int
    south: float
    west: float
    height: float
    width: float

    @property
    def is_point(self) -> bool:
        """Whether the block is too small to be halved."""
        return self.bits == _BITS

    def halves(self) -> tuple["Block", "Block"]:
        """Return the two halves, in the order of their geohashes."""
        low, high, south, west = self.low, self.high, self.south, self.west
        bits, middle, height, width = self.bits + 1, (low + high) // 2, self.height, self.width
        if self.bits % 2 == 0:
            width /= 2
            return (
                Block(low, middle, bits, south, west, height, width),
                Block(middle, high, bits, south, west + width, height, width),
            )
        height /= 2
        return (
            Block(low, middle, bits, south, west, height, width),
            Block(middle, high, bits, south + height, west, height, width),
        )


class Centre:
    """A point from which distances are measured, with its sine and cosine taken once."""

    def __init__(self, point: Point) -> None:
        self._latitude, self._longitude = point
        angle = self._latitude * _RADIANS
        self._sine, self._cosine = sin(angle), cos(angle)

    def distance_m(self, point: Point) -> int:
        """Return the great-circle distance to a point in whole metres."""
        return round(self._metres(point[0], point[1] - self._longitude))

    def least_m(self, block: Block) -> int:
        """Return a lower bound of the distance to a block, in metres."""
        south, west = block.south, block.west
        if block.is_point:
            return self.distance_m((south + block.height / 2, west + block.width / 2))
        latitude, longitude = self._latitude, self._longitude
        north, east = south + block.height, west + block.width
        if west <= longitude <= east:
            if south <= latitude <= north:
                return 0
            metres = self._metres(south if latitude < south else north, 0.0)
        else:
            # The nearest point lies on the nearer of the eastern and the western side.
            turn = min(_turn(longitude, west), _turn(longitude, east))
            if turn < 90:
                metres = self._metres(min(max(self._foot(turn), south), north), turn)
            else:
                metres = min(self._metres(south, turn), self._metres(north, turn))
        return max(0, floor(metres - 0.001))

    def most_m(self, block: Block) -> int:
        """Return an upper bound of the distance to a block, in metres."""
        south, north = block.south, block.south + block.height
        west, east = block.west, block.west + block.width
        turn = max(_turn(self._longitude, west), _turn(self._longitude, east))
        if turn > 90 or block.width > 90:
            # The way over the nearer pole is an upper bound of the shortest one.
            around = min(180 - self._latitude - south, 180 + self._latitude + north)
            farthest = around * _RADIANS * _EARTH_RADIUS
        else:
            farthest = max(self._metres(side, turn) for side in (south, north))
        return ceil(farthest + 0.001)

    def _foot(self, turn: float) -> float:
        """Return the latitude of the nearest point of a meridian `turn` degrees off."""
        return atan2(self._sine, self._cosine * cos(turn * _RADIANS)) / _RADIANS

    def _metres(self, latitude: float, turn: float) -> float:
        """Return the distance to a point `turn` degrees of longitude off (haversine)."""
        across = sin((latitude - self._latitude) * _HALF)
        along = sin(turn * _HALF)
        chord = across * across + self._cosine * cos(latitude * _RADIANS) * along * along
        return 2 * _EARTH_RADIUS * asin(min(1.0, sqrt(chord)))


class Reach:
    """The blocks that a circle may meet, found without measuring a distance."""

    def __init__(self, point: Point, radius_m: int) -> None:
        self._longitude = point[1]
        self._south, self._north, self._turn = _extent(point[0], radius_m)

    def meets(self, block: Block) -> bool:
        """Return whether the circle may have a point of the block; false means that it has none."""
        if block.south > self._north or block.south + block.height < self._south:
            return False
        east = block.west + block.width
        return (
            block.west <= self._longitude <= east
            or _turn(self._longitude, block.west) <= self._turn
            or _turn(self._longitude, east) <= self._turn
        )


GLOBE = Block(0, 1 << _BITS, 0, -90.0, -180.0, 180.0, 360.0)
"""The block of the whole map."""


def block_of(number: int) -> Block:
    """Return the smallest block, the cell of one geohash of 12 characters."""
    latitude, longitude = point_of(name_of(number))
    height, width = 180 / (1 << _BITS // 2), 360 / (1 << _BITS // 2)
    south, west = latitude - height / 2, longitude - width / 2
    return Block(number, number + 1, _BITS, south, west, height, width)


def covering_cells(
    latitude: float, longitude: float, radius_m: int, *, lengths: range, most: int
) -> list[str]:
    """Return sorted geohashes of the same length whose cells cover a circle.

    The length is the greatest of `lengths` that needs at most `most` cells, or else the smallest.
    Cells extend beyond the circle, so the caller must measure distances. Circles over a pole or
    across the 180th meridian work too.
    """
    boxes = _boxes(latitude, longitude, radius_m)
    for length in reversed(lengths):
        if length == lengths[0] or sum(_count(box, length) for box in boxes) <= most:
            return sorted({name for box in boxes for name in _names(box, length)})
    raise ValueError("no length to choose from")


_Box = tuple[float, float, float, float]
"""South, west, north, east; west is not east of east."""


def _turn(longitude: float, other: float) -> float:
    """Return the angle between two meridians in degrees, at most 180."""
    return abs((other - longitude + 180) % 360 - 180)


def _extent(latitude: float, radius_m: int) -> tuple[float, float, float]:
    """Return the southern and northern limit of a circle, and its reach to either side."""
    # Distances are rounded, so the radius is widened a little to keep points on the edge.
    angle = (radius_m + 1) * 1.001 / _EARTH_RADIUS
    south, north = latitude - degrees(angle), latitude + degrees(angle)
    if south <= -90 or north >= 90:
        return max(south, -90.0), min(north, 90.0), 180.0
    return south, north, degrees(asin(min(1.0, sin(min(angle, pi / 2)) / cos(radians(latitude)))))


def _boxes(latitude: float, longitude: float, radius_m: int) -> list[_Box]:
    south, north, half_width = _extent(latitude, radius_m)
    if half_width == 180:
        return [(south, -180.0, north, 180.0)]
    west, east = longitude - half_width, longitude + half_width
    if west < -180:
        return [(south, -180.0, north, east), (south, west + 360, north, 180.0)]
    if east > 180:
        return [(south, west, north, 180.0), (south, -180.0, north, east - 360)]
    return [(south, west, north, east)]


def _cell(latitude: float, longitude: float, length: int) -> tuple[int, int]:
    rows, columns = 1 << length * 5 // 2, 1 << (length * 5 + 1) // 2
    row = min(rows - 1, max(0, floor((latitude + 90) / 180 * rows)))
    column = min(columns - 1, max(0, floor((longitude + 180) / 360 * columns)))
    return row, column


def _count(box: _Box, length: int) -> int:
    south, west, north, east = box
    first_row, first_column = _cell(south, west, length)
    last_row, last_column = _cell(north, east, length)
    return (last_row - first_row + 1) * (last_column - first_column + 1)


def _names(box: _Box, length: int) -> Iterator[str]:
    south, west, north, east = box
    first_row, first_column = _cell(south, west, length)
    last_row, last_column = _cell(north, east, length)
    for row in range(first_row, last_row + 1):
        for column in range(first_column, last_column + 1):
            yield name_of(_interleaved(row, column, length), length)


@cache
def _pairs() -> list[str]:
    """Return every pair of characters, in order."""
    return [first + second for first in _ALPHABET for second in _ALPHABET]


@cache
def _halvings() -> dict[str, tuple[int, int]]:
    """Return the row and column (0 to 31) of every pair of characters; longitude comes first."""
    return {
        name_of(_interleaved(row, column, 2), 2): (row, column)
        for row in range(32)
        for column in range(32)
    }


def _interleaved(row: int, column: int, length: int) -> int:
    row_bits, column_bits = length * 5 // 2, (length * 5 + 1) // 2
    number = 0
    for place in range(length * 5):
        if place % 2 == 0:
            column_bits -= 1
            bit = column >> column_bits & 1
        else:
            row_bits -= 1
            bit = row >> row_bits & 1
        number = number << 1 | bit
    return number
