"""Beneficiaries: the people who sign up, their steps and their events."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from functions.accounts.schemes.models import Credit, Grant, Residence
from functions.kernel.calendar_days import Day
from functions.kernel.events import Event, named

BeneficiaryStatus = Literal["pending", "active", "suspended", "erased"]


SuspensionReason = Literal["fraud", "user_request", "administrative"]


StepName = Literal["email", "profile", "identity", "honour_statement"]


StepState = Literal["void", "todo", "pending", "suspicious", "ko", "ok", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiary:
    """A young person who signed up; `id` is the account's uid at the identity provider.

    Once erased, nothing personal is left here: names and e-mail are empty, the birth date and the
    residence are None. `credited_age` is the last age for which the scheme has credited them, and
    `next_credit_at` when it does so again. `next_scheme` is the one they have asked to move to, at
    `asked_at`.
    """

    id: str
    email: str
    first_name: str
    last_name: str
    birth_date: Day | None
    residence: Residence | None
    person: str | None
    """The key of the claim that this person has one account; see `person_key`."""
    held_for_review: bool = False
    """Somebody with the same names and birth date has the pass, or has had it."""
    scheme: str
    next_scheme: str | None = None
    asked_at: datetime | None = None
    status: BeneficiaryStatus
    signed_up_at: datetime
    activated_at: datetime | None = None
    activated_by: str | None = None
    """The administrator who looked at who they are, by uid."""
    suspended_at: datetime | None = None
    suspension_reason: SuspensionReason | None = None
    erased_at: datetime | None = None
    credited_age: int | None = None
    next_credit_at: datetime | None = None
    has_bonus: bool = False
    revision: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of signing up, and how far it is."""

    name: StepName
    state: StepState


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """That somebody has the pass, by the key of who they are: nobody has it under two accounts.

    It stays when the account is erased, then without telling whose it was.
    """

    beneficiary_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """Command: a signed-in person asks for the pass."""

    beneficiary_id: str
    email: str
    first_name: str
    last_name: str
    birth_date: date
    country: str = "FR"
    postal_code: str


@named("beneficiary-activated")
@dataclass(frozen=True, slots=True, kw_only=True)
class BeneficiaryActivated(Event):
    """The person may have this grant from now on."""

    grant: Grant


@named("beneficiary-credited")
@dataclass(frozen=True, slots=True, kw_only=True)
class BeneficiaryCredited(Event):
    """The person's scheme has given them more: a birthday, or a bonus."""

    scheme: str
    credits: tuple[Credit, ...]


@named("beneficiary-suspended")
@dataclass(frozen=True, slots=True, kw_only=True)
class BeneficiarySuspended(Event):
    """The person may not book any more."""

    reason: SuspensionReason


@named("beneficiary-unsuspended")
@dataclass(frozen=True, slots=True, kw_only=True)
class BeneficiaryUnsuspended(Event):
    """The person may book again."""


@named("beneficiary-erased")
@dataclass(frozen=True, slots=True, kw_only=True)
class BeneficiaryErased(Event):
    """The person has asked to be forgotten: what is kept elsewhere of them goes too."""
