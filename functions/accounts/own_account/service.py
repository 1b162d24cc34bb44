"""Suspending one's own account, taking it back, and closing it in the end."""

from datetime import datetime

from functions.accounts.erasure import service as erasure_service
from functions.accounts.own_account import rules
from functions.accounts.own_account.models import AccountClosing, SignedOutEverywhere
from functions.accounts.people.models import (
    Beneficiary,
    BeneficiarySuspended,
    BeneficiaryUnsuspended,
)
from functions.accounts.people.service import get_beneficiary
from functions.accounts.people.store import beneficiaries
from functions.kernel.bus import is_waiting, record
from functions.kernel.database import UnitOfWork


def suspend_own(work: UnitOfWork, uid: str, *, now: datetime) -> Beneficiary:
    """Suspend the caller's account; open bookings are cancelled by event. Refuses BeneficiaryOnly.

    Repeating it changes nothing.
    """
    before = get_beneficiary(work, uid)
    after = rules.suspend_own(before, now=now)
    if after is not before:
        beneficiaries.replace(work, uid, after)
        event = BeneficiarySuspended(
            subject_id=uid,
            revision=after.revision,
            at=now,
            reason="user_request",
            by_owner=True,
        )
        record(work, event)
    return after


def take_back(work: UnitOfWork, uid: str, *, now: datetime) -> Beneficiary:
    """Take back the account that the caller suspended. Refuses BeneficiaryOnly, Suspended."""
    before = get_beneficiary(work, uid)
    after = rules.take_back(before)
    if after is not before:
        beneficiaries.replace(work, uid, after)
        record(work, BeneficiaryUnsuspended(subject_id=uid, revision=after.revision, at=now))
    return after


def take_closing_step(work: UnitOfWork, uid: str, *, now: datetime) -> bool:
    """Warn the owner of a suspended account, or close it; return whether either was due.

    Closing erases the account, as its owner can do at any time.
    """
    before = beneficiaries.get(work, uid)
    if not rules.is_step_due(before, now=now):
        return False
    if rules.is_warned(before):
        erasure_service.erase(work, uid, email=before.email, now=now)
        return True
    after, closes_at = rules.warned(before, now=now)
    beneficiaries.replace(work, uid, after)
    event = AccountClosing(subject_id=uid, revision=after.revision, at=now, closes_at=closes_at)
    record(work, event)
    return True


def sign_out_everywhere(work: UnitOfWork, uid: str, *, now: datetime) -> None:
    """Ask for the end of the caller's sessions."""
    # In microseconds: a session begun between two requests of one second ends too.
    revision = int(now.timestamp() * 1_000_000)
    event = SignedOutEverywhere(subject_id=uid, revision=revision, at=now)
    if not is_waiting(work, event):
        record(work, event)
