"""Postal codes: their department in France, their time zone everywhere."""

import re
from collections.abc import Sequence

from functions.accounts.models import Department, Residence
from functions.accounts.places_data import departments, departments_by_prefix
from functions.accounts.scheme_models import Scheme
from functions.kernel.calendar_days import PARIS
from functions.kernel.errors import FieldError, InvalidFields


def department_of(postal_code: str) -> Department | None:
    """Return the department of a five-digit postal code, or None where there is none.

    The longest known prefix decides: Corsica's are 200 to 206, the overseas ones have three digits
    or more.
    """
    by_prefix = departments_by_prefix()
    for length in range(len(postal_code), 1, -1):
        found = by_prefix.get(postal_code[:length])
        if found is not None:
            return found
    return None


def zone_of(postal_code: str) -> str:
    """Return the time zone of a French postal code; Paris where it is of no department."""
    found = department_of(postal_code)
    return found.time_zone if found else PARIS


def is_department(code: str) -> bool:
    """Tell whether a department has this code."""
    return code in departments()


FRANCE = "FR"
"""The one country whose departments are known."""

FRENCH_POSTAL_CODE = r"^[0-9]{5}$"


def check_postal_code(country: str, postal_code: str, schemes: Sequence[Scheme]) -> None:
    """Refuse InvalidFields where no postal code of the country looks like this.

    Outside France the schemes of the country decide; without any, nobody there is eligible anyway.
    """
    patterns = [
        scheme.postal_code_pattern or ".*" for scheme in schemes if scheme.country == country
    ]
    if country == FRANCE:
        patterns = [FRENCH_POSTAL_CODE]
    if patterns and not any(re.fullmatch(pattern, postal_code) for pattern in patterns):
        message = f"not a postal code of the country {country}"
        raise InvalidFields(errors=[FieldError("postal_code", message)])


def residence_of(country: str, postal_code: str, schemes: Sequence[Scheme]) -> Residence:
    """Return where a postal code is, and its time zone. Refuses InvalidFields.

    In France that is its department's; elsewhere it is what a scheme of that country says.
    """
    check_postal_code(country, postal_code, schemes)
    if country == FRANCE:
        found = department_of(postal_code)
        return Residence(
            country=country,
            postal_code=postal_code,
            department=found.code if found else None,
            time_zone=found.time_zone if found else PARIS,
        )
    zone = next((scheme.time_zone for scheme in schemes if scheme.country == country), PARIS)
    zones = [z for scheme in schemes if scheme.country == country for z in scheme.zones]
    for part in zones:
        if postal_code.startswith(part.postal_prefix):
            zone = part.time_zone
    return Residence(country=country, postal_code=postal_code, department=None, time_zone=zone)
