"""Grants: receive, credit again, expire."""

from collections.abc import Sequence
from datetime import datetime

from functions.accounts.people.store import beneficiaries
from functions.accounts.schemes.models import Credit, Grant
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.wallet import rules as wallet_rules
from functions.wallet.grants import rules
from functions.wallet.models import GrantReceived, Movement
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
        # The wallet has yet to move there; the refusal causes a redelivery of the event.
        raise wallet_rules.NoWallet
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


def expire(work: UnitOfWork, wallet_id: str, *, now: datetime) -> bool:
    """Expire the remaining credit of a grant that has ended; return whether it was due."""
    movement = rules.expire(wallets.get(work, wallet_id), now=now)
    if movement is None:
        return False
    save(work, movement)
    return True
