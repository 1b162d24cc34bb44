"""The French regions, loaded from regions.toml."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from functions.accounts.places.data import departments
from functions.kernel.values import prepared
from functions.statistics.territories.models import Region


@cache
def regions() -> dict[str, Region]:
    """Return all regions by code. Raises ValueError for a department that is not known."""
    text = (Path(__file__).parent / "regions.toml").read_text("utf-8")
    rows = msgspec.convert(tomllib.loads(text)["region"], prepared(tuple[Region, ...]))
    if unknown := {code for row in rows for code in row.departments} - set(departments()):
        raise ValueError(f"unknown departments: {sorted(unknown)}")
    return {row.code: row for row in rows}


@cache
def regions_by_department() -> dict[str, Region]:
    """Return the region of each department; overseas collectivities are in none."""
    return {code: row for row in regions().values() for code in row.departments}
