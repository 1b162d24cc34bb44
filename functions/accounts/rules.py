"""Who may have a pass and who may publish: pure decisions, and the refusals they raise."""

import hashlib
import unicodedata
from dataclasses import replace
from datetime import date, datetime

from functions.accounts.models import (
    Beneficiary,
    Offerer,
    Step,
    StepName,
    StepState,
    SuspensionReason,
)
from functions.kernel.errors import Conflict, Forbidden, Malformed, NotFound


class AlreadySignedUp(Conflict):
    """This account has signed up already."""

    code = "already_signed_up"


class UnknownBeneficiary(NotFound):
    """There is no such beneficiary."""

    code = "unknown_beneficiary"


class Suspended(Conflict):
    """This beneficiary is suspended."""

    code = "suspended"


class NotActiveYet(Conflict):
    """This beneficiary is not active."""

    code = "not_active"


class NoBonus(Conflict):
    """This beneficiary's scheme has no bonus."""

    code = "no_bonus"


class OffererIsClosed(Conflict):
    """This offerer was closed."""

    code = "offerer_closed"


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


class SecretShownBefore(Conflict):
    """This request has made an API key, whose secret is not shown again."""

    code = "secret_shown_before"


class UnknownApiKey(NotFound):
    """This offerer has no such API key."""

    code = "unknown_api_key"


class BeneficiaryOnly(Forbidden):
    """Only a beneficiary may do this."""

    code = "beneficiary_only"


def check_activation(beneficiary: Beneficiary) -> None:
    """Refuse Suspended; UnknownBeneficiary of one who was erased."""
    _check_not_erased(beneficiary)
    if beneficiary.status == "suspended":
        raise Suspended


def is_to_activate(beneficiary: Beneficiary) -> bool:
    """Tell whether activation gives something: a first grant, or the next scheme's."""
    return beneficiary.status == "pending" or beneficiary.next_scheme is not None


def activated(
    beneficiary: Beneficiary,
    *,
    scheme: str,
    credited_age: int,
    next_credit_at: datetime | None,
    by: str,
    now: datetime,
) -> Beneficiary:
    """Return the beneficiary as active in a scheme that has credited them up to an age."""
    return replace(
        beneficiary,
        status="active",
        scheme=scheme,
        next_scheme=None,
        asked_at=None,
        activated_at=now,
        activated_by=by,
        credited_age=credited_age,
        next_credit_at=next_credit_at,
        has_bonus=False,
        revision=beneficiary.revision + 1,
    )


def credited(
    beneficiary: Beneficiary, *, credited_age: int, next_credit_at: datetime | None
) -> Beneficiary:
    """Return the beneficiary after their scheme has credited them up to an age."""
    return replace(
        beneficiary,
        credited_age=credited_age,
        next_credit_at=next_credit_at,
        revision=beneficiary.revision + 1,
    )


def with_bonus(beneficiary: Beneficiary, *, bonus_cents: int) -> Beneficiary:
    """Return the beneficiary with their scheme's bonus. Refuses NotActiveYet, NoBonus."""
    _check_not_erased(beneficiary)
    if beneficiary.status != "active":
        raise NotActiveYet
    if bonus_cents == 0:
        raise NoBonus
    return replace(beneficiary, has_bonus=True, revision=beneficiary.revision + 1)


def suspend(beneficiary: Beneficiary, *, reason: SuspensionReason, now: datetime) -> Beneficiary:
    """Return the beneficiary as suspended; the first reason stays when suspended already."""
    _check_not_erased(beneficiary)
    if beneficiary.status == "suspended":
        return beneficiary
    return replace(
        beneficiary,
        status="suspended",
        suspended_at=now,
        suspension_reason=reason,
        revision=beneficiary.revision + 1,
    )


def unsuspend(beneficiary: Beneficiary) -> Beneficiary:
    """Return the beneficiary as they were before; unchanged when they are not suspended."""
    _check_not_erased(beneficiary)
    if beneficiary.status != "suspended":
        return beneficiary
    return replace(
        beneficiary,
        status="pending" if beneficiary.activated_at is None else "active",
        suspended_at=None,
        suspension_reason=None,
        revision=beneficiary.revision + 1,
    )


def erase(beneficiary: Beneficiary, *, now: datetime) -> Beneficiary:
    """Return what may stay of a beneficiary: nothing that tells who it was."""
    if beneficiary.status == "erased":
        return beneficiary
    return replace(
        beneficiary,
        status="erased",
        email="",
        first_name="",
        last_name="",
        birth_date=None,
        residence=None,
        person=None,
        next_scheme=None,
        asked_at=None,
        next_credit_at=None,
        erased_at=now,
        revision=beneficiary.revision + 1,
    )


def steps_of(beneficiary: Beneficiary | None, *, email_verified: bool) -> tuple[Step, ...]:
    """Return the steps of signing up and the state of each, in order.

    The steps and states are those of pass-culture-main, core/subscription, as far as there is
    something behind them here: identity is what an administrator checks before activating.
    """
    email: StepState = "ok" if email_verified else "skipped"
    if beneficiary is None:
        states: tuple[StepState, StepState, StepState] = ("todo", "void", "todo")
    elif beneficiary.status == "pending":
        states = ("ok", "suspicious" if beneficiary.held_for_review else "pending", "ok")
    elif beneficiary.status == "suspended" and beneficiary.activated_at is None:
        states = ("ok", "ko", "ok")
    else:
        states = ("ok", "ok", "ok")
    names: tuple[StepName, ...] = ("profile", "identity", "honour_statement")
    steps = (Step(name=name, state=state) for name, state in zip(names, states, strict=True))
    return (Step(name="email", state=email), *steps)


def person_key(*, first_name: str, last_name: str, birth_date: date) -> str:
    """Return the key under which a person is known: their names without accents, their birthday."""
    names = "~".join(_letters(name) for name in (first_name, last_name))
    return hashlib.sha256(f"{names}~{birth_date.isoformat()}".encode()).hexdigest()


def _letters(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if character.isalpha())


def _check_not_erased(beneficiary: Beneficiary) -> None:
    if beneficiary.status == "erased":
        raise UnknownBeneficiary


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
