"""Rules of offerers: SIREN, status and membership."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from functions.accounts.numbers.rules import is_rid, is_siren, is_tahiti
from functions.accounts.offerers.models import Offerer, Professional
from functions.kernel.errors import Conflict, Forbidden, Malformed, NotFound
from functions.kernel.values import replace


class OffererIsClosed(Conflict):
    """This offerer is closed and cannot be validated."""

    code = "offerer_not_pending"


class SirenInvalid(Malformed):
    """This is no SIREN, nor a RID (postal codes 988) or TAHITI number (987)."""

    code = "siren_invalid"


class OffererExists(Conflict):
    """An offerer with this SIREN already exists."""

    code = "already_exists"


class UnknownOfferer(NotFound):
    """There is no such offerer."""

    code = "unknown_offerer"


class NotAMember(Forbidden):
    """Only a member of the offerer may do this."""

    code = "not_a_member"


class UnknownProfessional(NotFound):
    """There is no such professional."""

    code = "unknown_professional"


class ProfessionalSuspended(Forbidden):
    """This professional is suspended."""

    code = "professional_suspended"


def close(offerer: Offerer) -> Offerer:
    """Close an offerer; unchanged when already closed."""
    if offerer.status == "closed":
        return offerer
    return replace(offerer, status="closed", revision=offerer.revision + 1)


def validate(offerer: Offerer, *, now: datetime) -> Offerer:
    """Validate an offerer; unchanged when already validated. Refuses OffererIsClosed."""
    if offerer.status == "closed":
        raise OffererIsClosed
    if offerer.status == "validated":
        return offerer
    return replace(offerer, status="validated", validated_at=now, revision=offerer.revision + 1)


def is_deserted(members: Iterable[Professional | None]) -> bool:
    """Return whether none of an offerer's members can act for it."""
    return all(member is None or member.is_suspended for member in members)


def desert(offerer: Offerer) -> Offerer:
    """Remove all API keys of an offerer that has no active member."""
    return replace(offerer, api_key_prefixes=(), revision=offerer.revision + 1)


def check_siren(siren: str, *, postal_code: str = "") -> None:
    """Check that a number identifies an enterprise: a SIREN (INSEE). Refuses SirenInvalid.

    New Caledonia and French Polynesia have registers of their own: their enterprises have a RID
    (ISEE) or a TAHITI number (ISPF) instead.
    """
    is_local = {"987": is_tahiti, "988": is_rid}.get(postal_code[:3])
    if not (is_siren(siren) or (is_local is not None and is_local(siren))):
        raise SirenInvalid


def digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal, stored in place of a secret."""
    return hashlib.sha256(text.encode()).hexdigest()
