"""Places on the globe: distances, and that a circle is covered wherever it lies."""

from math import asin, atan2, cos, degrees, radians, sin

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from functions.offers.geo.rules import (
    GLOBE,
    Block,
    Centre,
    block_of,
    covering_cells,
    distance_m,
    geohash,
    name_of,
    number_of,
    point_of,
)

EARTH_RADIUS = 6_371_008.8
PARIS, STRASBOURG = (48.8566, 2.3522), (48.5734, 7.7521)

latitudes = st.one_of(st.sampled_from([-90.0, -89.9, 0.0, 89.9, 90.0]), st.floats(-90, 90))
longitudes = st.one_of(st.sampled_from([-180.0, -179.99, 0.0, 179.99, 180.0]), st.floats(-180, 180))


def destination(
    latitude: float, longitude: float, bearing: float, metres: float
) -> tuple[float, float]:
    """Return the point so many metres from another, in a direction given in degrees."""
    angle, way, south = metres / EARTH_RADIUS, radians(bearing), radians(latitude)
    north = asin(max(-1.0, min(1.0, sin(south) * cos(angle) + cos(south) * sin(angle) * cos(way))))
    east = atan2(sin(way) * sin(angle) * cos(south), cos(angle) - sin(south) * sin(north))
    there = (longitude + degrees(east) + 180) % 360 - 180
    return degrees(north), there


@settings(max_examples=600, deadline=None)
@given(
    latitude=latitudes,
    longitude=longitudes,
    radius_m=st.one_of(st.integers(1, 100_000), st.integers(1, 20_100_000)),
    bearing=st.floats(0, 360),
    share=st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.999, 1.0])),
)
@example(latitude=90.0, longitude=0.0, radius_m=50_000, bearing=180.0, share=0.9)
@example(latitude=-89.9, longitude=12.0, radius_m=50_000, bearing=180.0, share=1.0)
@example(latitude=-17.0, longitude=180.0, radius_m=50_000, bearing=90.0, share=1.0)
@example(latitude=-17.0, longitude=-180.0, radius_m=50_000, bearing=270.0, share=1.0)
@example(latitude=0.0, longitude=0.0, radius_m=100, bearing=225.0, share=1.0)
def test_every_point_within_the_radius_lies_in_the_cells(
    latitude: float, longitude: float, radius_m: int, bearing: float, share: float
) -> None:
    point = destination(latitude, longitude, bearing, radius_m * share)
    assume(distance_m(latitude, longitude, *point) <= radius_m)
    cells = covering_cells(latitude, longitude, radius_m, lengths=range(1, 7), most=30)
    assert any(geohash(*point).startswith(cell) for cell in cells)


@settings(deadline=None)
@given(latitude=latitudes, longitude=longitudes, radius_m=st.integers(100, 100_000))
def test_cells_are_few_unless_they_are_the_shortest(
    latitude: float, longitude: float, radius_m: int
) -> None:
    cells = covering_cells(latitude, longitude, radius_m, lengths=range(3, 7), most=60)
    assert cells == sorted(set(cells))
    (length,) = {len(cell) for cell in cells}
    assert 3 <= length <= 6
    assert len(cells) <= 60 or length == 3
    # There are 256 in each row of the shortest, which is 156 km high.
    assert len(cells) <= 768


@pytest.mark.parametrize("radius_m", [100, 1_000, 10_000, 100_000])
def test_cells_hold_little_more_than_the_circle(radius_m: int) -> None:
    """A place at twenty radii is read for nothing; most of them must not be."""
    cells = tuple(covering_cells(*STRASBOURG, radius_m, lengths=range(3, 7), most=60))
    far = [destination(*STRASBOURG, bearing, 20 * radius_m) for bearing in range(0, 360, 5)]
    assert sum(geohash(*point).startswith(cells) for point in far) <= len(far) // 4


def block_at(latitude: float, longitude: float, bits: int) -> Block:
    """Return the block of so many bits that a point lies in, found by halving the globe."""
    number, block = number_of(geohash(latitude, longitude)), GLOBE
    while block.bits < bits:
        first, second = block.halves()
        assert (first.low, first.high, second.high) == (block.low, second.low, block.high)
        block = second if number >= second.low else first
    assert block.low <= number < block.high
    return block


