"""After an erasure: the texts of acts about the person, and their account."""

from functools import partial

from functions.accounts.acts import service as acts_service
from functions.accounts.acts.store import all_acts_about
from functions.accounts.people.models import BeneficiaryErased
from functions.accounts.subscribers import events
from functions.kernel.jobs import process_or_retry
from functions.kernel.platform import Platform


@events.on_at_least_once(BeneficiaryErased)
def forget_person(platform: Platform, event: BeneficiaryErased) -> None:
    """Erase the texts of acts about an erased person, and delete their account."""
    database = platform.database
    platform.identity.delete(event.subject_id)
    process_or_retry(
        all_acts_about(database, event.subject_id),
        lambda act_id: database.run(partial(acts_service.forget, act_id=act_id)),
    )
