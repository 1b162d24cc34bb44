"""Wallets, holds and ledger entries with their postings."""

from datetime import datetime
from typing import Literal

from functions.accounts.schemes.models import SpendingDomain
from functions.kernel.events import Event, named
from functions.kernel.values import Model, Struct, queried

EntryKind = Literal["grant", "hold", "capture", "release", "reversal", "expire", "transfer"]
HoldState = Literal["held", "captured", "released"]


class CapUse(Model, frozen=True, kw_only=True):
    """A spending cap and its use by held and spent credit, in cents.

    Holds that moved from another scheme may exceed the limit.
    """

    domain: SpendingDomain
    limit_cents: int
    used_cents: int = 0

    @property
    def remaining_cents(self) -> int:
        """How much can still be spent."""
        return max(0, self.limit_cents - self.used_cents)


class Wallet(Model, frozen=True, kw_only=True):
    """One beneficiary's credit, in cents; `id` is the beneficiary's.

    granted = available + held + spent + expired, always, over every scheme the beneficiary has had.
    `caps`, `domains`, `excluded` and `expires_at` belong to the current scheme. `credits` are the
    ids of the credits received. `entries` counts the ledger entries. `is_expired` is true once the
    grant has ended and its remaining credit was expired.
    """

    id: str
    scheme: str
    granted_cents: int
    available_cents: int
    held_cents: int = 0
    spent_cents: int = 0
    expired_cents: int = 0
    expires_at: datetime
    is_expired: bool = queried(False)
    taken_cents: int = 0
    """The credit that expired with the current scheme's grant; a scheme that continues it restores
    it."""
    caps: tuple[CapUse, ...]
    domains: dict[str, SpendingDomain]
    excluded: tuple[str, ...] = ()
    excluded_at_a_price: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    entries: int = 0


class Hold(Model, frozen=True, kw_only=True):
    """Credit held for a booking, under the booking's id, and its state.

    `scheme` is the scheme that funds it. `revision` is the booking's revision that this state
    belongs to: an older request that arrives later changes nothing. Until `cancellable_until`
    (None: always) the hold moves with its holder to another scheme.
    """

    id: str
    wallet_id: str
    scheme: str
    venue_id: str
    cancellable_until: datetime | None
    amount_cents: int
    domain: SpendingDomain
    state: HoldState
    revision: int


class Posting(Model, frozen=True, kw_only=True):
    """An amount, in cents and above zero, that moves from one account to another.

    Accounts: `scheme:<id>` and `scheme:<id>:expired`; `wallet:<id>:available` and `:held`;
    `venue:<id>`, which receives captured credit.
    """

    source: str
    destination: str
    amount_cents: int


class LedgerEntry(Model, frozen=True, kw_only=True):
    """A movement of credit, never edited. Its id names its cause, so one cause moves once."""

    id: str
    wallet_id: str
    number: int
    at: datetime
    kind: EntryKind
    amount_cents: int
    postings: tuple[Posting, ...]
    booking_id: str | None = None


class Movement(Struct, frozen=True, kw_only=True):
    """A decision: the wallet after it, its ledger entry, and the hold concerned, if any."""

    wallet: Wallet
    entry: LedgerEntry | None
    hold: Hold | None = None
    moved_holds: tuple[Hold, ...] = ()


@named("booking-redeemed")
class BookingRedeemed(Event, frozen=True, kw_only=True):
    """A booking was used, so its hold is captured. The subject is the booking."""

    beneficiary_id: str


@named("booking-restored")
class BookingRestored(Event, frozen=True, kw_only=True):
    """A redemption was undone, so the credit is held again. The subject is the booking."""

    beneficiary_id: str


@named("grant-received")
class GrantReceived(Event, frozen=True, kw_only=True):
    """Credit was granted. The subject is the beneficiary, the revision the entry's number."""

    scheme: str
    amount_cents: int
