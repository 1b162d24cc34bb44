"""The document of administrators."""

from functions.accounts.administrators.models import Roster
from functions.kernel.administrators import ROSTER
from functions.kernel.database import UnitOfWork
from functions.kernel.database.documents import Collection

rosters = Collection(ROSTER.collection, Roster)


def find_roster(work: UnitOfWork) -> Roster:
    """Return the roster; empty before the first administrator is named."""
    return rosters.find(work, ROSTER.id) or Roster()
