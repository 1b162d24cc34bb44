"""What moves credit: grants, holds and their settlement, each in the caller's unit of work."""

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
    """Open the beneficiary's wallet with their grant, or move it to the scheme of the grant.

    The grant of a former scheme that comes late does not move the wallet back.
    """
    wallet = wallets.find(work, beneficiary_id)
    if wallet is None:
        movement = rules.open_wallet(beneficiary_id, grant, now=now)
        save(work, movement, is_new_wallet=True)
        _tell_grant(work, movement, now=now)
    elif wallet.scheme != grant.scheme and _has_scheme(work, beneficiary_id, grant.scheme):
        # A hold that is made meanwhile changes the wallet, and so has this unit look again.
        moved = rules.move(wallet, grant, list(holds_of(work, wallet.id)), now=now)
        for hold in moved.moved_holds:
            holds.replace(work, hold.id, hold)
        if moved.entry is not None:
            save(work, moved)
        credited = rules.credit(moved.wallet, grant.credits, now=now)
        save(work, credited)
        _tell_grant(work, credited, now=now)


def receive_credits(
    work: UnitOfWork,
    beneficiary_id: str,
    credits_: Sequence[Credit],
    *,
    scheme: str,
    now: datetime,
) -> None:
    """Credit what a scheme gives again. Refuses NoWallet when its grant has not come yet.

    What a former scheme would have given comes too late, and is not given.
    """
    wallet = wallets.get(work, beneficiary_id)
    if wallet.scheme != scheme and _has_scheme(work, beneficiary_id, scheme):
        # The wallet has yet to move there: the event is to be delivered again.
        raise rules.NoWallet
    if wallet.scheme == scheme and not wallet.is_expired:
        movement = rules.credit(wallet, credits_, now=now)
        if movement.wallet != wallet:
            save(work, movement)
            _tell_grant(work, movement, now=now)


def _tell_grant(work: UnitOfWork, movement: Movement, *, now: datetime) -> None:
    """Record what was granted, if anything was."""
    if movement.entry is not None:
        told = GrantReceived(
            subject_id=movement.wallet.id,
            revision=movement.entry.number,
            at=now,
            scheme=movement.wallet.scheme,
            amount_cents=movement.entry.amount_cents,
        )
        record(work, told)


def _has_scheme(work: UnitOfWork, beneficiary_id: str, scheme: str) -> bool:
    beneficiary = beneficiaries.find(work, beneficiary_id)
    return beneficiary is not None and beneficiary.scheme == scheme


def save_hold(work: UnitOfWork, movement: Movement) -> None:
    """Write a new hold with the wallet it was taken from."""
    assert movement.hold is not None
    save(work, movement)
    holds.create(work, movement.hold.id, movement.hold)


def hold_again(work: UnitOfWork, movement: Movement) -> None:
    """Write a hold that was released and is taken once more, with its wallet."""
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

    Returns the wallet after it; None for a free booking, which holds nothing.
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
    """Keep until when the booking of a hold can be cancelled; a free booking has none."""
    work.prefetch(wallets.ref(beneficiary_id))
    hold = holds.find(work, booking_id)
    if hold is None or hold.cancellable_until == cancellable_until:
        return
    holds.replace(work, booking_id, replace(hold, cancellable_until=cancellable_until))
    # What moves the wallet to another scheme at this moment decided on the former date: written as
    # it is, the wallet has it look again.
    wallets.replace(work, beneficiary_id, wallets.get(work, beneficiary_id))


def expire(work: UnitOfWork, wallet_id: str, *, now: datetime) -> bool:
    """Take what is left of an expired grant; tell whether there was anything to do."""
    movement = rules.expire(wallets.get(work, wallet_id), now=now)
    if movement is None:
        return False
    save(work, movement)
    return True
