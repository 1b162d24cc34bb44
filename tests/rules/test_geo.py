"""Places on the globe: distances, and that a circle is covered wherever it lies."""

from math import asin, atan2, cos, degrees, radians, sin

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from functions.offers.geo import MOST_CELLS, covering_ranges, distance_m, geohash

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
def test_every_point_within_the_radius_lies_in_the_ranges(
    latitude: float, longitude: float, radius_m: int, bearing: float, share: float
) -> None:
    point = destination(latitude, longitude, bearing, radius_m * share)
    assume(distance_m(latitude, longitude, *point) <= radius_m)
    name = geohash(*point)
    ranges = covering_ranges(latitude, longitude, radius_m)
    assert any(low <= name < high for low, high in ranges)


@settings(deadline=None)
@given(latitude=latitudes, longitude=longitudes, radius_m=st.integers(1, 20_100_000))
def test_ranges_are_few_in_order_and_apart(
    latitude: float, longitude: float, radius_m: int
) -> None:
    ranges = covering_ranges(latitude, longitude, radius_m)
    assert 1 <= len(ranges) <= MOST_CELLS
    assert all(low < high for low, high in ranges)
    ends = [end for both in ranges for end in both]
    # Neighbours are joined, so even their ends differ.
    assert ends == sorted(set(ends))


@pytest.mark.parametrize("radius_m", [100, 1_000, 10_000, 100_000])
def test_ranges_hold_little_more_than_the_circle(radius_m: int) -> None:
    """A place at twenty radii is read for nothing; most of them must not be."""
    ranges = covering_ranges(*STRASBOURG, radius_m)
    far = [destination(*STRASBOURG, bearing, 20 * radius_m) for bearing in range(0, 360, 5)]
    read = sum(any(low <= geohash(*p) < high for low, high in ranges) for p in far)
    assert read <= len(far) // 4


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
        (57.64911, 10.40744, "u4pruydqq"),
        (42.605, -5.603, "ezs42"),
        (-90, -180, "000000000"),
        (90, 180, "zzzzzzzzz"),
        (0, 0, "s00000000"),
    ],
)
def test_known_geohashes(latitude: float, longitude: float, name: str) -> None:
    assert len(geohash(latitude, longitude)) == 9
    assert geohash(latitude, longitude).startswith(name)
