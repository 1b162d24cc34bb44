"""Rules of beneficiaries: sign-up steps, activation, suspension and erasure."""

import hashlib
import unicodedata
from datetime import date, datetime

from functions.accounts.people.models import (
    Beneficiary,
    Step,
    StepName,
    StepState,
    SuspensionReason,
)
from functions.kernel.errors import Conflict, Forbidden, NotFound
from functions.kernel.text import without_accents
from functions.kernel.values import replace


class AlreadySignedUp(Conflict):
    """This account has already signed up."""

    code = "already_signed_up"


class UnknownBeneficiary(NotFound):
    """There is no such beneficiary."""

    code = "unknown_beneficiary"


class Suspended(Conflict):
    """This beneficiary is suspended."""

    code = "suspended"


class NotActiveYet(Conflict):
    """This beneficiary is not active."""

    code = "beneficiary_not_active"


class NoBonus(Conflict):
    """This beneficiary's scheme has no bonus."""

    code = "no_bonus"


class BeneficiaryOnly(Forbidden):
    """Only a beneficiary may do this."""

    code = "beneficiary_only"


def check_activation(beneficiary: Beneficiary) -> None:
    """Check that activation is possible. Refuses Suspended, UnknownBeneficiary when erased."""
    _check_not_erased(beneficiary)
    if beneficiary.status == "suspended":
        raise Suspended


def is_to_activate(beneficiary: Beneficiary) -> bool:
    """Return whether activation grants anything: a first grant, or the next scheme's."""
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
    """Activate a beneficiary in a scheme that has credited them up to an age."""
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
    """Record that the scheme has credited a beneficiary up to an age."""
    return replace(
        beneficiary,
        credited_age=credited_age,
        next_credit_at=next_credit_at,
        revision=beneficiary.revision + 1,
    )


def with_bonus(beneficiary: Beneficiary, *, bonus_cents: int) -> Beneficiary:
    """Record the bonus of a beneficiary's scheme. Refuses NotActiveYet, NoBonus."""
    _check_not_erased(beneficiary)
    if beneficiary.status != "active":
        raise NotActiveYet
    if bonus_cents == 0:
        raise NoBonus
    return replace(beneficiary, has_bonus=True, revision=beneficiary.revision + 1)


def suspend(beneficiary: Beneficiary, *, reason: SuspensionReason, now: datetime) -> Beneficiary:
    """Suspend a beneficiary; when already suspended, the first reason stays."""
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
    """Lift the suspension of a beneficiary; unchanged when not suspended."""
    _check_not_erased(beneficiary)
    if beneficiary.status != "suspended":
        return beneficiary
    return replace(
        beneficiary,
        status="pending" if beneficiary.activated_at is None else "active",
        suspended_at=None,
        suspension_reason=None,
        closes_at=None,
        closing_step_at=None,
        revision=beneficiary.revision + 1,
    )


def erase(beneficiary: Beneficiary, *, now: datetime) -> Beneficiary:
    """Erase everything that identifies a beneficiary."""
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
        closes_at=None,
        closing_step_at=None,
        erased_at=now,
        revision=beneficiary.revision + 1,
    )


def steps_of(beneficiary: Beneficiary | None, *, email_verified: bool) -> tuple[Step, ...]:
    """Return the sign-up steps in order, each with its state.

    Steps and states are the subset of pass-culture-main, core/subscription, that exists here: the
    identity step is the administrator's check before activation.
    """
    email: StepState = "ok" if email_verified else "skipped"
    if beneficiary is None:
        states: tuple[StepState, StepState, StepState] = ("todo", "void", "todo")
    elif beneficiary.status == "pending":
        states = ("ok", "pending", "ok")
    elif beneficiary.status == "suspended" and beneficiary.activated_at is None:
        states = ("ok", "ko", "ok")
    else:
        states = ("ok", "ok", "ok")
    names: tuple[StepName, ...] = ("profile", "identity", "honour_statement")
    steps = (Step(name=name, state=state) for name, state in zip(names, states, strict=True))
    return (Step(name="email", state=email), *steps)


def person_key(*, first_name: str, last_name: str, birth_date: date) -> str:
    """Return a hash that identifies a person by birth date and names in plain Latin letters."""
    return _person_key(without_accents(first_name), without_accents(last_name), birth_date)


def former_person_key(*, first_name: str, last_name: str, birth_date: date) -> str:
    """Return the hash that earlier releases made; only an erased person still has that claim."""
    first, last = (
        unicodedata.normalize("NFKD", name.casefold()) for name in (first_name, last_name)
    )
    return _person_key(first, last, birth_date)


def _person_key(first_name: str, last_name: str, birth_date: date) -> str:
    names = "~".join("".join(filter(str.isalpha, name)) for name in (first_name, last_name))
    return hashlib.sha256(f"{names}~{birth_date.isoformat()}".encode()).hexdigest()


def _check_not_erased(beneficiary: Beneficiary) -> None:
    if beneficiary.status == "erased":
        raise UnknownBeneficiary
