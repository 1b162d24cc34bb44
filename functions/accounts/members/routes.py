"""Routes that invite members of an offerer and suspend professionals."""

from functions.accounts.members import rules, service
from functions.accounts.members.schemas import MemberBody, MemberView, ProfessionalView
from functions.accounts.offerers import rules as offerers_rules
from functions.accounts.offerers.schemas import OffererView
from functions.accounts.people.schemas import SuspendBody
from functions.accounts.routes import routes
from functions.kernel.database import UnitOfWork
from functions.kernel.http import Call, Who


@routes.post(
    "/v1/offerers/{siren}/members",
    who=Who.MEMBER,
    status=201,
    refusals=(offerers_rules.UnknownOfferer, offerers_rules.NotAMember),
)
def add_member(call: Call, siren: str, body: MemberBody) -> MemberView:
    """Invite a member by e-mail; someone who has an account joins at once."""
    email = body.email.lower()
    found = call.platform.identity.find_by_email(email)

    def add(work: UnitOfWork) -> MemberView:
        if found is None:
            service.invite_member(
                work,
                siren,
                caller_id=call.caller.uid,
                invitation_id=service.invitation_id(siren, email),
                now=call.now,
            )
        else:
            service.add_member(
                work, siren, caller_id=call.caller.uid, member_id=found.uid, now=call.now
            )
        return MemberView(email=email)

    return call.commit_unkept(add, repeat=lambda _: MemberView(email=email))


@routes.post(
    "/v1/offerers/{siren}/accept-invitation",
    who=Who.SIGNED_IN,
    refusals=(offerers_rules.UnknownOfferer, rules.NotInvited),
)
def accept_invitation(call: Call, siren: str) -> OffererView:
    """Accept the invitation sent to the caller's verified e-mail address."""
    return call.commit(
        lambda work: OffererView.of(
            service.accept_invitation(work, siren, caller=call.caller, now=call.now)
        )
    )


@routes.post(
    "/v1/professionals/{professional_id}/suspend",
    who=Who.ADMIN,
    refusals=(offerers_rules.UnknownProfessional,),
)
def suspend_professional(call: Call, professional_id: str, body: SuspendBody) -> ProfessionalView:
    """Suspend a professional, who can no longer act for any offerer.

    With `fraud`, an offerer left without an active member loses its API keys, its offers are
    withdrawn and their open bookings cancelled.
    """
    return call.commit(
        lambda work: ProfessionalView.of(
            service.suspend_professional(work, professional_id, reason=body.reason, now=call.now)
        )
    )


@routes.post(
    "/v1/professionals/{professional_id}/unsuspend",
    who=Who.ADMIN,
    refusals=(offerers_rules.UnknownProfessional,),
)
def unsuspend_professional(call: Call, professional_id: str) -> ProfessionalView:
    """Lift the suspension of a professional; withdrawn offers stay withdrawn."""
    return call.commit(
        lambda work: ProfessionalView.of(
            service.unsuspend_professional(work, professional_id, now=call.now)
        )
    )
