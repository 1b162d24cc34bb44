"""What the wallet is made of: balances, holds, and ledger entries with their postings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.accounts.scheme_models import SpendingDomain
from functions.kernel.events import Event, named

EntryKind = Literal["grant", "hold", "capture", "release", "reversal", "expire", "transfer"]
HoldState = Literal["held", "captured", "released"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CapUse:
    """A spending cap and how much of it is used, by what is held and what is spent, in cents.

    What has come along from another scheme may use more than there is.
    """

    domain: SpendingDomain
    limit_cents: int
    used_cents: int = 0

    @property
    def remaining_cents(self) -> int:
        """How much can still be spent."""
        return max(0, self.limit_cents - self.used_cents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wallet:
    """One beneficiary's credit, in cents; `id` is the beneficiary's.

    granted = available + held + spent + expired, always, over every scheme they have had. `caps`,
    `domains`, `excluded` and `expires_at` are those of the present one. `credits` are the ids of
    what was granted, each once. `entries` counts the ledger entries, and numbers the next one.
    `is_expired` tells that the grant has ended and what was left was taken.
    """

    id: str
    scheme: str
    granted_cents: int
    available_cents: int
    held_cents: int = 0
    spent_cents: int = 0
    expired_cents: int = 0
    expires_at: datetime
    is_expired: bool = False
    taken_cents: int = 0
    """What was left when the present scheme's grant ended; a scheme that continues it brings it
    back."""
    caps: tuple[CapUse, ...]
    domains: dict[str, SpendingDomain]
    excluded: tuple[str, ...] = ()
    excluded_at_a_price: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    entries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Credit set aside for a booking, whose id it has, and what became of it.

    `scheme` is the one whose credit it is. `revision` is that of the booking when this state was
    asked for: an older request that arrives later changes nothing. Until `cancellable_until` (None:
    always) it goes along when its holder moves to another scheme.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """An amount, in cents and above zero, that moves from one account to another.

    Accounts: `scheme:<id>` and `scheme:<id>:expired`; `wallet:<id>:available` and `:held`;
    `venue:<id>`, which is owed what was captured.
    """

    source: str
    destination: str
    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One movement, never edited. Its id is made from its cause, so a cause moves money once."""

    id: str
    wallet_id: str
    number: int
    at: datetime
    kind: EntryKind
    amount_cents: int
    postings: tuple[Posting, ...]
    booking_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A decision: the wallet after it, the entry that tells it, and the hold where there is one."""

    wallet: Wallet
    entry: LedgerEntry | None
    hold: Hold | None = None
    moved_holds: tuple[Hold, ...] = ()


@named("booking-redeemed")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRedeemed(Event):
    """A booking was used: its hold is due to the venue. The subject is the booking."""

    beneficiary_id: str


@named("booking-restored")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRestored(Event):
    """A redemption was undone: what was captured is held again. The subject is the booking."""

    beneficiary_id: str


@named("grant-received")
@dataclass(frozen=True, slots=True, kw_only=True)
class GrantReceived(Event):
    """Credit was granted. The subject is the beneficiary, the revision its entry's number."""

    scheme: str
    amount_cents: int
