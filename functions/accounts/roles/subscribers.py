"""Updates of role claims at the identity provider."""

from functions.accounts.offerers.models import MembershipChanged
from functions.accounts.people.models import (
    BeneficiaryActivated,
    BeneficiarySuspended,
    BeneficiaryUnsuspended,
)
from functions.accounts.roles import service
from functions.accounts.subscribers import events
from functions.kernel.events import Event
from functions.kernel.platform import Platform


@events.on_at_least_once(BeneficiaryActivated)
@events.on_at_least_once(BeneficiarySuspended)
@events.on_at_least_once(BeneficiaryUnsuspended)
@events.on_at_least_once(MembershipChanged)
def follow_roles(platform: Platform, event: Event) -> None:
    """Set a person's role claims from their documents, so the order of events does not matter."""
    uid = event.subject_id
    found = platform.identity.find(uid)
    if found is None:
        return
    claims = platform.database.run(lambda work: service.role_claims(work, uid))
    kept = {name: value for name, value in found.claims.items() if name not in service.ROLES}
    if {**kept, **claims} != found.claims:
        platform.identity.set_claims(uid, {**kept, **claims})
