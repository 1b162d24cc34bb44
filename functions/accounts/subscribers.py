"""Events that the identity provider follows: role claims, and the deletion of accounts."""

from functions.accounts import service
from functions.accounts.models import (
    BeneficiaryActivated,
    BeneficiaryErased,
    BeneficiarySuspended,
    BeneficiaryUnsuspended,
    MembershipChanged,
)
from functions.kernel.events import Event
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber

events = Subscriber("accounts_events")


@events.on_at_least_once(BeneficiaryActivated)
@events.on_at_least_once(BeneficiarySuspended)
@events.on_at_least_once(BeneficiaryUnsuspended)
@events.on_at_least_once(MembershipChanged)
def follow_roles(platform: Platform, event: Event) -> None:
    """Set a person's role claims at the identity provider, in whatever order events arrive."""
    uid = event.subject_id
    found = platform.identity.find(uid)
    if found is None:
        return
    claims = platform.database.run(lambda work: service.role_claims(work, uid))
    kept = {name: value for name, value in found.claims.items() if name not in service.ROLES}
    if {**kept, **claims} != found.claims:
        platform.identity.set_claims(uid, {**kept, **claims})


@events.on_at_least_once(BeneficiaryErased)
def delete_account(platform: Platform, event: BeneficiaryErased) -> None:
    """Delete the account of a person who asked to be forgotten."""
    platform.identity.delete(event.subject_id)
