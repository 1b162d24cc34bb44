"""Rules of membership: suspension of professionals."""

from datetime import datetime

from functions.accounts.offerers.models import Professional
from functions.accounts.people.models import SuspensionReason
from functions.kernel.errors import Forbidden
from functions.kernel.values import replace


class NotInvited(Forbidden):
    """This offerer has not invited you, or your e-mail address is not verified."""

    code = "not_invited"


def suspend(professional: Professional, *, reason: SuspensionReason, now: datetime) -> Professional:
    """Suspend a professional; unchanged when already suspended."""
    if professional.is_suspended:
        return professional
    return replace(
        professional,
        suspended_at=now,
        suspension_reason=reason,
        revision=professional.revision + 1,
    )


def unsuspend(professional: Professional) -> Professional:
    """Lift the suspension of a professional; unchanged when not suspended."""
    if not professional.is_suspended:
        return professional
    return replace(
        professional, suspended_at=None, suspension_reason=None, revision=professional.revision + 1
    )
