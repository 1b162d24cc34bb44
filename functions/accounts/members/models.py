"""Invitations of new members, and their event."""

from datetime import datetime

from functions.kernel.events import Event, named
from functions.kernel.values import Model, queried


class Invitation(Model, frozen=True, kw_only=True):
    """An offerer's invitation to an e-mail address; its id holds a hash of the address.

    `invited_at` is when the last mail was sent. Invitations of earlier releases, which sent none,
    have neither address nor sender.
    """

    siren: str
    email: str | None = queried(None)
    invited_by: str | None = None
    invited_at: datetime
    withdrawn_at: datetime | None = None
    expires_at: datetime | None = queried(None)


@named("member-invited")
class MemberInvited(Event, frozen=True, kw_only=True):
    """An offerer invited a person. The subject is the invitation, the revision the offerer's."""
