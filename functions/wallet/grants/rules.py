"""Grants: how credit arrives, moves between schemes and ends."""

from collections.abc import Sequence
from datetime import datetime

from functions.accounts.schemes.models import Credit, Grant
from functions.kernel.values import replace
from functions.wallet.models import CapUse, EntryKind, Hold, Movement, Posting, Wallet
from functions.wallet.rules import (
    available_account,
    enter,
    held_account,
    is_expired,
    lost_account,
    post,
    scheme_account,
    use_cap,
)


def open_wallet(wallet_id: str, grant: Grant, *, now: datetime) -> Movement:
    """Open a wallet with its grant."""
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
    """Credit a wallet; credits that it has received before are ignored."""
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
    """Move a wallet to another scheme, before the new grant is credited.

    If the new scheme continues the old one, the available credit moves, with the holds of bookings
    that can still be cancelled; the new scheme funds them from now on. Credit that expired with the
    old grant is restored, so that a beneficiary who turns 18 between the two loses nothing.
    Otherwise the available credit expires. Every other hold stays with the old scheme, and its
    credit expires on release. (pass-culture-main, core/finance/deposit_api.py.)
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
    """Expire the available credit of a grant that has ended; None if there is nothing to do.

    Held credit stays held until its booking ends.
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


def _caps(grant: Grant) -> tuple[CapUse, ...]:
    return tuple(CapUse(domain=cap.domain, limit_cents=cap.limit_cents) for cap in grant.caps)


def _is_movable(hold: Hold, wallet: Wallet, *, now: datetime) -> bool:
    until = hold.cancellable_until
    in_time = until is None or now < until
    return hold.state == "held" and hold.scheme == wallet.scheme and in_time