@settings(max_examples=600, deadline=None)
@given(
    here=st.tuples(latitudes, longitudes),
    latitude=latitudes,
    longitude=longitudes,
    bits=st.integers(0, 60),
)
@example(here=(90.0, 0.0), latitude=89.9, longitude=77.0, bits=20)
@example(here=(-17.0, 180.0), latitude=-17.0, longitude=-179.99, bits=30)
@example(here=(0.0, -180.0), latitude=0.0, longitude=180.0, bits=60)
@example(here=(60.0, 0.0), latitude=70.0, longitude=100.0, bits=4)
def test_no_point_of_a_block_is_nearer_or_farther_than_it_says(
    here: tuple[float, float], latitude: float, longitude: float, bits: int
) -> None:
    block = block_at(latitude, longitude, bits)
    distance = distance_m(*here, *point_of(geohash(latitude, longitude)))
    assert Centre(here).least_m(block) <= distance <= Centre(here).most_m(block)


@settings(deadline=None)
@given(here=st.tuples(latitudes, longitudes), latitude=latitudes, longitude=longitudes)
def test_the_smallest_block_is_a_point_with_one_distance(
    here: tuple[float, float], latitude: float, longitude: float
) -> None:
    block = block_at(latitude, longitude, 60)
    assert block.is_point
    again = block_of(block.low)
    distance = distance_m(*here, *point_of(geohash(latitude, longitude)))
    assert Centre(here).least_m(block) == Centre(here).least_m(again) == distance
    assert (again.low, again.high) == (block.low, block.low + 1)


def test_a_block_far_away_says_so() -> None:
    block = block_at(*PARIS, 30)
    centre = Centre(STRASBOURG)
    assert 390_000 < centre.least_m(block) < 397_000 < centre.most_m(block) < 400_000


@pytest.mark.parametrize(
    ("here", "there", "kilometres"),
    [
        (PARIS, STRASBOURG, 397),
        (PARIS, (43.2965, 5.3698), 660),
        (PARIS, (4.9224, -52.3135), 7_072),
        ((0, 0), (0, 1), 111.2),
        ((0, 179.5), (0, -179.5), 111.2),
        ((90, 0), (-90, 0), 20_015),
        ((90, 0), (90, 123), 0),
        (STRASBOURG, STRASBOURG, 0),
    ],
    ids=[
        *("paris-strasbourg", "paris-marseille", "paris-cayenne", "a degree on the equator"),
        *("across the 180th meridian", "pole to pole", "the pole has no longitude", "here"),
    ],
)
def test_known_distances(
    here: tuple[float, float], there: tuple[float, float], kilometres: float
) -> None:
    assert distance_m(*here, *there) / 1000 == pytest.approx(kilometres, rel=0.003, abs=0.001)
    assert distance_m(*here, *there) == distance_m(*there, *here)


@settings(deadline=None)
@given(latitude=latitudes, longitude=longitudes, metres=st.integers(0, 1_000_000))
def test_a_distance_is_that_which_was_walked(
    latitude: float, longitude: float, metres: int
) -> None:
    there = destination(latitude, longitude, 77.0, metres)
    assert distance_m(latitude, longitude, *there) == pytest.approx(metres, abs=1)


@pytest.mark.parametrize(
    ("latitude", "longitude", "name"),
    [
        # Known from the geohash's own description.
        (57.64911, 10.40744, "u4pruydqqvj"),
        (42.605, -5.603, "ezs42"),
        (-90, -180, "000000000000"),
        (90, 180, "zzzzzzzzzzzz"),
        (0, 0, "s00000000000"),
    ],
)
def test_known_geohashes(latitude: float, longitude: float, name: str) -> None:
    assert len(geohash(latitude, longitude)) == 12
    assert geohash(latitude, longitude).startswith(name)


@settings(deadline=None)
@given(latitude=latitudes, longitude=longitudes)
def test_a_geohash_leads_back_to_its_point(latitude: float, longitude: float) -> None:
    name = geohash(latitude, longitude)
    assert distance_m(latitude, longitude, *point_of(name)) == 0
    assert geohash(*point_of(name)) == name
    assert name_of(number_of(name)) == name


def test_what_is_behind_the_last_geohash_sorts_behind_it() -> None:
    assert name_of(GLOBE.high) > name_of(GLOBE.high - 1) == "zzzzzzzzzzzz"
