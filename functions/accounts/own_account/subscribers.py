"""Ending a person's sessions at the identity provider."""

from functions.accounts.own_account.models import SignedOutEverywhere
from functions.accounts.subscribers import events
from functions.kernel.platform import Platform


@events.on_at_least_once(SignedOutEverywhere)
def end_sessions(platform: Platform, event: SignedOutEverywhere) -> None:
    """End every session of a person."""
    platform.identity.end_sessions(event.subject_id)
