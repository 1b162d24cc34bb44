"""Bank accounts, the links that venues have to them, and their events."""

from datetime import datetime
from typing import Literal

from functions.kernel.events import Event, named
from functions.kernel.values import Model, Struct, queried, shown_without

AccountStatus = Literal["pending", "accepted", "refused", "closed"]


class BankAccount(Model, frozen=True, kw_only=True):
    """A bank account of an offerer. Its IBAN is sealed and never read back whole.

    `sealed_iban` is None once it is erased. `fingerprint` identifies the IBAN among the accounts of
    the offerer. `replaces` is the account that this one takes the place of when it is accepted.
    `approved_by` is the administrator who approved first, where two are needed. `venue_ids` are the
    venues whose money goes here now.
    """

    id: str
    siren: str
    label: str
    holder: str
    sealed_iban: str | None
    fingerprint: str
    country: str
    last_four: str
    replaces: str | None = None
    status: AccountStatus
    given_by: str
    created_at: datetime
    approved_by: str | None = None
    decided_at: datetime | None = None
    refusal_reason: str | None = None
    closed_at: datetime | None = None
    venue_ids: tuple[str, ...] = ()
    expires_at: datetime | None = queried(None)
    """When the document is deleted; None as long as money may go here."""
    revision: int = 1

    def __repr__(self) -> str:
        return shown_without(self, "sealed_iban", "fingerprint", "holder")

    @property
    def is_open(self) -> bool:
        """Whether money goes here, or will once the account is accepted."""
        return self.status in ("pending", "accepted")


class IbanClaim(Model, frozen=True, kw_only=True):
    """The claim of an open account on its IBAN at an offerer; its id is the fingerprint."""

    account_id: str


class Link(Model, frozen=True, kw_only=True):
    """A span of time in which a venue's money goes to an account; the end is exclusive."""

    account_id: str
    starts_at: datetime
    ends_at: datetime | None = None


class Move(Model, frozen=True, kw_only=True):
    """A proposed change of the account that a venue's money goes to; two administrators decide."""

    account_id: str
    proposed_by: str
    proposed_at: datetime
    approved_by: str | None = None


class VenueLinks(Model, frozen=True, kw_only=True):
    """The accounts of a venue over time, oldest first; its id is that of the venue."""

    venue_id: str
    siren: str
    links: tuple[Link, ...] = ()
    move: Move | None = None
    is_moving: bool = queried(False)
    moving_since: datetime | None = queried(None)
    revision: int = 1

    @property
    def current(self) -> Link | None:
        """The link without an end."""
        return self.links[-1] if self.links and self.links[-1].ends_at is None else None


class GiveAccount(Struct, frozen=True, kw_only=True):
    """Command: give an offerer's bank account, with its IBAN sealed already."""

    account_id: str
    siren: str
    member_id: str
    label: str
    holder: str
    sealed_iban: str
    fingerprint: str
    country: str
    last_four: str
    replaces: str | None

    def __repr__(self) -> str:
        return shown_without(self, "sealed_iban", "fingerprint", "holder")


@named("bank-account-decided")
class BankAccountDecided(Event, frozen=True, kw_only=True):
    """A bank account was accepted, refused, or closed by finance. The subject is its id."""

    siren: str
    status: AccountStatus
    reason: str | None = None


@named("venue-account-changed")
class VenueAccountChanged(Event, frozen=True, kw_only=True):
    """A venue's money goes to another account, or to none. The subject is the venue's id."""

    siren: str
    account_id: str | None
    had_account: bool
