"""Rules of membership: invitations, leaving, and suspension of professionals."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from functions.accounts.members.models import Invitation
from functions.accounts.offerers.models import Offerer, Professional
from functions.accounts.offerers.rules import digest, is_deserted
from functions.accounts.people.models import SuspensionReason
from functions.kernel.errors import Conflict, Forbidden, NotFound
from functions.kernel.values import replace

INVITED_FOR = timedelta(days=7)
"""How long an invitation can be accepted."""

MAILED_AGAIN_AFTER = timedelta(days=1)
"""How long withdrawing and repeating an invitation sends no second mail to its address."""


class NotInvited(Forbidden):
    """This offerer has not invited you, or your e-mail address is not verified."""

    code = "not_invited"


class UnknownInvitation(NotFound):
    """This offerer has no such invitation."""

    code = "unknown_invitation"


class UnknownMember(NotFound):
    """This offerer has no such member."""

    code = "unknown_member"


class LastMember(Conflict):
    """The last active member cannot leave; the offerer has to be closed instead."""

    code = "last_member"


def invitation_id(siren: str, email: str) -> str:
    """Return the id of the invitation to an offerer for an e-mail address."""
    return f"{digest(email.strip().lower())}~{siren}"


def is_open(invitation: Invitation, *, now: datetime) -> bool:
    """Return whether an invitation was neither withdrawn nor has expired."""
    expires_at = invitation.expires_at or invitation.invited_at + INVITED_FOR
    return invitation.withdrawn_at is None and now < expires_at


def is_to_mail(before: Invitation | None, *, now: datetime) -> bool:
    """Return whether an invitation is to be mailed, given an earlier one to the same address."""
    if before is None or before.email is None:
        return True
    return now >= before.invited_at + MAILED_AGAIN_AFTER


def check_may_leave(offerer: Offerer, others: Iterable[Professional | None]) -> None:
    """Check that a validated offerer keeps an active member. Refuses LastMember."""
    if offerer.status == "validated" and is_deserted(others):
        raise LastMember


def suspend(professional: Professional, *, reason: SuspensionReason, now: datetime) -> Professional:
    """Suspend a professional; unchanged when already suspended."""
    if professional.is_suspended:
        return professional
    return replace(professional, suspended_at=now, suspension_reason=reason)


def unsuspend(professional: Professional) -> Professional:
    """Lift the suspension of a professional; unchanged when not suspended."""
    if not professional.is_suspended:
        return professional
    return replace(professional, suspended_at=None, suspension_reason=None)
