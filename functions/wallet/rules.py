"""How credit comes and ends: pure decisions from a wallet to the wallet and the entry after it.

What bookings do with it is decided in `hold_rules`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from functions.accounts.scheme_models import Credit, Grant
from functions.kernel.errors import NotFound
from functions.wallet.ledger_rules import (
    available_account,
    enter,
    held_account,
    lost_account,
    post,
    scheme_account,
    use_cap,
)
from functions.wallet.models import CapUse, EntryKind, Hold, Movement, Posting, Wallet


class NoWallet(NotFound):
    """No grant has been received yet."""

    code = "no_wallet"


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
    posting = post(scheme_account(wallet.scheme), available_account(wallet), amount)
    return enter(after, "grant", (posting,), cause=f"{wallet.id}~{new[0].id}", now=now)


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
    old, new = scheme_account(wallet.scheme), scheme_account(grant.scheme)
    if left and not goes_along:
        postings.append(post(available_account(wallet), lost_account(wallet.scheme), left))
    for account, amount in ((available_account(wallet), left), (held_account(wallet), held_cents)):
        if amount and goes_along:
            postings += [post(account, old, amount), post(new, account, amount)]
    if back:
        postings.append(post(lost_account(wallet.scheme), old, back))
        postings.append(post(new, available_account(wallet), back))
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
        after = use_cap(after, held.domain, held.amount_cents)
    if not postings:
        return Movement(wallet=after, entry=None, moved_holds=moved)
    kind: EntryKind = "transfer" if goes_along else "expire"
    cause = f"{wallet.id}~{wallet.scheme}~{grant.scheme}"
    entered = enter(after, kind, tuple(postings), cause=cause, now=now)
    return replace(entered, moved_holds=moved)


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
    posting = post(available_account(wallet), lost_account(wallet.scheme), left)
    return enter(after, "expire", (posting,), cause=f"{wallet.id}~{wallet.scheme}", now=now)


def is_expired(wallet: Wallet, *, now: datetime) -> bool:
    """Tell whether the grant has ended, whether or not the job has taken what was left."""
    return wallet.is_expired or now >= wallet.expires_at


def _caps(grant: Grant) -> tuple[CapUse, ...]:
    return tuple(CapUse(domain=cap.domain, limit_cents=cap.limit_cents) for cap in grant.caps)


def _is_movable(hold: Hold, wallet: Wallet, *, now: datetime) -> bool:
    until = hold.cancellable_until
    in_time = until is None or now < until
    return hold.state == "held" and hold.scheme == wallet.scheme and in_time
