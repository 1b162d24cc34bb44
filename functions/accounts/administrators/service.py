"""Name administrators."""

from collections.abc import Iterable
from datetime import datetime

from functions.accounts.administrators import rules
from functions.accounts.administrators.models import AdministratorChanged, Roster
from functions.accounts.administrators.store import find_roster, rosters
from functions.kernel.admin_roles import AdminRole
from functions.kernel.administrators import ROSTER
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork

COMMAND = "command"
"""Names administrators from the command line, as long as nobody else can."""


def set_roles(
    work: UnitOfWork, uid: str, roles: Iterable[AdminRole], *, by: str, now: datetime
) -> Roster:
    """Give a person these admin roles and no others; their claims follow by event.

    Refuses LastAdministrator.
    """
    before = find_roster(work)
    after = rules.with_roles(before, uid, roles, by=by, now=now)
    if after is before:
        return before
    if before.revision == 0:
        rosters.create(work, ROSTER.id, after)
    else:
        rosters.replace(work, ROSTER.id, after)
    record(work, AdministratorChanged(subject_id=uid, revision=after.revision, at=now))
    return after
