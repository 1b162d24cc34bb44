"""Offerers, their professionals, API keys and events."""

from datetime import datetime
from typing import Literal

from functions.accounts.people.models import SuspensionReason
from functions.kernel.events import Event, named
from functions.kernel.values import Model, Struct

OffererStatus = Literal["pending", "validated", "closed"]


class Offerer(Model, frozen=True, kw_only=True):
    """A legal entity that publishes offers.

    `siren` identifies it: a SIREN, or a RID of New Caledonia or a TAHITI number of Polynesia.
    """

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


class Professional(Model, frozen=True, kw_only=True):
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


class ApiKey(Model, frozen=True, kw_only=True):
    """A key for an offerer's software to call the desk; only a hash of its secret is stored."""

    prefix: str
    siren: str
    secret_digest: str
    created_at: datetime
    is_closed: bool = False
    """Whether the offerer is closed."""


class FoundOfferer(Struct, frozen=True, kw_only=True):
    """Command: register an offerer, with the founder as its first member."""

    founder_id: str
    siren: str
    name: str
    postal_code: str
    city: str


@named("offerer-validated")
class OffererValidated(Event, frozen=True, kw_only=True):
    """An offerer was validated and may publish."""


@named("offerer-closed")
class OffererClosed(Event, frozen=True, kw_only=True):
    """An offerer was closed: its offers close and their open bookings are cancelled."""


@named("membership-changed")
class MembershipChanged(Event, frozen=True, kw_only=True):
    """A person's memberships or suspension changed. The subject is the person's uid."""


@named("offerer-deserted")
class OffererDeserted(Event, frozen=True, kw_only=True):
    """The last active member of an offerer was suspended for fraud.

    The offers are withdrawn and their open bookings cancelled. The subject is the SIREN.
    """
