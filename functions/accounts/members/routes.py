"""Routes of members and invitations of an offerer, and of suspended professionals."""

from functions.accounts.members import rules, service
from functions.accounts.members.schemas import (
    InvitedView,
    MemberBody,
    MembersView,
    OwnInvitationsView,
    ProfessionalView,
)
from functions.accounts.offerers import rules as offerers_rules
from functions.accounts.offerers.schemas import OffererView
from functions.accounts.people.schemas import SuspendBody
from functions.accounts.routes import routes
from functions.accounts.schemas import Removed
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.route import Who

_OWN = (offerers_rules.UnknownOfferer, *offerers_rules.MEMBER_ONLY)


@routes.post(
    "/v1/offerers/{siren}/members",
    who=Who.MEMBER,
    status=201,
    refusals=(*_OWN, offerers_rules.OffererNotValidated, offerers_rules.TooManyMembers),
)
def invite_member(call: Call, siren: str, body: MemberBody) -> InvitedView:
    """Invite a person by e-mail; they join by accepting, with a verified address."""
    email = body.email.lower()

    def invite(work: UnitOfWork) -> InvitedView:
        service.invite_member(work, siren, caller_id=call.caller.uid, email=email, now=call.now)
        return InvitedView(email=email)

    return call.commit_unkept(invite, repeat=lambda _: InvitedView(email=email))


@routes.get("/v1/offerers/{siren}/members", who=Who.MEMBER, refusals=_OWN)
def list_members(call: Call, siren: str) -> MembersView:
    """List the members of an offerer, and its open invitations."""
    members, waiting = call.read(
        lambda work: service.members_of(work, siren, caller_id=call.caller.uid, now=call.now)
    )
    accounts = call.platform.identity.find_all([member.id for member in members])
    return MembersView.of(members, accounts, waiting)


@routes.delete("/v1/offerers/{siren}/members", who=Who.MEMBER, refusals=(*_OWN, rules.LastMember))
def leave_offerer(call: Call, siren: str) -> Removed:
    """Leave an offerer."""
    return _remove(call, siren, call.caller.uid)


@routes.delete(
    "/v1/offerers/{siren}/members/{member_id}",
    who=Who.MEMBER,
    refusals=(*_OWN, rules.UnknownMember, rules.LastMember),
)
def remove_member(call: Call, siren: str, member_id: str) -> Removed:
    """Remove a member from an offerer."""
    return _remove(call, siren, member_id)


def _remove(call: Call, siren: str, member_id: str) -> Removed:
    def remove(work: UnitOfWork) -> Removed:
        service.remove_member(
            work, siren, caller_id=call.caller.uid, member_id=member_id, now=call.now
        )
        return Removed()

    return call.commit(remove)


@routes.delete(
    "/v1/offerers/{siren}/invitations/{invitation_id}",
    who=Who.MEMBER,
    refusals=(*_OWN, rules.UnknownInvitation),
)
def withdraw_invitation(call: Call, siren: str, invitation_id: str) -> Removed:
    """Withdraw an invitation."""

    def withdraw(work: UnitOfWork) -> Removed:
        service.withdraw_invitation(
            work, siren, invitation_id, caller_id=call.caller.uid, now=call.now
        )
        return Removed()

    return call.commit(withdraw)


@routes.post(
    "/v1/offerers/{siren}/accept-invitation",
    who=Who.SIGNED_IN,
    refusals=(
        offerers_rules.UnknownOfferer,
        offerers_rules.ProfessionalSuspended,
        rules.NotInvited,
        offerers_rules.TooManyMembers,
        offerers_rules.TooManyMemberships,
    ),
)
def accept_invitation(call: Call, siren: str) -> OffererView:
    """Accept the invitation sent to the caller's verified e-mail address."""
    return call.commit(
        lambda work: OffererView.of(
            service.accept_invitation(work, siren, caller=call.caller, now=call.now)
        )
    )


@routes.get("/v1/me/invitations", who=Who.SIGNED_IN)
def list_own_invitations(call: Call) -> OwnInvitationsView:
    """List the invitations that the caller can accept; none until their address is verified."""

    def read(work: UnitOfWork) -> OwnInvitationsView:
        found = service.invitations_of(work, caller=call.caller, now=call.now)
        return OwnInvitationsView.of(found, email_verified=call.caller.email_verified)

    return call.read(read)


@routes.post(
    "/v1/offerers/{siren}/decline-invitation",
    who=Who.SIGNED_IN,
    refusals=(offerers_rules.UnknownOfferer, rules.NotInvited),
)
def decline_invitation(call: Call, siren: str) -> Removed:
    """Decline the invitation sent to the caller's verified e-mail address."""

    def decline(work: UnitOfWork) -> Removed:
        service.decline_invitation(work, siren, caller=call.caller, now=call.now)
        return Removed()

    return call.commit(decline)


@routes.post(
    "/v1/professionals/{professional_id}/suspend",
    who=Who.SUPPORT,
    acts_on="professionals/{professional_id}",
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
    who=Who.SUPPORT,
    acts_on="professionals/{professional_id}",
    refusals=(offerers_rules.UnknownProfessional,),
)
def unsuspend_professional(call: Call, professional_id: str) -> ProfessionalView:
    """Lift the suspension of a professional; withdrawn offers stay withdrawn."""
    return call.commit(
        lambda work: ProfessionalView.of(
            service.unsuspend_professional(work, professional_id, now=call.now)
        )
    )
