"""Holding credit for a booking, then capturing or releasing it; and the refusals raised.

A booking holds credit, redemption captures it, cancellation or expiry releases it. Held credit
counts against the balance and the caps, so that a capture can never overdraw. (pass-culture-main
sums bookings instead, with the same result; a ledger shows every step.)
"""

from collections.abc import Iterator
from datetime import datetime

from functions.accounts.schemes.models import SpendingDomain
from functions.kernel.errors import Conflict, Refusal
from functions.kernel.values import replace
from functions.wallet.models import EntryKind, Hold, HoldState, Movement, Posting, Wallet
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


class InsufficientCredit(Conflict):
    """Your wallet does not have enough available credit."""

    code = "insufficient_credit"
    available_cents: int


class CapReached(Conflict):
    """The remaining amount of the spending cap for this domain is too low."""

    code = "cap_reached"
    domain: SpendingDomain
    remaining_cents: int


class GrantExpired(Conflict):
    """Your grant has expired; only free offers can be booked."""

    code = "grant_expired"


def domain_of(wallet: Wallet, *, category: str, domain: SpendingDomain) -> SpendingDomain:
    """Return the domain that this wallet's scheme assigns to a category, `domain` by default."""
    return wallet.domains.get(category, domain)


def is_excluded(wallet: Wallet, category: str, *, price_cents: int, now: datetime) -> bool:
    """Return whether the scheme of a running grant excludes a category at this price."""
    if is_expired(wallet, now=now):
        return False
    at_a_price = price_cents > 0 and category in wallet.excluded_at_a_price
    return at_a_price or category in wallet.excluded


def reasons_not_to_hold(
    wallet: Wallet, amount_cents: int, *, domain: SpendingDomain, now: datetime
) -> Iterator[Refusal]:
    """Yield GrantExpired, InsufficientCredit and CapReached if they apply, in this order."""
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
    """Hold an amount (cents) for a booking.

    Refuses the first of `reasons_not_to_hold`.
    """
    for reason in reasons_not_to_hold(wallet, amount_cents, domain=domain, now=now):
        raise reason
    after = replace(
        use_cap(wallet, domain, amount_cents),
        available_cents=wallet.available_cents - amount_cents,
        held_cents=wallet.held_cents + amount_cents,
    )
    posting = post(available_account(wallet), held_account(wallet), amount_cents)
    moved = enter(
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
    """Hold the amount of a released hold again. Refuses like `hold`."""
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
    """Bring a hold into `state`, as of a booking's `revision`; None if there is nothing to do.

    Events may arrive twice and in any order, so nothing changes if that revision or a later one was
    settled before. A released hold stays released.
    """
    if revision <= hold.revision or hold.state == "released":
        return None
    settled = replace(hold, state=state, revision=revision)
    if state == hold.state:
        return Movement(wallet=wallet, entry=None, hold=settled)
    amount = hold.amount_cents
    postings: list[Posting] = []
    if hold.state == "captured":
        postings.append(post(f"venue:{hold.venue_id}", held_account(wallet), amount))
        wallet = replace(
            wallet,
            spent_cents=wallet.spent_cents - amount,
            held_cents=wallet.held_cents + amount,
        )
    kind: EntryKind = "reversal"
    if state == "captured":
        kind = "capture"
        postings.append(post(held_account(wallet), f"venue:{hold.venue_id}", amount))
        wallet = replace(
            wallet,
            held_cents=wallet.held_cents - amount,
            spent_cents=wallet.spent_cents + amount,
        )
    elif state == "released":
        kind, wallet, posting = _release(wallet, hold)
        postings.append(posting)
    moved = enter(
        wallet,
        kind,
        tuple(postings),
        cause=f"{hold.id}~{revision}",
        booking_id=hold.id,
        now=now,
    )
    return replace(moved, hold=settled)


def restore(wallet: Wallet, hold: Hold, *, revision: int, now: datetime) -> Movement | None:
    """Move credit that expired on release to the scheme that the wallet has now.

    None if it came back to its own scheme, or the present grant has ended too.
    """
    is_elsewhere = hold.state == "released" and hold.scheme != wallet.scheme
    if not is_elsewhere or is_expired(wallet, now=now):
        return None
    amount, old = hold.amount_cents, scheme_account(hold.scheme)
    postings = (
        post(lost_account(hold.scheme), old, amount),
        post(scheme_account(wallet.scheme), available_account(wallet), amount),
    )
    after = replace(
        wallet,
        available_cents=wallet.available_cents + amount,
        expired_cents=wallet.expired_cents - amount,
    )
    return enter(after, "transfer", postings, cause=f"{hold.id}~{revision}", now=now)


def _release(wallet: Wallet, hold: Hold) -> tuple[EntryKind, Wallet, Posting]:
    """Release held credit, or expire it if its grant has ended meanwhile."""
    amount = hold.amount_cents
    freed = replace(wallet, held_cents=wallet.held_cents - amount)
    if hold.scheme == wallet.scheme:
        freed = use_cap(freed, hold.domain, -amount)
    if wallet.is_expired or hold.scheme != wallet.scheme:
        lost = replace(freed, expired_cents=freed.expired_cents + amount)
        return "expire", lost, post(held_account(wallet), lost_account(hold.scheme), amount)
    back = replace(freed, available_cents=freed.available_cents + amount)
    return "release", back, post(held_account(wallet), available_account(wallet), amount)
