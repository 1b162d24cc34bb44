"""French postal codes: their department and time zone."""

from functions.accounts.places.data import departments, departments_by_prefix
from functions.accounts.places.models import Department
from functions.kernel.calendar_days import PARIS


def department_of(postal_code: str) -> Department | None:
    """Return the department of a five-digit postal code, or None.

    The longest known prefix decides: Corsica's are 200 to 206, overseas prefixes have three digits
    or more.
    """
    by_prefix = departments_by_prefix()
    for length in range(len(postal_code), 1, -1):
        found = by_prefix.get(postal_code[:length])
        if found is not None:
            return found
    return None


def zone_of(postal_code: str) -> str:
    """Return the time zone of a French postal code; Paris when no department has it."""
    found = department_of(postal_code)
    return found.time_zone if found else PARIS


def is_department(code: str) -> bool:
    """Return whether a department has this code."""
    return code in departments()


FRANCE = "FR"
"""The only country whose departments are known."""


FRENCH_POSTAL_CODE = r"^[0-9]{5}$"
