"""Updates of role claims at the identity provider."""

from functions.accounts.administrators.models import AdministratorChanged
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


@events.on_at_least_once(AdministratorChanged)
@events.on_at_least_once(BeneficiaryActivated)
@events.on_at_least_once(BeneficiarySuspended)
@events.on_at_least_once(BeneficiaryUnsuspended)
@events.on_at_least_once(MembershipChanged)
def follow_roles(platform: Platform, event: Event) -> None:
    """Set a person's claims from their documents, so the order of events does not matter.

    Nothing of the account is read and written back. Several may set the claims at once, so each
    reads the documents again behind its own write: the last to write then sees the last change.
    """
    uid = event.subject_id
    claims: dict[str, object] | None = None
    while (wanted := platform.database.run(lambda work: service.role_claims(work, uid))) != claims:
        claims = wanted
        try:
            platform.identity.set_claims(uid, claims)
        except LookupError:
            # The account was deleted, or the person has none yet.
            return
