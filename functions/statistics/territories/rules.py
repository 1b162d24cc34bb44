"""Codes of territories, and the territories that hold a department."""

from collections.abc import Sequence

from functions.accounts.places.data import departments
from functions.statistics.territories.data import regions, regions_by_department
from functions.statistics.territories.models import Kind, Territory

COUNTRY = "FR"
"""The code of the whole country, with everybody who has the pass abroad."""

ABROAD = "99"
"""The department of those who live in none, as INSEE codes births abroad."""


def territories_of(department: str) -> tuple[str, ...]:
    """Return the codes of the territories that hold a department, the largest first."""
    if department not in departments():
        return (COUNTRY,)
    region = regions_by_department().get(department)
    mine = (department_code(department),)
    return (COUNTRY, region_code(region.code), *mine) if region else (COUNTRY, *mine)


def department_code(department: str) -> str:
    """Return the code of a department among territories, as in DEP-67."""
    return f"DEP-{department}"


def region_code(region: str) -> str:
    """Return the code of a region among territories, as in REG-44."""
    return f"REG-{region}"


def names() -> dict[str, str]:
    """Return the French name of every territory by its code: the country, regions, departments."""
    return {
        COUNTRY: "France",
        **{region_code(row.code): row.name for row in regions().values()},
        **{department_code(row.code): row.name for row in departments().values()},
    }


def list_territories() -> list[Territory]:
    """Return all territories: the country, regions, departments."""
    by_department = regions_by_department()
    homes = {
        department_code(code): region_code(region.code) for code, region in by_department.items()
    }
    return [
        Territory(code=code, name=name, kind=kind_of(code), region=homes.get(code))
        for code, name in names().items()
    ]


def kind_of(code: str) -> Kind:
    """Return the kind of a territory by its code."""
    if code == COUNTRY:
        return "country"
    return "region" if code.startswith("REG-") else "department"


def territories_in(asked: str) -> Sequence[str]:
    """Return the codes that a question names: one, or all `regions` or `departments`."""
    kinds = {"regions": "region", "departments": "department"}
    if asked in kinds:
        return [code for code in names() if kind_of(code) == kinds[asked]]
    return [asked]
