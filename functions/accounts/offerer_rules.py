"""Who may publish, and under which numbers: pure decisions, and the refusals they raise."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from functions.accounts.models import Offerer, Professional, SuspensionReason
from functions.kernel.errors import Conflict, Forbidden, Malformed, NotFound


class OffererIsClosed(Conflict):
    """This offerer is closed and cannot be validated."""

    code = "offerer_not_pending"


class SirenInvalid(Malformed):
    """A SIREN has nine digits, and its check digit must be right."""

    code = "siren_invalid"


class SiretInvalid(Malformed):
    """A SIRET has fourteen digits: the offerer's SIREN, and five with a right check digit."""

    code = "siret_invalid"


class SiretOrComment(Malformed):
    """A venue has either a SIRET or a comment that says why it has none."""

    code = "siret_or_comment"


class UnknownPostalCode(Malformed):
    """No department has this postal code."""

    code = "unknown_postal_code"


class PlaceIncomplete(Malformed):
    """A place has both a latitude and a longitude, or neither."""

    code = "place_incomplete"


class OffererExists(Conflict):
    """An offerer with this SIREN exists already."""

    code = "already_exists"


class VenueExists(Conflict):
    """A venue with this SIRET exists already."""

    code = "venue_exists"


class UnknownOfferer(NotFound):
    """There is no such offerer."""

    code = "unknown_offerer"


class UnknownVenue(NotFound):
    """There is no such venue."""

    code = "unknown_venue"


class NotAMember(Forbidden):
    """Only a member of the offerer may do this."""

    code = "not_a_member"


class NotInvited(Forbidden):
    """This offerer has not invited the caller, or the caller's address is not verified."""

    code = "not_invited"


class TooManyApiKeys(Conflict):
    """An offerer has at most five API keys."""

    code = "too_many_api_keys"


class SecretShownBefore(Conflict):
    """This request has made an API key, whose secret is not shown again."""

    code = "secret_shown_before"


class UnknownProfessional(NotFound):
    """Nobody with this uid is a member of an offerer."""

    code = "unknown_professional"


class ProfessionalSuspended(Forbidden):
    """Whoever is suspended acts for no offerer."""

    code = "professional_suspended"


class UnknownApiKey(NotFound):
    """This offerer has no such API key."""

    code = "unknown_api_key"


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


def suspend(professional: Professional, *, reason: SuspensionReason, now: datetime) -> Professional:
    """Return the professional as suspended; unchanged when they are already."""
    if professional.is_suspended:
        return professional
    return replace(
        professional,
        suspended_at=now,
        suspension_reason=reason,
        revision=professional.revision + 1,
    )


def unsuspend(professional: Professional) -> Professional:
    """Return the professional as they were before; unchanged when they are not suspended."""
    if not professional.is_suspended:
        return professional
    return replace(
        professional, suspended_at=None, suspension_reason=None, revision=professional.revision + 1
    )


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


MOST_API_KEYS = 5
"""An offerer's API keys (pass-culture-api at 2021-11, settings.py)."""


def add_api_key(offerer: Offerer, prefix: str) -> Offerer:
    """Return the offerer with one more API key. Refuses TooManyApiKeys."""
    if len(offerer.api_key_prefixes) >= MOST_API_KEYS:
        raise TooManyApiKeys
    return replace(offerer, api_key_prefixes=(*offerer.api_key_prefixes, prefix))


def remove_api_key(offerer: Offerer, prefix: str) -> Offerer:
    """Return the offerer without this API key. Refuses UnknownApiKey."""
    if prefix not in offerer.api_key_prefixes:
        raise UnknownApiKey
    kept = tuple(other for other in offerer.api_key_prefixes if other != prefix)
    return replace(offerer, api_key_prefixes=kept)


_LA_POSTE = "356000000"
"""La Poste's SIREN: the digits of its SIRETs sum to a multiple of five instead (INSEE)."""


def check_siret(siret: str, *, siren: str) -> None:
    """Refuse a SIRET that is not the SIREN and five digits more with a right check digit."""
    if not (is_digits(siret, 14) and siret.startswith(siren)):
        raise SiretInvalid
    right = luhn_sum(siret) % 10 == 0
    if not right and siren == _LA_POSTE:
        right = sum(map(int, siret)) % 5 == 0
    if not right:
        raise SiretInvalid


def is_digits(text: str, length: int) -> bool:
    """Return whether a text is exactly this many ASCII digits."""
    return len(text) == length and text.isascii() and text.isdigit()


def luhn_sum(digits: str) -> int:
    """Return the Luhn sum; a number with a right check digit has a multiple of ten."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled)
