"""Schemes are data: each file here is a country's or a year's rules, checked when it is loaded."""

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter, ValidationError

from functions.accounts.places.rules import FRANCE, is_department
from functions.accounts.schemes.models import Expiry, Scheme

_FOLDER = Path(__file__).parent

_EXPIRY_FIELDS = {
    "after_activation": {"years", "months"},
    "birthday": {"age", "hours"},
    "date": {"years", "month", "day"},
}


class SchemeInvalid(Exception):
    """A scheme file cannot be used; the message names the file and the field."""


@cache
def load_scheme(scheme_id: str) -> Scheme:
    """Return the scheme with this id. Raises SchemeInvalid, also when there is no such file."""
    path = _FOLDER / f"{scheme_id}.toml"
    if not path.is_file():
        raise SchemeInvalid(f"{path.name}: there is no such scheme")
    scheme = read_scheme(path)
    check_name(path, scheme, scheme_id)
    return scheme


def check_name(path: Path, scheme: Scheme, name: str) -> None:
    """Raise SchemeInvalid where a scheme is asked for by another name than its id."""
    if scheme.id != name:
        raise SchemeInvalid(f"{path.name}: id: is {scheme.id!r}, not the file's name")


def scheme_ids() -> list[str]:
    """Return the ids of the schemes that are shipped."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def read_scheme(path: Path) -> Scheme:
    """Return the scheme in a file. Raises SchemeInvalid."""
    try:
        scheme = TypeAdapter(Scheme).validate_python(tomllib.loads(path.read_text("utf-8")))
    except OSError as fault:
        raise SchemeInvalid(f"{path.name}: {fault.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SchemeInvalid(f"{path.name}: not TOML: {fault}") from None
    except ValidationError as fault:
        first = fault.errors()[0]
        field = ".".join(str(step) for step in first["loc"])
        raise SchemeInvalid(f"{path.name}: {field}: {first['msg']}") from None
    for field, message in _contradictions(scheme).items():
        raise SchemeInvalid(f"{path.name}: {field}: {message}")
    return scheme


def _contradictions(scheme: Scheme) -> dict[str, str]:
    """Return what is wrong between fields that are each well-formed, by field."""
    found: dict[str, str] = {}
    if scheme.first_age > scheme.last_age:
        found["last_age"] = "is below first_age"
    ages = [granted.age for granted in scheme.amounts]
    if len(set(ages)) != len(ages):
        found["amounts"] = "an age stands there twice"
    elif not ages or any(not scheme.first_age <= age <= scheme.last_age for age in ages):
        found["amounts"] = "there has to be one for ages from first_age to last_age only"
    domains = [cap.domain for cap in scheme.caps]
    if len(set(domains)) != len(domains):
        found["caps"] = "a domain stands there twice"
    found |= _wrong_with_places(scheme)
    if (scheme.opens_on or date.min) > (scheme.closes_on or date.max):
        found["closes_on"] = "is before opens_on"
    if (scheme.born_from or date.min) > (scheme.born_until or date.max):
        found["born_until"] = "is before born_from"
    expiry = _wrong_with_expiry(scheme.expiry)
    if expiry:
        found["expiry"] = expiry
    return found


def _wrong_with_places(scheme: Scheme) -> dict[str, str]:
    """Return what is wrong with a scheme's departments, postal codes and time zones, by field."""
    found: dict[str, str] = {}
    for code in (*scheme.departments, *(e.department for e in scheme.cap_exceptions)):
        if not is_department(code):
            found["departments"] = f"there is no department {code!r}"
    if scheme.country == FRANCE:
        if scheme.zones or scheme.postal_code_pattern is not None:
            found["country"] = "departments say where French postal codes are"
    elif scheme.departments or scheme.cap_exceptions:
        found["departments"] = f"only those of {FRANCE} are known"
    if not _is_pattern(scheme.postal_code_pattern or ""):
        found["postal_code_pattern"] = "is no regular expression"
    for zone in (scheme.time_zone, *(part.time_zone for part in scheme.zones)):
        if not _is_zone(zone):
            found["time_zone"] = f"there is no time zone {zone!r}"
    return found


def _wrong_with_expiry(expiry: Expiry) -> str | None:
    """Return what keeps a date from being made of an expiry, or None."""
    takes = _EXPIRY_FIELDS[expiry.kind]
    given = {name for name in set().union(*_EXPIRY_FIELDS.values()) if getattr(expiry, name)}
    needed = {"birthday": {"age"}, "date": {"month", "day"}}.get(expiry.kind, set())
    if not given or given - takes or needed - given:
        return f"{expiry.kind} takes {sorted(takes)}"
    if any(getattr(expiry, name) < 0 for name in given):
        return "nothing in it may be negative"
    if expiry.kind == "date" and not _is_day_of_every_year(expiry.month, expiry.day):
        return f"no year, or not every one, has a day {expiry.day} of month {expiry.month}"
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


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
