"""Offerers, their professionals, API keys and events."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.accounts.people.models import SuspensionReason
from functions.kernel.events import Event, named

OffererStatus = Literal["pending", "validated", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offerer:
    """A legal entity that publishes offers, identified by its SIREN."""

    siren: str
    name: str
    postal_code: str
    city: str
    status: OffererStatus
    member_ids: tuple[str, ...]
    api_key_prefixes: tuple[str, ...] = ()
    invitation_ids: tuple[str, ...] = ()
    """The invitations sent last; those that have expired stay until the next one is sent."""
    created_at: datetime
    validated_at: datetime | None = None
    revision: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Professional:
    """A person and the offerers they are a member of; while suspended, they act for none."""

    id: str
    sirens: tuple[str, ...]
    closed_sirens: tuple[str, ...] = ()
    """The closed ones among them: their history stays readable, but nothing can be redeemed."""
    suspended_at: datetime | None = None
    suspension_reason: SuspensionReason | None = None
    revision: int = 1

    @property
    def is_suspended(self) -> bool:
        """Whether the person is suspended."""
        return self.suspended_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key for an offerer's software to call the desk; only a hash of its secret is stored."""

    prefix: str
    siren: str
    secret_digest: str
    created_at: datetime
    is_closed: bool = False
    """Whether the offerer is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOfferer:
    """Command: register an offerer, with the founder as its first member."""

    founder_id: str
    siren: str
    name: str
    postal_code: str
    city: str


@named("offerer-validated")
@dataclass(frozen=True, slots=True, kw_only=True)
class OffererValidated(Event):
    """An offerer was validated and may publish."""


@named("offerer-closed")
@dataclass(frozen=True, slots=True, kw_only=True)
class OffererClosed(Event):
    """An offerer was closed: its offers close and their open bookings are cancelled."""


@named("membership-changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipChanged(Event):
    """A person's memberships or suspension changed. The subject is the person's uid."""


@named("offerer-deserted")
@dataclass(frozen=True, slots=True, kw_only=True)
class OffererDeserted(Event):
    """The last active member of an offerer was suspended for fraud.

    The offers are withdrawn and their open bookings cancelled. The subject is the SIREN.
    """
