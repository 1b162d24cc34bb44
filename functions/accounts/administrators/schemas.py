"""Request bodies and responses about administrators."""

from collections.abc import Mapping
from datetime import datetime

from functions.accounts.administrators.models import Administrator, Roster
from functions.kernel.admin_roles import AdminRole
from functions.kernel.identity import Identity
from functions.kernel.schemas import ActBody, UnkeptView


class RolesBody(ActBody):
    """The admin roles that a person is to have; none ends them."""

    may_be_missing = False

    roles: list[AdminRole]


class AdministratorView(UnkeptView):
    """An administrator; `granted_by` is the uid of who named them, or "command"."""

    id: str
    email: str | None
    roles: tuple[AdminRole, ...]
    granted_by: str
    granted_at: datetime


class AdministratorsView(UnkeptView):
    """Every administrator."""

    items: list[AdministratorView]

    @classmethod
    def of(cls, roster: Roster, accounts: Mapping[str, Identity]) -> "AdministratorsView":
        """Build the view of the roster."""
        return cls(items=[_view(one, accounts.get(one.id)) for one in roster.administrators])


def _view(administrator: Administrator, account: Identity | None) -> AdministratorView:
    return AdministratorView(
        id=administrator.id,
        email=account.email if account else None,
        roles=administrator.roles,
        granted_by=administrator.granted_by,
        granted_at=administrator.granted_at,
    )
