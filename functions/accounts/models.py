"""What accounts are made of: people, offerers, venues, and the events about them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from functions.accounts.scheme_models import Credit, Grant
from functions.kernel.calendar_days import Day
from functions.kernel.events import Event, named

BeneficiaryStatus = Literal["pending", "active", "suspended", "erased"]
OffererStatus = Literal["pending", "validated", "closed"]
SuspensionReason = Literal["fraud", "user_request", "administrative"]
IneligibleReason = Literal["too_young", "too_old", "residence", "not_open"]

StepName = Literal["email", "profile", "identity", "honour_statement"]
StepState = Literal["void", "todo", "pending", "suspicious", "ko", "ok", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department or overseas collectivity: where its postal codes are and what time it is."""

    code: str
    name: str
    time_zone: str
    postal_prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Residence:
    """Where somebody lives; `department` is None outside France, `time_zone` is theirs."""

    country: str
    postal_code: str
    department: str | None
    time_zone: str


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
class Offerer:
    """A legal entity that publishes offers, known by its SIREN."""

    siren: str
    name: str
    postal_code: str
    city: str
    status: OffererStatus
    member_ids: tuple[str, ...]
    api_key_prefixes: tuple[str, ...] = ()
    created_at: datetime
    validated_at: datetime | None = None
    revision: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Professional:
    """A person and the offerers of which they are a member; while suspended, they act for none."""

    id: str
    sirens: tuple[str, ...]
    closed_sirens: tuple[str, ...] = ()
    """Those of them that were closed: their past can be read, but nothing is redeemed for them."""
    suspended_at: datetime | None = None
    suspension_reason: SuspensionReason | None = None
    revision: int = 1

    @property
    def is_suspended(self) -> bool:
        """Tell whether the person may act for nobody at present."""
        return self.suspended_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An offerer waits for the person with an e-mail address, of which only a hash is kept."""

    siren: str
    invited_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """What lets an offerer's own software use the desk; of the secret only a hash is kept."""

    prefix: str
    siren: str
    secret_digest: str
    created_at: datetime
    is_closed: bool = False
    """Whether its offerer was closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A place or an online shop of an offerer; without coordinates it has no place."""

    id: str
    offerer_siren: str
    name: str
    siret: str | None
    comment: str | None
    address: str
    postal_code: str
    city: str
    department: str
    time_zone: str
    latitude: float | None
    longitude: float | None
    created_at: datetime


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOfferer:
    """Command: a signed-in person declares an offerer and becomes its first member."""

    founder_id: str
    siren: str
    name: str
    postal_code: str
    city: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenVenue:
    """Command: a member adds a venue to an offerer."""

    venue_id: str
    member_id: str
    offerer_siren: str
    name: str
    siret: str | None
    comment: str | None
    address: str
    postal_code: str
    city: str
    latitude: float | None
    longitude: float | None


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


@named("offerer-validated")
@dataclass(frozen=True, slots=True, kw_only=True)
class OffererValidated(Event):
    """The offerer may publish."""


@named("beneficiary-unsuspended")
@dataclass(frozen=True, slots=True, kw_only=True)
class BeneficiaryUnsuspended(Event):
    """The person may book again."""


@named("beneficiary-erased")
@dataclass(frozen=True, slots=True, kw_only=True)
class BeneficiaryErased(Event):
    """The person has asked to be forgotten: what is kept elsewhere of them goes too."""


@named("offerer-closed")
@dataclass(frozen=True, slots=True, kw_only=True)
class OffererClosed(Event):
    """The offerer is no more: its offers go, and their open bookings are cancelled."""


@named("membership-changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipChanged(Event):
    """For whom a person may act has changed. The subject is the person's uid."""


@named("offerer-deserted")
@dataclass(frozen=True, slots=True, kw_only=True)
class OffererDeserted(Event):
    """Its last member who could act was suspended for fraud.

    Its offers are withdrawn and their open bookings cancelled. The subject is the SIREN.
    """
