"""Addresses from a service and from the gazetteer, and the choice of a position."""

import re
from collections.abc import Sequence

from functions.accounts.addresses.models import Address, Position
from functions.accounts.communes.models import Commune
from functions.accounts.communes.rules import commune_of, find_communes
from functions.accounts.places.data import departments
from functions.accounts.places.rules import department_of
from functions.kernel.addresses import FoundAddress

_GOOD_SCORE = 0.5
"""Below it, the service itself calls a match doubtful (addok's documentation)."""

_FROM_POSTAL_CODE = re.compile(r"\b[0-9]{5}\b.*")


def address_of(found: FoundAddress) -> Address | None:
    """Return the suggestion for an address that the service found; None outside of France."""
    department = department_of(found.postal_code, found.city)
    if department is None:
        return None
    return Address(
        label=found.label,
        street=found.street,
        postal_code=found.postal_code,
        city=found.city,
        department=department.code,
        department_name=department.name,
        time_zone=department.time_zone,
        latitude=found.latitude,
        longitude=found.longitude,
        is_approximate=not found.is_exact,
    )


def addresses_by_commune(text: str, *, limit: int) -> list[Address]:
    """Return the communes that the end of an address may mean, without a street."""
    after_comma = text.rpartition(",")[2]
    coded = _FROM_POSTAL_CODE.search(text)
    communes = find_communes(coded[0] if coded else after_comma, start=0, limit=limit)
    return [_whole(commune, typed=coded[0][:5] if coded else "") for commune in communes]


def _whole(commune: Commune, *, typed: str) -> Address:
    department = departments()[commune.department]
    postal_code = typed if typed in commune.postal_codes else commune.postal_codes[0]
    return Address(
        label=f"{postal_code} {commune.name}",
        street=None,
        postal_code=postal_code,
        city=commune.name,
        department=department.code,
        department_name=department.name,
        time_zone=department.time_zone,
        latitude=commune.latitude,
        longitude=commune.longitude,
        is_approximate=True,
    )


def position_among(
    found: Sequence[FoundAddress], *, postal_code: str, city: str
) -> Position | None:
    """Return the position of the first address that is good enough and in the right department."""
    department = department_of(postal_code, city)
    for one in found:
        if one.score >= _GOOD_SCORE and department_of(one.postal_code, one.city) == department:
            return Position(
                latitude=one.latitude, longitude=one.longitude, is_approximate=not one.is_exact
            )
    return None


def position_of_commune(postal_code: str, city: str) -> Position | None:
    """Return the approximate position of an address: that of its commune, if it has one."""
    commune = commune_of(postal_code, city)
    if commune is None or commune.latitude is None or commune.longitude is None:
        return None
    return Position(latitude=commune.latitude, longitude=commune.longitude, is_approximate=True)
