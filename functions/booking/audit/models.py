"""The audit: the documents of one wallet, findings, and the progress of a pass."""

from datetime import datetime

from functions.booking.models import Booking
from functions.kernel.values import Model, Struct, field
from functions.wallet.models import Hold, LedgerEntry, Wallet


class Owned(Struct, kw_only=True):
    """The documents that name one wallet, by the ids under which they are stored.

    `unreadable` holds the kinds of documents that do not fit their model. `has_wallet` is true even
    for a wallet that cannot be read; `has_finding`, if an earlier pass found faults.
    """

    wallet_id: str
    has_wallet: bool = False
    wallet: Wallet | None = None
    entries: dict[str, LedgerEntry] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    bookings: dict[str, Booking] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    has_finding: bool = False


class Finding(Model, frozen=True, kw_only=True):
    """The faults of a wallet, or of documents that name a missing wallet, and since when.

    `awaited` maps the settlements that have yet to reach the wallet, as `<booking>~<revision>`, to
    the time since when. These alone are not a fault; they are kept for the next pass to compare.
    """

    wallet_id: str
    faults: tuple[str, ...]
    found_at: datetime
    awaited: dict[str, datetime] = field(default_factory=dict)


class Progress(Model, frozen=True, kw_only=True):
    """The progress of a pass: the last wallet audited, and the counts so far.

    `undecided` counts wallets that kept changing while they were read.
    """

    position: str
    started_at: datetime
    wallets: int = 0
    faulty: int = 0
    undecided: int = 0
