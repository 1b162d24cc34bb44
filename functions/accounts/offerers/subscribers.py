"""Removal of the claims that a validation or a closing has decided."""

from functools import partial
from itertools import islice

from functions.accounts.offerers import service
from functions.accounts.offerers.models import OffererClosed, OffererValidated
from functions.accounts.offerers.store import claims_on
from functions.accounts.subscribers import events
from functions.kernel.platform import Platform

_PAGE = 100


@events.on_at_least_once(OffererClosed)
@events.on_at_least_once(OffererValidated)
def drop_claims(platform: Platform, event: OffererValidated | OffererClosed) -> None:
    """Drop the claims on an offerer that are not newer than the decision."""
    siren = event.subject_id
    while True:
        found = platform.database.run(lambda work: list(islice(claims_on(work, siren), _PAGE)))
        decided = [claim for claim in found if claim.claimed_at <= event.at]
        for claim in decided:
            reject = partial(service.reject_claim, siren=siren, uid=claim.founder_id, now=event.at)
            platform.database.run(reject)
        if not decided:
            return
