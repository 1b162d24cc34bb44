"""Deletion of erased accounts at the identity provider."""

from functions.accounts.people.models import BeneficiaryErased
from functions.accounts.subscribers import events
from functions.kernel.platform import Platform


@events.on_at_least_once(BeneficiaryErased)
def delete_account(platform: Platform, event: BeneficiaryErased) -> None:
    """Delete the account of an erased person."""
    platform.identity.delete(event.subject_id)
