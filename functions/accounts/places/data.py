"""The French departments, loaded from departments.toml."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from functions.accounts.places.models import Department
from functions.kernel.values import prepared


@cache
def departments() -> dict[str, Department]:
    """Return all departments and overseas collectivities by code."""
    text = (Path(__file__).parent / "departments.toml").read_text("utf-8")
    rows = msgspec.convert(tomllib.loads(text)["department"], prepared(tuple[Department, ...]))
    return {row.code: row for row in rows}


@cache
def departments_by_prefix() -> dict[str, Department]:
    """Return all departments by postal code prefix."""
    return {prefix: row for row in departments().values() for prefix in row.postal_prefixes}


@cache
def departments_by_commune() -> dict[tuple[str, str], Department]:
    """Return the departments of communes whose postal code suggests another one."""
    return {commune: row for row in departments().values() for commune in row.communes_elsewhere}
