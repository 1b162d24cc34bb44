"""Administrators: the one document that names them and their roles, asked by each admin route."""

from functions.kernel.admin_roles import AdminRole
from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.errors import Forbidden

ROSTER = Ref("administrators", "roster")
"""The document; accounts/administrators writes it, and role claims are derived from it."""


class AdminOnly(Forbidden):
    """Only an administrator with this role may do this."""

    code = "admin_only"
    role: AdminRole


def check_admin(work: UnitOfWork, uid: str, *roles: AdminRole) -> None:
    """Check that a person is an administrator with one of these roles. Refuses AdminOnly."""
    roster = work.find_unverified(ROSTER) or {}
    listed = roster.get("administrators")
    entries = listed if isinstance(listed, list | tuple) else ()
    held = {role for entry in entries if entry["id"] == uid for role in entry["roles"]}
    if not held & {*roles, "administrator"}:
        raise AdminOnly(role=roles[0])
