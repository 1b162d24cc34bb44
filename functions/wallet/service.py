"""Moving credit: grants, holds and settlement, in the caller's unit of work."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from functions.accounts.scheme_models import Credit, Grant
from functions.accounts.store import beneficiaries
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.wallet import hold_rules, rules
from functions.wallet.models import GrantReceived, Hold, HoldState, Movement, Wallet
from functions.wallet.store import holds, holds_of, save, wallets


def receive_grant(work: UnitOfWork, beneficiary_id: str, grant: Grant, *, now: datetime) -> None:
    """Open the beneficiary's wallet with their grant, or move it to the grant's scheme.

    A late grant of a former scheme does not move the wallet back.
    """
    wallet = wallets.find(work, beneficiary_id)
    if wallet is None:
        movement = rules.open_wallet(beneficiary_id, grant, now=now)
        save(work, movement, is_new_wallet=True)
        _record_grant(work, movement, now=now)
    elif wallet.scheme != grant.scheme and _has_scheme(work, beneficiary_id, grant.scheme):
        # A hold made meanwhile changes the wallet, so this unit of work is retried.
        moved = rules.move(wallet, grant, list(holds_of(work, wallet.id)), now=now)
        for hold in moved.moved_holds:
            holds.replace(work, hold.id, hold)
        if moved.entry is not None:
            save(work, moved)
        credited = rules.credit(moved.wallet, grant.credits, now=now)
        save(work, credited)
        _record_grant(work, credited, now=now)


def receive_credits(
    work: UnitOfWork,
    beneficiary_id: str,
    credits_: Sequence[Credit],
    *,
    scheme: str,
    now: datetime,
) -> None:
    """Credit further amounts of a scheme. Refuses NoWallet if its grant has not arrived yet.

    Credits of a former scheme, and those after the grant has ended, are ignored.
    """
    wallet = wallets.get(work, beneficiary_id)
    if wallet.scheme != scheme and _has_scheme(work, beneficiary_id, scheme):
        # The wallet has yet to move there; refusing has the event delivered again.
        raise rules.NoWallet
    if wallet.scheme == scheme and not wallet.is_expired:
        movement = rules.credit(wallet, credits_, now=now)
        if movement.wallet != wallet:
            save(work, movement)
            _record_grant(work, movement, now=now)


def _record_grant(work: UnitOfWork, movement: Movement, *, now: datetime) -> None:
    """Record that credit was granted, if there was any."""
    if movement.entry is not None:
        received = GrantReceived(
            subject_id=movement.wallet.id,
            revision=movement.entry.number,
            at=now,
            scheme=movement.wallet.scheme,
            amount_cents=movement.entry.amount_cents,
        )
        record(work, received)


def _has_scheme(work: UnitOfWork, beneficiary_id: str, scheme: str) -> bool:
    beneficiary = beneficiaries.find(work, beneficiary_id)
    return beneficiary is not None and beneficiary.scheme == scheme


def save_hold(work: UnitOfWork, movement: Movement) -> None:
    """Write a new hold with the wallet it was taken from."""
    assert movement.hold is not None
    save(work, movement)
    holds.create(work, movement.hold.id, movement.hold)


def hold_again(work: UnitOfWork, movement: Movement) -> None:
    """Write a released hold that is held again, with its wallet."""
    assert movement.hold is not None
    save(work, movement)
    holds.replace(work, movement.hold.id, movement.hold)


def settle(
    work: UnitOfWork,
    booking_id: str,
    *,
    beneficiary_id: str,
    state: HoldState,
    revision: int,
    now: datetime,
) -> Wallet | None:
    """Bring a booking's hold into `state`, unless a later revision has been settled already.

    Returns the wallet, or None for a free booking, which has no hold.
    """
    work.prefetch(wallets.ref(beneficiary_id))
    hold: Hold | None = holds.find(work, booking_id)
    if hold is None:
        return None
    wallet = wallets.get(work, beneficiary_id)
    movement = hold_rules.settle(wallet, hold, state, revision=revision, now=now)
    if movement is None:
        return wallet
    assert movement.hold is not None
    if movement.entry is not None:
        save(work, movement)
    holds.replace(work, booking_id, movement.hold)
    return movement.wallet


def extend_hold(
    work: UnitOfWork,
    booking_id: str,
    *,
    beneficiary_id: str,
    cancellable_until: datetime | None,
) -> None:
    """Copy the cancellation deadline of a booking to its hold; a free booking has no hold."""
    work.prefetch(wallets.ref(beneficiary_id))
    hold = holds.find(work, booking_id)
    if hold is None or hold.cancellable_until == cancellable_until:
        return
    holds.replace(work, booking_id, replace(hold, cancellable_until=cancellable_until))
    # Rewriting the wallet forces a concurrent change of scheme, which decides on the former
    # deadline, to be retried.
    wallets.replace(work, beneficiary_id, wallets.get(work, beneficiary_id))


def expire(work: UnitOfWork, wallet_id: str, *, now: datetime) -> bool:
    """Expire the remaining credit of a grant that has ended; return whether it was due."""
    movement = rules.expire(wallets.get(work, wallet_id), now=now)
    if movement is None:
        return False
    save(work, movement)
    return True
