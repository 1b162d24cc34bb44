"""The file of communes is made from its two sources as its head says."""

import json
from pathlib import Path
from typing import Any

import pytest

from local.gazetteer import Placed, lines, read_areas, read_positions

COMMUNES: list[dict[str, object]] = [
    {"code": "67482", "nom": "Strasbourg", "codesPostaux": ["67000"], "population": 290_000},
    {"code": "67001", "nom": "Achenheim", "codesPostaux": ["67204"], "population": 2_000},
    {"code": "67002", "nom": "Adamswiller", "codesPostaux": ["67320"], "population": 400},
    {"code": "67003", "nom": "Seul", "codesPostaux": ["67000"], "population": 10},
    {"code": "67004", "nom": "Neuve", "codesPostaux": ["67999"], "population": 20},
    {"code": "98735", "nom": "Papeete", "codesPostaux": ["98714"], "population": 26_000},
    {"code": "98740", "nom": "Rangiroa", "codesPostaux": ["98775"], "population": 3_000},
    {"code": "98415", "nom": "La Terre-Adélie"},
]
FORMER = {"code": "67900", "nom": "Ancienne", "type": "commune-deleguee", "chefLieu": "67004"}
PARIS = {
    "code": "75113",
    "nom": "Paris 13e Arrondissement",
    "type": "arrondissement-municipal",
    "commune": "75056",
    "codesPostaux": ["75013"],
    "population": 180_000,
}


def place(name: str, at: tuple[float, float], **facts: str) -> dict[str, str]:
    return {"name": name, "lat": str(at[0]), "lng": str(at[1]), "country": "FR", **facts}


CITIES = [
    place("Strasbourg", (48.58392, 7.74553), admin1="44", admin2="67"),
    place("Achenheim", (48.58, 7.62), admin1="44", admin2="67"),
    place("Ancienne", (48.1, 7.1), admin1="44", admin2="67"),
    place("Ancienne", (10.0, 10.0), admin1="11", admin2="75", country="CH"),
    place("Paris 13 Gobelins", (48.8322, 2.3561), admin1="11", admin2="75"),
    place("Papeete", (-17.53733, -149.5665), admin1="01", admin2="98735", country="PF"),
]


@pytest.fixture
def rows(tmp_path: Path) -> list[str]:
    def write(name: str, content: Any) -> None:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(json.dumps(content), "utf-8")

    kind: dict[str, object] = {"type": "commune-actuelle", "arrondissement": "677"}
    actual = [kind | row for row in COMMUNES]
    write("data/communes.json", [*actual, FORMER, PARIS])
    write("data/epci.json", [{"code": "1", "membres": [{"code": "67002"}, {"code": "67001"}]}])
    write("cities.json", CITIES)
    areas = read_areas(tmp_path)
    return list(lines(areas, Placed.of(areas, read_positions(tmp_path, tmp_path))))


def test_rows_are_those_of_both_sources_largest_first(rows: list[str]) -> None:
    assert rows == [
        "67482\tStrasbourg\t67000\t290000\t48.5839\t7.7455\t",
        "75113\tParis 13e Arrondissement\t75013\t180000\t48.8322\t2.3561\t",
        "98735\tPapeete\t98714\t26000\t-17.5373\t-149.5665\t",
        # Of an atoll, nothing close by is known.
        "98740\tRangiroa\t98775\t3000\t\t\t~",
        "67001\tAchenheim\t67204\t2000\t48.5800\t7.6200\t",
        # By its intercommunality, a place inside of it, and its postal code.
        "67002\tAdamswiller\t67320\t400\t48.5800\t7.6200\t~",
        "67004\tNeuve\t67999\t20\t48.1000\t7.1000\t~",
        "67003\tSeul\t67000\t10\t48.5839\t7.7455\t~",
    ]
