"""Documents of invitations."""

from functions.accounts.members.models import Invitation
from functions.kernel.database.documents import Collection

invitations = Collection("invitations", Invitation)
