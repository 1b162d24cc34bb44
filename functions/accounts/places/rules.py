"""French postal codes: their department and time zone."""

import re

from functions.accounts.places.data import (
    departments,
    departments_by_commune,
    departments_by_prefix,
)
from functions.accounts.places.models import Department
from functions.kernel.calendar_days import PARIS
from functions.kernel.text import without_accents


def department_of(postal_code: str, city: str = "") -> Department | None:
    """Return the department of a five-digit postal code, CEDEX included, or None.

    A commune of another department than its code suggests decides, where the city is given: some 30
    have the code of a neighbour's post office. Otherwise the longest known prefix does: Corsica has
    prefixes of three digits, and so have most overseas.
    """
    prefixes = [postal_code[:length] for length in range(len(postal_code), 1, -1)]
    key, by_commune, by_prefix = city_key(city), departments_by_commune(), departments_by_prefix()
    if key:
        for prefix in prefixes:
            if (prefix, key) in by_commune:
                return by_commune[prefix, key]
    return next((by_prefix[prefix] for prefix in prefixes if prefix in by_prefix), None)


def city_key(city: str) -> str:
    """Return the letters by which the name of a city is compared: "saintmartin" for "St-Martin".

    CEDEX and numbers do not count.
    """
    return "".join(city_words(city))


def city_words(city: str) -> list[str]:
    """Return the words of a city's name without accents: "saint", "martin" for "St-Martin"."""
    words = (_LONG_FORMS.get(word, word) for word in _WORD.findall(without_accents(city)))
    return [word for word in words if word]


def words_and_numbers(text: str) -> tuple[list[str], list[str]]:
    """Return the words of a text without accents, and its numbers: "13e" is a number."""
    plain = without_accents(text)
    numbers = _NUMBER.findall(plain)
    return _WORD.findall(_NUMBER.sub(" ", plain)), numbers


_WORD = re.compile(r"[a-z]+")
_NUMBER = re.compile(r"[0-9]+[a-z]*")
_LONG_FORMS = {"st": "saint", "ste": "sainte", "cedex": ""}


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
