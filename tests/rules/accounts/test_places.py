"""Postal codes: their department and time zone, CEDEX and overseas included."""

import pytest

from functions.accounts.places.data import departments
from functions.accounts.places.rules import department_of, zone_of


@pytest.mark.parametrize(
    ("postal_code", "code", "zone"),
    [
        ("97829", "974", "Indian/Reunion"),
        ("97822", "974", "Indian/Reunion"),
        ("97490", "974", "Indian/Reunion"),
        ("20700", "2A", "Europe/Paris"),
        ("20704", "2A", "Europe/Paris"),
        ("20303", "2A", "Europe/Paris"),
        ("20401", "2B", "Europe/Paris"),
        ("20291", "2B", "Europe/Paris"),
        ("67084", "67", "Europe/Paris"),
        ("75994", "75", "Europe/Paris"),
        ("97099", "971", "America/Guadeloupe"),
        ("97262", "972", "America/Martinique"),
        ("97336", "973", "America/Cayenne"),
        ("97500", "975", "America/Miquelon"),
        ("97690", "976", "Indian/Mayotte"),
        ("98713", "987", "Pacific/Tahiti"),
        ("98845", "988", "Pacific/Noumea"),
        ("98600", "986", "Pacific/Wallis"),
    ],
)
def test_a_cedex_code_has_a_department_and_a_time_zone(
    postal_code: str, code: str, zone: str
) -> None:
    found = department_of(postal_code)
    assert found is not None
    assert (found.code, found.time_zone, zone_of(postal_code)) == (code, zone, zone)


@pytest.mark.parametrize(
    ("postal_code", "city", "code"),
    [
        ("01200", "Éloise", "74"),
        ("01200", "ELOISE CEDEX 1", "74"),
        ("01200", "Valserhône", "01"),
        ("33220", "Port-Ste-Foy-et-Ponchapt", "24"),
        ("94390", "Paray-Vieille-Poste", "91"),
        ("94390", "Orly Aérogare", "94"),
        ("97099", "Saint-Barthélemy Cedex", "977"),
        ("97055", "St Martin CEDEX", "978"),
        ("97054", "Marigot CEDEX", "978"),
        ("97098", "Gustavia Cedex", "977"),
        ("97133", "", "977"),
        ("67000", "Éloise", "67"),
        ("33220", "", "33"),
    ],
)
def test_the_commune_decides_where_its_code_suggests_another_department(
    postal_code: str, city: str, code: str
) -> None:
    found = department_of(postal_code, city)
    assert found is not None
    assert found.code == code


def test_every_department_and_collectivity_is_there() -> None:
    assert len(departments()) == 101 + 6
