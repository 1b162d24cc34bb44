"""Communes by name or postal code, and the commune of an address."""

import subprocess
import sys
from pathlib import Path

import pytest

from functions.accounts.communes.data import gazetteer
from functions.accounts.communes.rules import commune_of, find_communes
from functions.accounts.places.data import departments

FILE = Path("functions/accounts/communes/communes.tsv.gz")


def names(text: str, limit: int = 5) -> list[str]:
    return [commune.name for commune in find_communes(text, start=0, limit=limit)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("strasb", "Strasbourg"),
        ("STRASBOURG", "Strasbourg"),
        ("Saint-Étienne", "Saint-Étienne"),
        ("st etienne", "Saint-Étienne"),
        ("Ste Marie aux Mines", "Sainte-Marie-aux-Mines"),
        ("st étienne de st g", "Saint-Étienne-de-Saint-Geoirs"),
        ("l'hay les roses", "L'Haÿ-les-Roses"),
        ("L’Haÿ", "L'Haÿ-les-Roses"),
        ("havre", "Le Havre"),
        ("le havre", "Le Havre"),
        ("oeuilly", "Œuilly"),
        ("graffenstaden", "Illkirch-Graffenstaden"),
        ("67000", "Strasbourg"),
        ("Strasbourg 67000", "Strasbourg"),
        ("67000 Strasbourg", "Strasbourg"),
        ("Saint-Denis 93", "Saint-Denis"),
        ("paris 13", "Paris 13e Arrondissement"),
        ("lyon 3e", "Lyon 3e Arrondissement"),
        ("cayenne", "Cayenne"),
        ("noumea", "Nouméa"),
        ("97133", "Saint-Barthélemy"),
        ("Y", "Y"),
    ],
)
def test_commune_is_found_however_its_name_is_typed(text: str, first: str) -> None:
    assert names(text)[0] == first


def test_numbers_choose_among_communes_of_one_name() -> None:
    assert [found.department for found in find_communes("saint-denis 93", start=0, limit=1)] == [
        "93"
    ]
    assert [found.department for found in find_communes("saint-denis 974", start=0, limit=1)] == [
        "974"
    ]


def test_same_name_comes_before_longer_ones_and_these_before_later_words() -> None:
    # Saint-Germain-en-Laye has far more people than any Saint-Germain.
    found = names("saint-germain", limit=50)
    assert found[0] == "Saint-Germain"
    assert found.index("Saint-Germain-en-Laye") == found.count("Saint-Germain")
    assert "Bourg-Saint-Germain" not in found[:5]
    assert names("bains", limit=1) == ["Bains"]
    assert all("Bains" in name for name in names("bains", limit=10))


def test_larger_population_comes_first_among_equal_matches() -> None:
    found = find_communes("saint-d", start=0, limit=30)
    populations = [commune.population for commune in found]
    assert populations == sorted(populations, reverse=True)


def test_abbreviation_may_also_be_the_beginning_of_a_word() -> None:
    assert {"Strasbourg", "Saint-Étienne"} <= set(names("st", limit=5))


@pytest.mark.parametrize("text", ["zzzz", "-", "99999", "🎭", "Strasbourg 75"])
def test_nothing_is_found_for_what_is_no_commune(text: str) -> None:
    assert names(text) == []


def test_pages_of_a_search_are_its_parts() -> None:
    whole = find_communes("saint", start=0, limit=30)
    assert find_communes("saint", start=10, limit=10) == whole[10:20]


@pytest.mark.parametrize(
    ("postal_code", "city", "code"),
    [
        ("67000", "Strasbourg", "67482"),
        ("67084", "STRASBOURG CEDEX", "67482"),
        ("75013", "Paris", "75113"),
        ("69003", "Lyon", "69383"),
        ("13016", "Marseille", "13216"),
        ("01200", "Éloise", "74109"),
        ("97490", "Sainte-Clotilde", "97411"),
        ("97133", "Gustavia", "97701"),
        ("93210", "La Plaine St Denis", "93066"),
        ("97300", "Cayenne", "97302"),
    ],
)
def test_address_has_its_commune(postal_code: str, city: str, code: str) -> None:
    found = commune_of(postal_code, city)
    assert found is not None
    assert found.code == code


def test_address_of_no_commune_has_none() -> None:
    assert commune_of("99999", "Nulle part") is None
    assert commune_of("67000", "12") is None


def test_every_commune_has_a_department_and_a_place_in_it() -> None:
    rows = [gazetteer().commune(number) for number in range(gazetteer().size)]
    assert len(rows) > 35_000
    assert len({row.code for row in rows}) == len(rows)
    assert all(row.department in departments() and row.postal_codes for row in rows)
    unplaced = [row for row in rows if row.latitude is None or row.longitude is None]
    assert len(unplaced) < 50
    assert all(row.department in ("973", "987", "988") for row in unplaced)
    mainland = [row for row in rows if len(row.department) == 2 and row.latitude is not None]
    assert all(41.3 < (row.latitude or 0) < 51.1 for row in mainland)
    assert all(-5.2 < (row.longitude or 0) < 9.6 for row in mainland)
    assert sum(not row.is_approximate for row in rows) > 8_000
    assert [row.population for row in rows] == sorted(
        (row.population for row in rows), reverse=True
    )


def test_file_is_small_and_is_not_read_before_it_is_needed() -> None:
    assert FILE.stat().st_size < 1_000_000
    script = (
        "import functions.accounts.entrypoints, functions.accounts.communes.data as d, sys;"
        "print(d.gazetteer.cache_info().currsize, 'functions.accounts.communes.routes' in"
        " sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["0", "False"]
