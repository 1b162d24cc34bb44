"""The roster of administrators, and its event."""

from datetime import datetime

from functions.kernel.admin_roles import AdminRole
from functions.kernel.events import Event, named
from functions.kernel.values import Model


class Administrator(Model, frozen=True, kw_only=True):
    """A person with admin roles; `granted_by` is the uid of who named them, or "command"."""

    id: str
    roles: tuple[AdminRole, ...]
    granted_by: str
    granted_at: datetime


class Roster(Model, frozen=True, kw_only=True):
    """Every administrator, in one document, so that there is always one left to name others."""

    administrators: tuple[Administrator, ...] = ()
    revision: int = 0


@named("administrator-changed")
class AdministratorChanged(Event, frozen=True, kw_only=True):
    """The admin roles of a person changed. The subject is the uid, the revision the roster's."""
