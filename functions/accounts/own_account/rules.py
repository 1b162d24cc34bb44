"""Rules of accounts that their owners suspend."""

from datetime import datetime, timedelta

from functions.accounts.people import rules as people_rules
from functions.accounts.people.models import Beneficiary
from functions.kernel.values import replace

TAKEN_BACK_WITHIN = timedelta(days=60)
"""How long the owner of a suspended account can take it back (pass-culture-main, core/users)."""

CLOSING_NOTICE = timedelta(days=7)
"""How long before it closes the owner of a suspended account gets an e-mail."""


def suspend_own(beneficiary: Beneficiary, *, now: datetime) -> Beneficiary:
    """Suspend an account for its owner; one that is suspended already stays as it is."""
    after = people_rules.suspend(beneficiary, reason="user_request", now=now)
    if after is beneficiary:
        return beneficiary
    closes_at = now + TAKEN_BACK_WITHIN
    return replace(after, closes_at=closes_at, closing_step_at=closes_at - CLOSING_NOTICE)


def take_back(beneficiary: Beneficiary) -> Beneficiary:
    """Return an account that its owner suspended to its former state.

    Refuses Suspended if somebody else suspended it.
    """
    if beneficiary.status == "suspended" and beneficiary.closes_at is None:
        raise people_rules.Suspended
    return people_rules.unsuspend(beneficiary)


def is_step_due(beneficiary: Beneficiary, *, now: datetime) -> bool:
    """Return whether the owner is to be warned now, or the account to be closed."""
    due_at = beneficiary.closing_step_at
    return beneficiary.status == "suspended" and due_at is not None and due_at <= now


def is_warned(beneficiary: Beneficiary) -> bool:
    """Return whether the owner has been warned, so that the next step closes the account."""
    return beneficiary.closing_step_at == beneficiary.closes_at


def warned(beneficiary: Beneficiary, *, now: datetime) -> tuple[Beneficiary, datetime]:
    """Return the account as warned, and when it closes: never sooner than the notice says."""
    assert beneficiary.closes_at is not None
    closes_at = max(beneficiary.closes_at, now + CLOSING_NOTICE)
    return replace(beneficiary, closes_at=closes_at, closing_step_at=closes_at), closes_at
