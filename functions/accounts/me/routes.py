"""The route that shows the caller's profile."""

from typing import Literal

from functions.accounts.administrators.rules import roles_of
from functions.accounts.administrators.store import find_roster
from functions.accounts.me.schemas import MeView, StepView
from functions.accounts.offerers.schemas import OffererView
from functions.accounts.offerers.store import offerers, professionals, sirens_of
from functions.accounts.people import rules as people_rules
from functions.accounts.people.schemas import MyBeneficiaryView
from functions.accounts.people.store import beneficiaries
from functions.accounts.routes import routes
from functions.kernel.administrators import ROSTER
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.route import Who


@routes.get("/v1/me", who=Who.SIGNED_IN)
def read_me(call: Call) -> MeView:
    """Show the caller's profile and roles."""

    def read(work: UnitOfWork) -> MeView:
        work.prefetch(professionals.ref(call.caller.uid), ROSTER)
        beneficiary = beneficiaries.find(work, call.caller.uid)
        if beneficiary is not None and beneficiary.status == "erased":
            beneficiary = None
        steps = people_rules.steps_of(beneficiary, email_verified=call.caller.email_verified)
        professional = professionals.find(work, call.caller.uid)
        sirens = sirens_of(work, call.caller.uid)
        work.prefetch(*(offerers.ref(siren) for siren in sirens))
        mine = [OffererView.of(offerers.get(work, siren)) for siren in sirens]
        roles: list[Literal["admin", "beneficiary", "professional"]] = []
        admin_roles = roles_of(find_roster(work), call.caller.uid)
        if admin_roles:
            roles.append("admin")
        if beneficiary is not None and beneficiary.status == "active":
            roles.append("beneficiary")
        if mine:
            roles.append("professional")
        return MeView(
            id=call.caller.uid,
            email=call.caller.email,
            roles=roles,
            admin_roles=admin_roles,
            beneficiary=MyBeneficiaryView.of(beneficiary) if beneficiary else None,
            steps=[StepView.model_validate(step) for step in steps],
            offerers=mine,
            claimed_sirens=professional.claimed_sirens if professional else (),
        )

    return call.read(read)
