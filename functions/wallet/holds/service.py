"""Holds: take, take again, settle, extend."""

from datetime import datetime

from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace
from functions.wallet.holds import rules
from functions.wallet.models import Hold, HoldState, Movement, Wallet
from functions.wallet.store import holds, save, wallets


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
    movement = rules.settle(wallet, hold, state, revision=revision, now=now)
    if movement is None:
        return wallet
    assert movement.hold is not None
    if movement.entry is not None:
        save(work, movement)
    holds.replace(work, booking_id, movement.hold)
    return movement.wallet


def restore(
    work: UnitOfWork, booking_id: str, *, beneficiary_id: str, revision: int, now: datetime
) -> None:
    """Move the credit of a released hold from the scheme that has ended to the present one."""
    hold = holds.find(work, booking_id)
    if hold is None:
        return
    wallet = wallets.get(work, beneficiary_id)
    movement = rules.restore(wallet, hold, revision=revision, now=now)
    if movement is not None:
        save(work, movement)


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
