"""What accounts are made of: people, offerers, venues, schemes and the events about them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from functions.kernel.days import Day
from functions.kernel.events import Event, named

BeneficiaryStatus = Literal["pending", "active", "suspended"]
OffererStatus = Literal["pending", "validated"]
SuspensionReason = Literal["fraud", "user_request", "administrative"]
SpendingDomain = Literal["physical", "digital", "live"]
IneligibleReason = Literal["too_young", "too_old", "residence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department or overseas collectivity: where its postal codes are and what time it is."""

    code: str
    name: str
    time_zone: str
    postal_prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The most that may be spent in one domain, in cents."""

    domain: SpendingDomain
    limit_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A country's or a year's rules, as they stand in its file under schemes/."""

    id: str
    name: str
    departments: tuple[str, ...]
    first_age: int
    last_age: int
    amount_cents: int
    years_valid: int
    caps: tuple[Cap, ...]
    domains: dict[str, SpendingDomain]
    """Categories that this scheme counts in another domain than their own."""
    sources: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a scheme gives one person: cents, until an instant, under caps."""

    scheme: str
    amount_cents: int
    expires_at: datetime
    caps: tuple[Cap, ...]
    domains: dict[str, SpendingDomain]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiary:
    """A young person who signed up; `id` is the account's uid at the identity provider."""

    id: str
    email: str
    first_name: str
    last_name: str
    birth_date: Day
    postal_code: str
    department: str
    scheme: str
    status: BeneficiaryStatus
    signed_up_at: datetime
    activated_at: datetime | None = None
    suspended_at: datetime | None = None
    suspension_reason: SuspensionReason | None = None
    revision: int = 1


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
    """A person and the offerers of which they are a member."""

    id: str
    sirens: tuple[str, ...]


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


@named("beneficiary-suspended")
@dataclass(frozen=True, slots=True, kw_only=True)
class BeneficiarySuspended(Event):
    """The person may not book any more."""

    reason: SuspensionReason


@named("offerer-validated")
@dataclass(frozen=True, slots=True, kw_only=True)
class OffererValidated(Event):
    """The offerer may publish."""
