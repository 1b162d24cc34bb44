"""How credit moves: pure decisions from a wallet to the wallet and the entry after it.

Two phases (domain facts: the real system sums bookings; the hold, capture and release of a ledger
keep the same balance readable at every step): a booking holds credit, redemption captures it,
cancellation or expiry releases it. What is held counts against the balance and against the caps, so
that a capture can never overdraw.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from functions.accounts.scheme_models import Credit, Grant, SpendingDomain
from functions.kernel.errors import Conflict, NotFound, Refusal
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
    empty = Wallet(
        id=wallet_id,
        scheme=grant.scheme,
        granted_cents=0,
        available_cents=0,
        expires_at=grant.expires_at,
        caps=_caps(grant),
        domains=grant.domains,
        excluded=grant.excluded,
        excluded_at_a_price=grant.excluded_at_a_price,
    )
    return credit(empty, grant.credits, now=now)


def credit(wallet: Wallet, credits_: Sequence[Credit], *, now: datetime) -> Movement:
    """Return the wallet with what was granted; what it has received before changes nothing."""
    new = [given for given in credits_ if given.id not in wallet.credits and given.amount_cents]
    amount = sum(given.amount_cents for given in new)
    received = tuple(dict.fromkeys([*wallet.credits, *(given.id for given in credits_)]))
    after = replace(
        wallet,
        credits=received,
        granted_cents=wallet.granted_cents + amount,
        available_cents=wallet.available_cents + amount,
    )
    if amount == 0:
        return Movement(wallet=after, entry=None)
    posting = _posting(_scheme(wallet.scheme), _available(wallet), amount)
    return _entered(after, "grant", (posting,), cause=f"{wallet.id}~{new[0].id}", now=now)


def move(wallet: Wallet, grant: Grant, holds: Sequence[Hold], *, now: datetime) -> Movement:
    """Return the wallet under another scheme, before it is credited for it.

    Where the new scheme continues the old one, what is left moves, and so do the holds of bookings
    that can still be cancelled; the new scheme's funds stand for them from now on. What was taken
    when the old grant ended comes back for it: whoever turns 18 has no day in between. Otherwise
    what was left is lost. Every other hold stays the old scheme's: released, it is lost.
    (pass-culture-main, core/finance/deposit_api.py.)
    """
    left = wallet.available_cents
    goes_along = grant.continues == wallet.scheme
    back = wallet.taken_cents if goes_along else 0
    moved = tuple(
        replace(held, scheme=grant.scheme)
        for held in holds
        if goes_along and _is_movable(held, wallet, now=now)
    )
    held_cents = sum(held.amount_cents for held in moved)
    postings: list[Posting] = []
    old, new = _scheme(wallet.scheme), _scheme(grant.scheme)
    if left and not goes_along:
        postings.append(_posting(_available(wallet), _lost(wallet.scheme), left))
    for account, amount in ((_available(wallet), left), (_held(wallet), held_cents)):
        if amount and goes_along:
            postings += [_posting(account, old, amount), _posting(new, account, amount)]
    if back:
        postings.append(_posting(_lost(wallet.scheme), old, back))
        postings.append(_posting(new, _available(wallet), back))
    after = replace(
        wallet,
        scheme=grant.scheme,
        available_cents=left + back if goes_along else 0,
        expired_cents=wallet.expired_cents - back + (0 if goes_along else left),
        expires_at=grant.expires_at,
        is_expired=False,
        taken_cents=0,
        caps=_caps(grant),
        domains=grant.domains,
        excluded=grant.excluded,
        excluded_at_a_price=grant.excluded_at_a_price,
    )
    for held in moved:
        after = _use_cap(after, held.domain, held.amount_cents)
    if not postings:
        return Movement(wallet=after, entry=None, moved_holds=moved)
    kind: EntryKind = "transfer" if goes_along else "expire"
    cause = f"{wallet.id}~{wallet.scheme}~{grant.scheme}"
    entered = _entered(after, kind, tuple(postings), cause=cause, now=now)
    return replace(entered, moved_holds=moved)


def domain_of(wallet: Wallet, *, category: str, domain: SpendingDomain) -> SpendingDomain:
    """Return the domain that this wallet's scheme counts a category in; `domain` is its usual."""
    return wallet.domains.get(category, domain)


