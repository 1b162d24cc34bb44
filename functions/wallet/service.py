"""What moves credit: grants, holds and their settlement, each in the caller's unit of work."""

from datetime import datetime

from functions.accounts.models import Grant
from functions.kernel.database import UnitOfWork
from functions.wallet import rules
from functions.wallet.models import Hold, HoldState, Movement, Wallet
from functions.wallet.store import holds, save, wallets


def receive_grant(work: UnitOfWork, beneficiary_id: str, grant: Grant, *, now: datetime) -> None:
    """Open the beneficiary's wallet with their grant; a wallet that is there stays as it is."""
    if wallets.find(work, beneficiary_id) is None:
        save(work, rules.open_wallet(beneficiary_id, grant, now=now), is_new_wallet=True)


def save_hold(work: UnitOfWork, movement: Movement) -> None:
    """Write a new hold with the wallet it was taken from."""
    assert movement.hold is not None
    save(work, movement)
    holds.create(work, movement.hold.id, movement.hold)


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

    Returns the wallet after it; None for a free booking, which holds nothing.
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


def expire(work: UnitOfWork, wallet_id: str, *, now: datetime) -> bool:
    """Take what is left of an expired grant; tell whether there was anything to do."""
    movement = rules.expire(wallets.get(work, wallet_id), now=now)
    if movement is None:
        return False
    save(work, movement)
    return True
