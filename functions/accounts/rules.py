"""Who may have a pass and who may publish: pure decisions, and the refusals they raise."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from functions.accounts.models import (
    Beneficiary,
    Grant,
    IneligibleReason,
    Offerer,
    Scheme,
    SuspensionReason,
)
from functions.kernel.days import age_on, day_start, years_after
from functions.kernel.errors import Conflict, Forbidden, Malformed, NotFound


class NotEligible(Conflict):
    """No open scheme fits this person; `reason` says what does not fit the nearest one."""

    code = "not_eligible"


class AlreadySignedUp(Conflict):
    """This account has signed up already."""

    code = "already_signed_up"


class UnknownBeneficiary(NotFound):
    """There is no such beneficiary."""

    code = "unknown_beneficiary"


class Suspended(Conflict):
    """This beneficiary is suspended."""

    code = "suspended"


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

    code = "already_exists"


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


class UnknownApiKey(NotFound):
    """This offerer has no such API key."""

    code = "unknown_api_key"


class BeneficiaryOnly(Forbidden):
    """Only a beneficiary may do this."""

    code = "beneficiary_only"


def choose_scheme(
    schemes: Sequence[Scheme], *, birth_date: date, department: str | None, today: date
) -> Scheme:
    """Return the first scheme that fits a person on the day `today` of their department.

    Refuses as NotEligible. Its `reason` is the age where no open scheme takes that age, and the
    residence otherwise.
    """
    age = age_on(birth_date, today)
    of_age = [scheme for scheme in schemes if scheme.first_age <= age <= scheme.last_age]
    for scheme in of_age:
        if department in scheme.departments:
            return scheme
    reason: IneligibleReason = "residence"
    if not of_age:
        too_old = all(age > scheme.last_age for scheme in schemes)
        reason = "too_old" if too_old else "too_young"
    raise NotEligible(reason=reason)


def grant_of(scheme: Scheme, *, today: date, zone: str) -> Grant:
    """Return what the scheme gives to someone activated on the day `today` in the time zone `zone`.

    It ends with the last day of its term, counted from activation (decree 2019-66 for the pilot).
    """
    last_day = years_after(today, scheme.years_valid)
    return Grant(
        scheme=scheme.id,
        amount_cents=scheme.amount_cents,
        expires_at=day_start(last_day + timedelta(days=1), zone),
        caps=scheme.caps,
        domains=scheme.domains,
    )


def activate(beneficiary: Beneficiary, *, now: datetime) -> Beneficiary:
    """Return the beneficiary as active; unchanged when active already. Refuses when suspended."""
    if beneficiary.status == "suspended":
        raise Suspended
    if beneficiary.status == "active":
        return beneficiary
    return replace(
        beneficiary, status="active", activated_at=now, revision=beneficiary.revision + 1
    )


def suspend(beneficiary: Beneficiary, *, reason: SuspensionReason, now: datetime) -> Beneficiary:
    """Return the beneficiary as suspended; the first reason stays when suspended already."""
    if beneficiary.status == "suspended":
        return beneficiary
    return replace(
        beneficiary,
        status="suspended",
        suspended_at=now,
        suspension_reason=reason,
        revision=beneficiary.revision + 1,
    )


def validate(offerer: Offerer, *, now: datetime) -> Offerer:
    """Return the offerer as validated; unchanged when it is already."""
    if offerer.status == "validated":
        return offerer
    return replace(offerer, status="validated", validated_at=now, revision=offerer.revision + 1)


def check_siren(siren: str) -> None:
    """Refuse a SIREN that is not nine digits with a right check digit (Luhn, INSEE)."""
    if not (_is_digits(siren, 9) and _luhn(siren) % 10 == 0):
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
    if not (_is_digits(siret, 14) and siret.startswith(siren)):
        raise SiretInvalid
    right = _luhn(siret) % 10 == 0
    if not right and siren == _LA_POSTE:
        right = sum(map(int, siret)) % 5 == 0
    if not right:
        raise SiretInvalid


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def _luhn(digits: str) -> int:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled)
