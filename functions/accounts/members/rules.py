"""Members: suspension, and the refusals."""

from dataclasses import replace
from datetime import datetime

from functions.accounts.offerers.models import Professional
from functions.accounts.people.models import SuspensionReason
from functions.kernel.errors import Forbidden


class NotInvited(Forbidden):
    """This offerer has not invited the caller, or the caller's address is not verified."""

    code = "not_invited"


def suspend(professional: Professional, *, reason: SuspensionReason, now: datetime) -> Professional:
    """Return the professional as suspended; unchanged when they are already."""
    if professional.is_suspended:
        return professional
    return replace(
        professional,
        suspended_at=now,
        suspension_reason=reason,
        revision=professional.revision + 1,
    )


def unsuspend(professional: Professional) -> Professional:
    """Return the professional as they were before; unchanged when they are not suspended."""
    if not professional.is_suspended:
        return professional
    return replace(
        professional, suspended_at=None, suspension_reason=None, revision=professional.revision + 1
    )
