"""Offerers, their professionals, API keys and events."""

from datetime import datetime
from typing import Literal

from functions.accounts.people.models import SuspensionReason
from functions.kernel.events import Event, named
from functions.kernel.name_keys import name_keys
from functions.kernel.values import Model, Struct, force_setattr, queried

OffererStatus = Literal["pending", "set_aside", "validated", "rejected", "closed"]

ClaimStatus = Literal["waiting", "set_aside"]

KeyScope = Literal["desk", "offers"]
"""The rights of an API key: call the desk, or act on the offers and stocks of its offerer."""


class Offerer(Model, frozen=True, kw_only=True):
    """A legal entity that publishes offers.

    `siren` identifies it: a SIREN, or a RID of New Caledonia or a TAHITI number of Polynesia. One
    that is set aside waits like a pending one, for something that a reviewer has asked for.
    """

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
    rejected_at: datetime | None = None
    rejection_reason: str | None = None
    held_since: datetime | None = None
    """When the present members took the offerer over from others; None if they never did."""
    revision: int = 1
    name_keys: tuple[str, ...] = queried(())
    """Follow from the name; see `functions/kernel/name_keys.py`."""

    def __post_init__(self) -> None:
        force_setattr(self, "name_keys", name_keys(self.name))

    @property
    def is_waiting(self) -> bool:
        """Whether a reviewer has yet to decide on it."""
        return self.status in ("pending", "set_aside")


class Professional(Model, frozen=True, kw_only=True):
    """A person and the offerers they are a member of; while suspended, they act for none."""

    id: str
    sirens: tuple[str, ...]
    closed_sirens: tuple[str, ...] = ()
    """The closed ones among them: their history stays readable, but nothing can be redeemed."""
    claimed_sirens: tuple[str, ...] = ()
    """The SIRENs that the person has claimed and that were not validated yet."""
    suspended_at: datetime | None = None
    suspension_reason: SuspensionReason | None = None
    revision: int = 1

    @property
    def is_suspended(self) -> bool:
        """Whether the person is suspended."""
        return self.suspended_at is not None


class OffererClaim(Model, frozen=True, kw_only=True):
    """A person's claim on a SIREN, which waits for validation and keeps nobody else from claiming.

    Its id is `<siren>~<uid>`. The first founder is a member of the pending offerer meanwhile, and
    prepares venues and drafts.
    """

    siren: str
    founder_id: str
    name: str
    postal_code: str
    city: str
    claimed_at: datetime
    status: ClaimStatus = queried("waiting")


class ApiKey(Model, frozen=True, kw_only=True):
    """A key for an offerer's own software; only a hash of its secret is stored."""

    prefix: str
    siren: str
    secret_digest: str
    made_by: str | None = None
    """The uid of the member who made it; None for keys of earlier releases."""
    created_at: datetime
    last_used_at: datetime | None = None
    """Written at most once an hour; see `note_use`."""
    is_closed: bool = False
    """Whether the offerer is closed."""
    scopes: tuple[KeyScope, ...] = ("desk",)
    """Keys of earlier releases have the scope desk."""


class FoundOfferer(Struct, frozen=True, kw_only=True):
    """Command: claim a SIREN; the first founder is the first member of the pending offerer."""

    founder_id: str
    siren: str
    name: str
    postal_code: str
    city: str


@named("offerer-validated")
class OffererValidated(Event, frozen=True, kw_only=True):
    """An offerer was validated and may publish."""


@named("offerer-rejected")
class OffererRejected(Event, frozen=True, kw_only=True):
    """A waiting offerer was rejected: the other claims on it are rejected too."""

    reason: str


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


@named("member-removed")
class MemberRemoved(Event, frozen=True, kw_only=True):
    """A member was removed by another one or by an administrator. The subject is their uid."""

    siren: str


@named("webhook-disabled")
class WebhookDisabled(Event, frozen=True, kw_only=True):
    """The webhook of an offerer took no message for three days. The subject is the SIREN."""


@named("claim-rejected")
class ClaimRejected(Event, frozen=True, kw_only=True):
    """A claim was rejected: for a reason, or because another founder was picked or it closed.

    The subject is the claimant's uid.
    """

    siren: str
    reason: str | None = None
