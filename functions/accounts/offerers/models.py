"""Offerers: the legal entity, its professionals, its API keys and its events."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.accounts.people.models import SuspensionReason
from functions.kernel.events import Event, named

OffererStatus = Literal["pending", "validated", "closed"]


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
class ApiKey:
    """What lets an offerer's own software use the desk; of the secret only a hash is kept."""

    prefix: str
    siren: str
    secret_digest: str
    created_at: datetime
    is_closed: bool = False
    """Whether its offerer was closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOfferer:
    """Command: a signed-in person declares an offerer and becomes its first member."""

    founder_id: str
    siren: str
    name: str
    postal_code: str
    city: str


@named("offerer-validated")
@dataclass(frozen=True, slots=True, kw_only=True)
class OffererValidated(Event):
    """The offerer may publish."""


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
