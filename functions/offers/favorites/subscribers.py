"""Deletion of the favorites of erased beneficiaries."""

from functions.accounts.people.models import BeneficiaryErased
from functions.kernel.platform import Platform
from functions.offers.favorites import service
from functions.offers.subscribers import events


@events.on_at_least_once(BeneficiaryErased)
def forget_favorites(platform: Platform, event: BeneficiaryErased) -> None:
    """Delete the favorites of an erased person."""
    platform.database.run(lambda work: service.forget_favorites(work, event.subject_id))
