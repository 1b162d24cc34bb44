"""How credit moves: pure decisions from a wallet to the wallet and the entry after it.

Two phases (domain facts: the real system sums bookings; the hold, capture and release of a ledger
keep the same balance readable at every step): a booking holds credit, redemption captures it,
cancellation or expiry releases it. What is held counts against the balance and against the caps, so
that a capture can never overdraw.
"""

from dataclasses import replace
from datetime import datetime

from functions.accounts.models import Grant, SpendingDomain
from functions.kernel.errors import Conflict, NotFound
from functions.wallet.models import (
    CapUse,
    EntryKind,
    Hold,
    HoldState,
    LedgerEntry,
    Movement,
    Posting,
    Wallet,
)


class NoWallet(NotFound):
    """No grant has been received yet."""

    code = "no_wallet"


class InsufficientCredit(Conflict):
    """The wallet does not have enough available credit."""

    code = "insufficient_credit"


class CapReached(Conflict):
    """The spending cap of this domain does not leave enough."""

    code = "cap_reached"


class GrantExpired(Conflict):
    """The grant has expired; only free offers can be booked."""

    code = "grant_expired"


def open_wallet(wallet_id: str, grant: Grant, *, now: datetime) -> Movement:
    """Return a new wallet that has received its grant."""
    wallet = Wallet(
        id=wallet_id,
        scheme=grant.scheme,
        granted_cents=grant.amount_cents,
        available_cents=grant.amount_cents,
        expires_at=grant.expires_at,
        caps=tuple(CapUse(domain=c.domain, limit_cents=c.limit_cents) for c in grant.caps),
        domains=grant.domains,
    )
    posting = Posting(
        source=f"scheme:{grant.scheme}",
        destination=_available(wallet),
        amount_cents=grant.amount_cents,
    )
    return _entered(wallet, "grant", (posting,), cause=f"{wallet_id}~{grant.scheme}", now=now)


def domain_of(wallet: Wallet, *, category: str, domain: SpendingDomain) -> SpendingDomain:
    """Return the domain that this wallet's scheme counts a category in; `domain` is its usual."""
    return wallet.domains.get(category, domain)


def hold(
    wallet: Wallet,
    amount_cents: int,
    *,
    booking_id: str,
    venue_id: str,
    domain: SpendingDomain,
    revision: int,
    now: datetime,
) -> Movement:
    """Return the wallet with the amount set aside for a booking.

    Refuses GrantExpired, InsufficientCredit, CapReached, in this order (domain order 6, 7, 8).
    """
    if is_expired(wallet, now=now):
        raise GrantExpired
    if amount_cents > wallet.available_cents:
        raise InsufficientCredit(available_cents=wallet.available_cents)
    for cap in wallet.caps:
        if cap.domain == domain and cap.used_cents + amount_cents > cap.limit_cents:
            raise CapReached(domain=domain, remaining_cents=cap.limit_cents - cap.used_cents)
    after = replace(
        _use_cap(wallet, domain, amount_cents),
        available_cents=wallet.available_cents - amount_cents,
        held_cents=wallet.held_cents + amount_cents,
    )
    posting = Posting(
        source=_available(wallet), destination=_held(wallet), amount_cents=amount_cents
    )
    moved = _entered(
        after, "hold", (posting,), cause=f"{booking_id}~{revision}", booking_id=booking_id, now=now
    )
    held = Hold(
        id=booking_id,
        wallet_id=wallet.id,
        venue_id=venue_id,
        amount_cents=amount_cents,
        domain=domain,
        state="held",
        revision=revision,
    )
    return replace(moved, hold=held)


def settle(
    wallet: Wallet, hold: Hold, state: HoldState, *, revision: int, now: datetime
) -> Movement | None:
    """Return what brings a hold into `state`, as the booking was at `revision`.

    None when that revision, or a later one, has been settled already: events come twice and in any
    order. A released hold stays released.
    """
    if revision <= hold.revision or hold.state == "released":
        return None
    settled = replace(hold, state=state, revision=revision)
    if state == hold.state:
        return Movement(wallet=wallet, entry=None, hold=settled)
    amount = hold.amount_cents
    postings: list[Posting] = []
    if hold.state == "captured":
        postings.append(_posting(f"venue:{hold.venue_id}", _held(wallet), amount))
        wallet = replace(
            wallet,
            spent_cents=wallet.spent_cents - amount,
            held_cents=wallet.held_cents + amount,
        )
    kind: EntryKind = "reversal"
    if state == "captured":
        kind = "capture"
        postings.append(_posting(_held(wallet), f"venue:{hold.venue_id}", amount))
        wallet = replace(
            wallet,
            held_cents=wallet.held_cents - amount,
            spent_cents=wallet.spent_cents + amount,
        )
    elif state == "released":
        kind, wallet, posting = _release(wallet, hold)
        postings.append(posting)
    moved = _entered(
        wallet,
        kind,
        tuple(postings),
        cause=f"{hold.id}~{revision}",
        booking_id=hold.id,
        now=now,
    )
    return replace(moved, hold=settled)


def expire(wallet: Wallet, *, now: datetime) -> Movement | None:
    """Return the wallet without what was left of an expired grant; None when nothing is due.

    What is held stays held until its booking ends.
    """
    if wallet.is_expired or not is_expired(wallet, now=now):
        return None
    left = wallet.available_cents
    after = replace(
        wallet,
        is_expired=True,
        available_cents=0,
        expired_cents=wallet.expired_cents + left,
    )
    if left == 0:
        return Movement(wallet=after, entry=None)
    posting = _posting(_available(wallet), _lost(wallet), left)
    return _entered(after, "expire", (posting,), cause=f"{wallet.id}~{wallet.scheme}", now=now)


def is_expired(wallet: Wallet, *, now: datetime) -> bool:
    """Tell whether the grant has ended, whether or not the job has taken what was left."""
    return wallet.is_expired or now >= wallet.expires_at


def _release(wallet: Wallet, hold: Hold) -> tuple[EntryKind, Wallet, Posting]:
    """Return held credit to where it came from, or take it when the grant has ended meanwhile."""
    amount = hold.amount_cents
    freed = replace(_use_cap(wallet, hold.domain, -amount), held_cents=wallet.held_cents - amount)
    if wallet.is_expired:
        lost = replace(freed, expired_cents=freed.expired_cents + amount)
        return "expire", lost, _posting(_held(wallet), _lost(wallet), amount)
    back = replace(freed, available_cents=freed.available_cents + amount)
    return "release", back, _posting(_held(wallet), _available(wallet), amount)


def _use_cap(wallet: Wallet, domain: SpendingDomain, amount_cents: int) -> Wallet:
    caps = tuple(
        replace(cap, used_cents=cap.used_cents + amount_cents) if cap.domain == domain else cap
        for cap in wallet.caps
    )
    return replace(wallet, caps=caps)


def _entered(
    wallet: Wallet,
    kind: EntryKind,
    postings: tuple[Posting, ...],
    *,
    cause: str,
    now: datetime,
    booking_id: str | None = None,
) -> Movement:
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


def _posting(source: str, destination: str, amount_cents: int) -> Posting:
    return Posting(source=source, destination=destination, amount_cents=amount_cents)


def _available(wallet: Wallet) -> str:
    return f"wallet:{wallet.id}:available"


def _held(wallet: Wallet) -> str:
    return f"wallet:{wallet.id}:held"


def _lost(wallet: Wallet) -> str:
    return f"scheme:{wallet.scheme}:expired"
