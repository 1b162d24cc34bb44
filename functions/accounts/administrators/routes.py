"""Routes that list and name administrators."""

from collections.abc import Mapping

from functions.accounts.administrators import rules, service
from functions.accounts.administrators.models import Roster
from functions.accounts.administrators.schemas import AdministratorsView, RolesBody
from functions.accounts.administrators.store import find_roster
from functions.accounts.routes import routes
from functions.kernel.administrators import ROSTER
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.identity import Identity
from functions.kernel.route import Who


@routes.get("/v1/administrators", who=Who.ADMIN)
def list_administrators(call: Call) -> AdministratorsView:
    """List the administrators and their roles."""
    roster = call.read(find_roster)
    return AdministratorsView.of(roster, _accounts(call, roster))


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
    accounts = _accounts(call, call.read(find_roster), administrator_id)

    def change(work: UnitOfWork) -> AdministratorsView:
        by, now = call.caller.uid, call.now
        roster = service.set_roles(work, administrator_id, body.roles, by=by, now=now)
        return AdministratorsView.of(roster, accounts)

    return call.commit_unkept(
        change, repeat=lambda work: AdministratorsView.of(find_roster(work), accounts)
    )


def _accounts(call: Call, roster: Roster, *others: str) -> Mapping[str, Identity]:
    ids = {*(one.id for one in roster.administrators), *others}
    return call.platform.identity.find_all(sorted(ids))
