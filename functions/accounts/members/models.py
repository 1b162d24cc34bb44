"""Invitations of new members, and their event."""

from dataclasses import dataclass
from datetime import datetime

from functions.kernel.events import Event, named


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An offerer's invitation to an e-mail address; its id holds a hash of the address.

    `invited_at` is when the last mail was sent. Invitations of earlier releases, which sent none,
    have neither address nor sender.
    """

    siren: str
    email: str | None = None
    invited_by: str | None = None
    invited_at: datetime
    withdrawn_at: datetime | None = None
    expires_at: datetime | None = None


@named("member-invited")
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberInvited(Event):
    """An offerer invited a person. The subject is the invitation, the revision the offerer's."""
