"""Routes that list and name administrators."""

from functions.accounts.administrators import rules, service
from functions.accounts.administrators.models import Roster
from functions.accounts.administrators.schemas import AdministratorsView, RolesBody
from functions.accounts.administrators.store import find_roster
from functions.accounts.routes import routes
from functions.kernel.administrators import ROSTER
from functions.kernel.http import Call, Who


@routes.get("/v1/administrators", who=Who.ADMIN)
def list_administrators(call: Call) -> AdministratorsView:
    """List the administrators and their roles."""
    return _view(call, call.read(find_roster))


@routes.put(
    "/v1/administrators/{administrator_id}",
    who=Who.ADMIN,
    acts_on="administrators/{administrator_id}",
    shown_by=f"{ROSTER.collection}/{ROSTER.id}",
    refusals=(rules.UnknownAccount, rules.EmailNotVerified, rules.LastAdministrator),
)
def set_admin_roles(call: Call, administrator_id: str, body: RolesBody) -> AdministratorsView:
    """Set the admin roles of an account, in place of those it has; none ends them."""
    account = call.platform.identity.find(administrator_id)
    if body.roles and account is None:
        raise rules.UnknownAccount
    if body.roles and account is not None and not account.email_verified:
        raise rules.EmailNotVerified
    roster = call.commit_unkeyed(
        lambda work: service.set_roles(
            work, administrator_id, body.roles, by=call.caller.uid, now=call.now
        )
    )
    return _view(call, roster)


def _view(call: Call, roster: Roster) -> AdministratorsView:
    accounts = call.platform.identity.find_all([one.id for one in roster.administrators])
    return AdministratorsView.of(roster, accounts)