def reasons_not_to_hold(
    wallet: Wallet, amount_cents: int, *, domain: SpendingDomain, now: datetime
) -> Iterator[Refusal]:
    """Yield GrantExpired, InsufficientCredit, CapReached where they apply, in this order."""
    if is_expired(wallet, now=now):
        yield GrantExpired()
    if amount_cents > wallet.available_cents:
        yield InsufficientCredit(available_cents=wallet.available_cents)
    for cap in wallet.caps:
        if cap.domain == domain and amount_cents > cap.remaining_cents:
            yield CapReached(domain=domain, remaining_cents=cap.remaining_cents)


def hold(
    wallet: Wallet,
    amount_cents: int,
    *,
    booking_id: str,
    venue_id: str,
    cancellable_until: datetime | None,
    domain: SpendingDomain,
    revision: int,
    now: datetime,
) -> Movement:
    """Return the wallet with the amount set aside for a booking.

    Refuses what `reasons_not_to_hold` gives first.
    """
    for reason in reasons_not_to_hold(wallet, amount_cents, domain=domain, now=now):
        raise reason
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
        scheme=wallet.scheme,
        venue_id=venue_id,
        cancellable_until=cancellable_until,
        amount_cents=amount_cents,
        domain=domain,
        state="held",
        revision=revision,
    )
    return replace(moved, hold=held)


def hold_again(wallet: Wallet, released: Hold, *, revision: int, now: datetime) -> Movement:
    """Return the wallet with the amount of a released hold set aside once more.

    Refuses what `hold` refuses.
    """
    return hold(
        wallet,
        released.amount_cents,
        booking_id=released.id,
        venue_id=released.venue_id,
        cancellable_until=released.cancellable_until,
        domain=released.domain,
        revision=revision,
        now=now,
    )


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
        taken_cents=left,
        available_cents=0,
        expired_cents=wallet.expired_cents + left,
    )
    if left == 0:
        return Movement(wallet=after, entry=None)
    posting = _posting(_available(wallet), _lost(wallet.scheme), left)
    return _entered(after, "expire", (posting,), cause=f"{wallet.id}~{wallet.scheme}", now=now)


def is_excluded(wallet: Wallet, category: str, *, price_cents: int, now: datetime) -> bool:
    """Tell whether the wallet's scheme forbids a category at this price, while its grant lasts."""
    if is_expired(wallet, now=now):
        return False
    at_a_price = price_cents > 0 and category in wallet.excluded_at_a_price
    return at_a_price or category in wallet.excluded


def is_expired(wallet: Wallet, *, now: datetime) -> bool:
    """Tell whether the grant has ended, whether or not the job has taken what was left."""
    return wallet.is_expired or now >= wallet.expires_at


def _release(wallet: Wallet, hold: Hold) -> tuple[EntryKind, Wallet, Posting]:
    """Return held credit to where it came from, or take it when the grant has ended meanwhile."""
    amount = hold.amount_cents
    freed = replace(wallet, held_cents=wallet.held_cents - amount)
    if hold.scheme == wallet.scheme:
        freed = _use_cap(freed, hold.domain, -amount)
    if wallet.is_expired or hold.scheme != wallet.scheme:
        lost = replace(freed, expired_cents=freed.expired_cents + amount)
        return "expire", lost, _posting(_held(wallet), _lost(hold.scheme), amount)
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


def _scheme(scheme: str) -> str:
    return f"scheme:{scheme}"


def _lost(scheme: str) -> str:
    return f"scheme:{scheme}:expired"


def _caps(grant: Grant) -> tuple[CapUse, ...]:
    return tuple(CapUse(domain=cap.domain, limit_cents=cap.limit_cents) for cap in grant.caps)


def _is_movable(hold: Hold, wallet: Wallet, *, now: datetime) -> bool:
    until = hold.cancellable_until
    in_time = until is None or now < until
    return hold.state == "held" and hold.scheme == wallet.scheme and in_time
