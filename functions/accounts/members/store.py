"""Documents of invitations."""

from functions.accounts.members.models import Invitation
from functions.accounts.members.rules import UnknownInvitation
from functions.kernel.database import Index, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes

invitations = Collection("invitations", Invitation, missing=UnknownInvitation)

declare_indexes(Index("invitations", ("email",)))


def invitations_to(work: UnitOfWork, email: str) -> list[Invitation]:
    """Return the invitations to an e-mail address, withdrawn and expired ones included."""
    return invitations.query(work, Where("email", "==", email))
