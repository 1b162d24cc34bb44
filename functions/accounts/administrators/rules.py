"""Rules of the roster of administrators."""

from collections.abc import Iterable
from datetime import datetime

from functions.accounts.administrators.models import Administrator, Roster
from functions.kernel.admin_roles import AdminRole
from functions.kernel.errors import Conflict, NotFound


class UnknownAccount(NotFound):
    """There is no account with this id."""

    code = "unknown_account"


class EmailNotVerified(Conflict):
    """The account's e-mail address is not verified."""

    code = "email_not_verified"


class LastAdministrator(Conflict):
    """Name another administrator first: nobody else could name one."""

    code = "last_administrator"


def roles_of(roster: Roster, uid: str) -> tuple[AdminRole, ...]:
    """Return the admin roles of a person."""
    return next((one.roles for one in roster.administrators if one.id == uid), ())


def with_roles(
    roster: Roster, uid: str, roles: Iterable[AdminRole], *, by: str, now: datetime
) -> Roster:
    """Give a person these admin roles and no others; unchanged when they have them.

    Refuses LastAdministrator.
    """
    wanted = tuple(sorted(set(roles)))
    if roles_of(roster, uid) == wanted:
        return roster
    kept = [one for one in roster.administrators if one.id != uid]
    if wanted:
        kept.append(Administrator(id=uid, roles=wanted, granted_by=by, granted_at=now))
    if not any("administrator" in one.roles for one in kept):
        raise LastAdministrator
    return Roster(administrators=tuple(kept), revision=roster.revision + 1)
