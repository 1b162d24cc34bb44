"""Rejection of the claims that a rejected offerer leaves behind."""

from functools import partial
from itertools import islice

from functions.accounts.offerers.models import OffererRejected
from functions.accounts.offerers.service import reject_claim
from functions.accounts.offerers.store import claims_on
from functions.accounts.subscribers import events
from functions.kernel.platform import Platform

_PAGE = 100


@events.on_at_least_once(OffererRejected)
def reject_claims(platform: Platform, event: OffererRejected) -> None:
    """Reject the claims on an offerer that are not newer than its rejection."""
    siren = event.subject_id
    while True:
        found = platform.database.run(lambda work: list(islice(claims_on(work, siren), _PAGE)))
        decided = [claim for claim in found if claim.claimed_at <= event.at]
        for claim in decided:
            reject = partial(reject_claim, reason=event.reason, now=event.at)
            platform.database.run(partial(reject, siren=siren, uid=claim.founder_id))
        if not decided:
            return
