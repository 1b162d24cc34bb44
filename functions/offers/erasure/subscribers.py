"""Deletion of the favorites and reactions of erased beneficiaries."""

from functools import partial

from functions.accounts.people.models import BeneficiaryErased
from functions.kernel.jobs import process_or_retry
from functions.kernel.platform import Platform
from functions.offers.favorites import service as favorites_service
from functions.offers.reactions import service as reactions_service
from functions.offers.reactions.store import all_reactions_of
from functions.offers.subscribers import events


@events.on_at_least_once(BeneficiaryErased)
def forget_person(platform: Platform, event: BeneficiaryErased) -> None:
    """Delete the favorites and reactions of an erased person."""
    database, uid = platform.database, event.subject_id
    database.run(lambda work: favorites_service.forget_favorites(work, uid))
    process_or_retry(
        all_reactions_of(database, uid),
        lambda name: database.run(partial(reactions_service.take_back, name=name)),
        names_people=True,
    )
