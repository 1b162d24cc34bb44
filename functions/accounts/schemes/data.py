"""Scheme files: a country's or a year's rules in TOML, validated when loaded."""

import re
from datetime import date
from functools import cache
from pathlib import Path

from functions.accounts.places.rules import FRANCE, is_department
from functions.accounts.schemes.models import Expiry, Scheme
from functions.kernel.calendar_days import is_time_zone
from functions.kernel.rule_files import RuleFiles

_EXPIRY_FIELDS = {
    "after_activation": {"years", "months"},
    "birthday": {"age", "hours"},
    "date": {"years", "month", "day"},
}


class SchemeInvalid(Exception):
    """A scheme file cannot be used; the message names the file and the field."""


@cache
def load_scheme(scheme_id: str) -> Scheme:
    """Load the scheme with this id. Raises SchemeInvalid, also when there is no such file."""
    return _FILES.load(scheme_id)


def scheme_ids() -> list[str]:
    """Return the ids of the shipped schemes."""
    return _FILES.ids()


def read_scheme(path: Path) -> Scheme:
    """Read and validate a scheme file. Raises SchemeInvalid."""
    return _FILES.read(path)


def read_named_scheme(path: Path) -> Scheme:
    """Read a scheme file that has the name of its scheme's id. Raises SchemeInvalid."""
    return _FILES.read_named(path)


def _contradictions(scheme: Scheme) -> list[str]:
    """Return the contradictions between well-formed fields, each with its field."""
    found: dict[str, str] = {}
    if scheme.first_age > scheme.last_age:
        found["last_age"] = "is below first_age"
    ages = [granted.age for granted in scheme.amounts]
    if len(set(ages)) != len(ages):
        found["amounts"] = "contains an age twice"
    elif not ages or any(not scheme.first_age <= age <= scheme.last_age for age in ages):
        found["amounts"] = "must not be empty, nor have ages outside first_age to last_age"
    domains = [cap.domain for cap in scheme.caps]
    if len(set(domains)) != len(domains):
        found["caps"] = "contains a domain twice"
    found |= _place_errors(scheme)
    if (scheme.opens_on or date.min) > (scheme.closes_on or date.max):
        found["closes_on"] = "is before opens_on"
    if (scheme.born_from or date.min) > (scheme.born_until or date.max):
        found["born_until"] = "is before born_from"
    expiry = _expiry_error(scheme.expiry)
    if expiry:
        found["expiry"] = expiry
    return [f"{field}: {message}" for field, message in found.items()]


def _place_errors(scheme: Scheme) -> dict[str, str]:
    """Return the errors in departments, postal codes and time zones, by field."""
    found: dict[str, str] = {}
    for code in (*scheme.departments, *(e.department for e in scheme.cap_exceptions)):
        if not is_department(code):
            found["departments"] = f"there is no department {code!r}"
    if scheme.country == FRANCE:
        if scheme.zones or scheme.postal_code_pattern is not None:
            found["country"] = "French postal codes and time zones follow from the departments"
    elif scheme.departments or scheme.cap_exceptions:
        found["departments"] = f"departments are only known for {FRANCE}"
    if not _is_pattern(scheme.postal_code_pattern or ""):
        found["postal_code_pattern"] = "is not a regular expression"
    for zone in (scheme.time_zone, *(part.time_zone for part in scheme.zones)):
        if not is_time_zone(zone):
            found["time_zone"] = f"there is no time zone {zone!r}"
    return found


def _expiry_error(expiry: Expiry) -> str | None:
    """Return why no date can be computed from an expiry, or None."""
    takes = _EXPIRY_FIELDS[expiry.kind]
    given = {name for name in set().union(*_EXPIRY_FIELDS.values()) if getattr(expiry, name)}
    needed = {"birthday": {"age"}, "date": {"month", "day"}}.get(expiry.kind, set())
    if not given or given - takes or needed - given:
        return f"{expiry.kind} takes {sorted(takes)}"
    if any(getattr(expiry, name) < 0 for name in given):
        return "values must not be negative"
    if expiry.kind == "date" and not _is_day_of_every_year(expiry.month, expiry.day):
        return f"day {expiry.day} of month {expiry.month} does not exist in every year"
    return None


def _is_day_of_every_year(month: int, day: int) -> bool:
    try:
        date(2023, month, day)
    except ValueError:
        return False
    return True


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


_FILES = RuleFiles(
    folder=Path(__file__).parent,
    model=Scheme,
    noun="scheme",
    invalid=SchemeInvalid,
    contradictions=_contradictions,
)
