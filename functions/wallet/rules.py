"""The ledger: entries, postings and their accounts; spending caps."""

from datetime import datetime

from functions.accounts.schemes.models import SpendingDomain
from functions.kernel.errors import NotFound
from functions.kernel.values import replace
from functions.wallet.models import EntryKind, LedgerEntry, Movement, Posting, Wallet


def enter(
    wallet: Wallet,
    kind: EntryKind,
    postings: tuple[Posting, ...],
    *,
    cause: str,
    now: datetime,
    booking_id: str | None = None,
) -> Movement:
    """Add an entry to a wallet. Its id is made from `cause`, so one cause moves money once."""
    entry = LedgerEntry(
        id=f"{kind}~{cause}",
        wallet_id=wallet.id,
        number=wallet.entries + 1,
        at=now,
        kind=kind,
        amount_cents=postings[0].amount_cents,
        postings=postings,
        booking_id=booking_id,
    )
    return Movement(wallet=replace(wallet, entries=entry.number), entry=entry)


def post(source: str, destination: str, amount_cents: int) -> Posting:
    """Return a posting."""
    return Posting(source=source, destination=destination, amount_cents=amount_cents)


def use_cap(wallet: Wallet, domain: SpendingDomain, amount_cents: int) -> Wallet:
    """Count an amount (cents, may be negative) against the cap of a domain."""
    caps = tuple(
        replace(cap, used_cents=cap.used_cents + amount_cents) if cap.domain == domain else cap
        for cap in wallet.caps
    )
    return replace(wallet, caps=caps)


def available_account(wallet: Wallet) -> str:
    """Return the account of a wallet's available credit."""
    return f"wallet:{wallet.id}:available"


def held_account(wallet: Wallet) -> str:
    """Return the account of a wallet's held credit."""
    return f"wallet:{wallet.id}:held"


def scheme_account(scheme: str) -> str:
    """Return the account that a scheme's grants come from."""
    return f"scheme:{scheme}"


def lost_account(scheme: str) -> str:
    """Return the account of a scheme's expired credit."""
    return f"scheme:{scheme}:expired"


class NoWallet(NotFound):
    """You have not received a grant yet."""

    code = "no_wallet"


def is_expired(wallet: Wallet, *, now: datetime) -> bool:
    """Return whether the grant has ended, even if the job has not run yet."""
    return wallet.is_expired or now >= wallet.expires_at
