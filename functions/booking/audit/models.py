"""The audit: the documents of one wallet, findings, and the progress of a pass."""

from dataclasses import dataclass, field
from datetime import datetime

from functions.booking.models import Booking
from functions.wallet.models import Hold, LedgerEntry, Wallet


@dataclass(slots=True, kw_only=True)
class Owned:
    """The documents that name one wallet, by the ids that they are stored under.

    `unreadable` holds the kinds of documents that do not fit their model. `has_wallet` also holds
    for a wallet that cannot be read; `has_finding`, if an earlier pass has found faults.
    """

    wallet_id: str
    has_wallet: bool = False
    wallet: Wallet | None = None
    entries: dict[str, LedgerEntry] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    bookings: dict[str, Booking] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    has_finding: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The faults of a wallet, or of documents that name a missing wallet, and since when.

    `awaited` are the settlements that have yet to reach the wallet, by `<booking>~<revision>`, with
    since when. A finding of these alone is no fault; it is kept for the next pass to compare.
    """

    wallet_id: str
    faults: tuple[str, ...]
    found_at: datetime
    awaited: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The progress of a pass: the last wallet audited, and the counts so far.

    `undecided` counts wallets that kept changing while they were read.
    """

    position: str
    started_at: datetime
    wallets: int = 0
    faulty: int = 0
    undecided: int = 0
