"""Beneficiaries, their sign-up steps and events."""

from datetime import date, datetime
from typing import Literal

from functions.accounts.schemes.models import Credit, Grant, Residence
from functions.kernel.events import Event, named
from functions.kernel.name_keys import name_keys
from functions.kernel.values import Model, Struct, force_setattr, queried

BeneficiaryStatus = Literal["pending", "active", "suspended", "erased"]


SuspensionReason = Literal["fraud", "user_request", "administrative"]


StepName = Literal["email", "profile", "identity", "honour_statement"]


StepState = Literal["void", "todo", "pending", "ko", "ok", "skipped"]


class Beneficiary(Model, frozen=True, kw_only=True):
    """A young person who signed up; `id` is the account's uid at the identity provider.

    Erasure leaves nothing personal: names and e-mail are empty, birth date and residence are None.
    `credited_age` is the last age credited by the scheme, `next_credit_at` the time of the next
    credit. `next_scheme` is the scheme that the person asked to move to, at `asked_at`.
    """

    id: str
    email: str
    first_name: str
    last_name: str
    birth_date: date | None
    residence: Residence | None
    person: str | None
    """The key of the claim that gives each person one account; see `person_key`."""
    held_for_review: bool = queried(False)
    """Someone with the same names and birth date has or had the pass."""
    scheme: str
    next_scheme: str | None = None
    asked_at: datetime | None = None
    status: BeneficiaryStatus
    signed_up_at: datetime
    activated_at: datetime | None = None
    activated_by: str | None = None
    """The uid of the administrator who checked the person's identity."""
    suspended_at: datetime | None = None
    suspension_reason: SuspensionReason | None = None
    closes_at: datetime | None = None
    """When the account closes that its owner suspended; None if nobody or somebody else did."""
    closing_step_at: datetime | None = queried(None)
    """When the owner is warned of that; once they are, the same as `closes_at`."""
    erased_at: datetime | None = None
    credited_age: int | None = None
    next_credit_at: datetime | None = queried(None)
    has_bonus: bool = False
    revision: int = 1
    name_keys: tuple[str, ...] = queried(())
    """Follow from the name; see `functions/kernel/name_keys.py`."""

    def __post_init__(self) -> None:
        force_setattr(self, "name_keys", name_keys(self.first_name, self.last_name))


class Step(Struct, frozen=True, kw_only=True):
    """A sign-up step and its state."""

    name: StepName
    state: StepState


class Person(Model, frozen=True, kw_only=True):
    """The claim that a person has the pass, by their key, so that nobody has it twice.

    It outlives the account; erasure removes the link between them.
    """

    beneficiary_id: str | None


class SignUp(Struct, frozen=True, kw_only=True):
    """Command: apply for the pass."""

    beneficiary_id: str
    email: str
    first_name: str
    last_name: str
    birth_date: date
    country: str = "FR"
    postal_code: str


@named("beneficiary-activated")
class BeneficiaryActivated(Event, frozen=True, kw_only=True):
    """A beneficiary was activated with this grant."""

    grant: Grant


@named("beneficiary-credited")
class BeneficiaryCredited(Event, frozen=True, kw_only=True):
    """A beneficiary received more credit from their scheme: for a birthday, or as a bonus."""

    scheme: str
    credits: tuple[Credit, ...]


@named("beneficiary-suspended")
class BeneficiarySuspended(Event, frozen=True, kw_only=True):
    """A beneficiary was suspended and may not book; `by_owner` if they did it themselves."""

    reason: SuspensionReason
    by_owner: bool = False


@named("beneficiary-unsuspended")
class BeneficiaryUnsuspended(Event, frozen=True, kw_only=True):
    """The suspension of a beneficiary was lifted."""


@named("beneficiary-erased")
class BeneficiaryErased(Event, frozen=True, kw_only=True):
    """An account was erased at its owner's request: every feature erases its data about them."""
