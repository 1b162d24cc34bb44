"""Departments: which one a postal code belongs to, and its time zone."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from functions.accounts.models import Department


def department_of(postal_code: str) -> Department | None:
    """Return the department of a five-digit postal code, or None where there is none.

    The longest known prefix decides: Corsica's are 200 to 206, the overseas ones have three digits
    or more.
    """
    by_prefix = _by_prefix()
    for length in range(len(postal_code), 1, -1):
        found = by_prefix.get(postal_code[:length])
        if found is not None:
            return found
    return None


def department(code: str) -> Department:
    """Return the department with this code. Raises KeyError."""
    return _by_code()[code]


@cache
def _by_code() -> dict[str, Department]:
    text = (Path(__file__).parent / "departments.toml").read_text("utf-8")
    departments = TypeAdapter(tuple[Department, ...]).validate_python(
        tomllib.loads(text)["department"]
    )
    return {department.code: department for department in departments}


@cache
def _by_prefix() -> dict[str, Department]:
    return {p: department for department in _by_code().values() for p in department.postal_prefixes}
