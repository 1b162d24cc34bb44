"""Offerers: states, SIREN, and the refusals."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from functions.accounts.numbers.rules import is_digits, luhn_sum
from functions.accounts.offerers.models import (
    Offerer,
    Professional,
)
from functions.kernel.errors import Conflict, Forbidden, Malformed, NotFound


class OffererIsClosed(Conflict):
    """This offerer is closed and cannot be validated."""

    code = "offerer_not_pending"


class SirenInvalid(Malformed):
    """A SIREN has nine digits, and its check digit must be right."""

    code = "siren_invalid"


class OffererExists(Conflict):
    """An offerer with this SIREN exists already."""

    code = "already_exists"


class UnknownOfferer(NotFound):
    """There is no such offerer."""

    code = "unknown_offerer"


class NotAMember(Forbidden):
    """Only a member of the offerer may do this."""

    code = "not_a_member"


class UnknownProfessional(NotFound):
    """Nobody with this uid is a member of an offerer."""

    code = "unknown_professional"


class ProfessionalSuspended(Forbidden):
    """Whoever is suspended acts for no offerer."""

    code = "professional_suspended"


def close(offerer: Offerer) -> Offerer:
    """Return the offerer as closed; unchanged when it is already."""
    if offerer.status == "closed":
        return offerer
    return replace(offerer, status="closed", revision=offerer.revision + 1)


def validate(offerer: Offerer, *, now: datetime) -> Offerer:
    """Return the offerer as validated; unchanged when it is already."""
    if offerer.status == "closed":
        raise OffererIsClosed
    if offerer.status == "validated":
        return offerer
    return replace(offerer, status="validated", validated_at=now, revision=offerer.revision + 1)


def is_deserted(members: Iterable[Professional | None]) -> bool:
    """Tell whether none of an offerer's members can act for it."""
    return all(member is None or member.is_suspended for member in members)


def desert(offerer: Offerer) -> Offerer:
    """Return the offerer without its API keys, for nobody is left to answer for them."""
    return replace(offerer, api_key_prefixes=(), revision=offerer.revision + 1)


def check_siren(siren: str) -> None:
    """Refuse a SIREN that is not nine digits with a right check digit (Luhn, INSEE)."""
    if not (is_digits(siren, 9) and luhn_sum(siren) % 10 == 0):
        raise SirenInvalid


def digest(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal: what is kept in place of a secret."""
    return hashlib.sha256(text.encode()).hexdigest()
