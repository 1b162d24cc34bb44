"""Numbers of organisations and books: SIREN, SIRET, RIDET, TAHITI numbers and EAN."""

import re

from stdnum import ean, luhn
from stdnum.fr import siren, siret
from stdnum.util import clean

_RID = re.compile(r"[0-9]{6,7}")
_TAHITI = re.compile(r"[0-9A-Z][0-9]{5}")
_THREE_DIGITS = re.compile(r"[0-9]{3}")

_LA_POSTE = "356000000"
"""La Poste's SIREN; the digits of its SIRETs may instead sum to a multiple of five (INSEE)."""


def compact(number: str) -> str:
    """Return a number without the spaces, dots and hyphens that it was copied with."""
    return str(clean(number, " .-")).upper()


def is_digits(text: str, *, count: int) -> bool:
    """Return whether a text is exactly `count` ASCII digits."""
    return len(text) == count and text.isascii() and text.isdigit()


def is_siren(number: str) -> bool:
    """Return whether a text is a SIREN (INSEE); nine zeros are none, though their sum is right."""
    return is_digits(number, count=9) and _is_assigned(number) and siren.is_valid(number)


def is_siret(number: str) -> bool:
    """Return whether a text is a SIRET: a SIREN, four digits that count from 1, a check digit."""
    if not (is_digits(number, count=14) and is_siren(number[:9]) and _is_assigned(number[9:13])):
        return False
    return siret.is_valid(number) or (number.startswith(_LA_POSTE) and luhn.is_valid(number))


def is_rid(number: str) -> bool:
    """Return whether a text is a RID of New Caledonia (ISEE): six or seven digits."""
    return _RID.fullmatch(number) is not None and _is_assigned(number)


def is_tahiti(number: str) -> bool:
    """Return whether a text is a TAHITI number of French Polynesia (ISPF), such as A12345."""
    return _TAHITI.fullmatch(number) is not None and _is_assigned(number)


def is_establishment(number: str, *, of: str) -> bool:
    """Return whether a text numbers an establishment of the enterprise with the number `of`.

    A SIRET is a SIREN and five digits; a RIDET is a RID, and a TAHITI-ITI a TAHITI number, and
    three digits.
    """
    if not number.startswith(of):
        return False
    if is_siren(of):
        return is_siret(number)
    return (is_rid(of) or is_tahiti(of)) and bool(_THREE_DIGITS.fullmatch(number[len(of) :]))


def is_ean(number: str) -> bool:
    """Return whether a text is an EAN: 13 digits with a valid check digit (GS1)."""
    return is_digits(number, count=13) and _is_assigned(number) and ean.is_valid(number)


def _is_assigned(digits: str) -> bool:
    return digits.strip("0") != ""
