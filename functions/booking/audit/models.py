"""What the audit is made of: what stands under a wallet's id, what is found there, and how far."""

from dataclasses import dataclass, field
from datetime import datetime

from functions.booking.models import Booking
from functions.wallet.models import Hold, LedgerEntry, Wallet


@dataclass(slots=True, kw_only=True)
class Owned:
    """The documents that name one wallet as theirs, each by the id that it is kept under.

    `unreadable` tells the kinds of those that do not fit their model. `has_wallet` is true of a
    wallet that cannot be read as well; `has_finding` tells that an earlier walk has noted it.
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
    """What is wrong with a wallet, or with what names one that is not there, and since when.

    `awaited` are the settlements that have yet to reach the wallet, `<booking>~<revision>`, each
    with since when. A finding of these alone accuses nobody: the next walk has to know of it.
    """

    wallet_id: str
    faults: tuple[str, ...]
    found_at: datetime
    awaited: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a walk came: behind the wallet `position`, with these counts so far.

    `undecided` counts those that never stood still for long enough to be judged.
    """

    position: str
    started_at: datetime
    wallets: int = 0
    faulty: int = 0
    undecided: int = 0
