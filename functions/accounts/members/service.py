"""Invite members, accept and decline invitations, remove members, suspend professionals."""

from collections.abc import Mapping
from datetime import datetime

from functions.accounts.members import rules
from functions.accounts.members.models import Invitation, MemberInvited
from functions.accounts.members.store import invitations, invitations_to
from functions.accounts.offerers import rules as offerers_rules
from functions.accounts.offerers import service as offerers_service
from functions.accounts.offerers.models import Offerer, OffererDeserted, Professional
from functions.accounts.offerers.service import check_member
from functions.accounts.offerers.store import offerers, professionals
from functions.accounts.people.models import SuspensionReason
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.identity import Identity
from functions.kernel.values import replace


def invite_member(
    work: UnitOfWork, siren: str, *, caller_id: str, email: str, now: datetime
) -> None:
    """Invite a person, who is mailed by event; repeating it changes nothing.

    Whether the address has an account makes no difference here, in effect or time. Refuses
    UnknownOfferer, NotAMember, OffererNotValidated, TooManyMembers.
    """
    name = rules.invitation_id(siren, email)
    work.prefetch(professionals.ref(caller_id), invitations.ref(name))
    offerer = offerers.get(work, siren)
    check_member(work, siren, uid=caller_id)
    # A claim that nobody has checked must not write to strangers.
    if offerer.status != "validated":
        raise offerers_rules.OffererNotValidated
    before = invitations.find(work, name)
    waiting = open_invitations(work, offerer, now=now)
    if name in waiting:
        return
    offerers_rules.check_room(offerer, invited=len(waiting))
    is_to_mail = rules.is_to_mail(before, now=now)
    after = Invitation(
        siren=siren,
        email=email,
        invited_by=caller_id,
        invited_at=now if before is None or is_to_mail else before.invited_at,
        expires_at=now + rules.INVITED_FOR,
    )
    invited = replace(offerer, invitation_ids=(*waiting, name), revision=offerer.revision + 1)
    offerers.replace(work, siren, invited)
    if before is None:
        invitations.create(work, name, after)
    else:
        invitations.replace(work, name, after)
    if is_to_mail:
        record(work, MemberInvited(subject_id=name, revision=invited.revision, at=now))


def open_invitations(
    work: UnitOfWork, offerer: Offerer, *, now: datetime
) -> Mapping[str, Invitation]:
    """Return the invitations that can be accepted, by id, oldest first.

    An invitation ends with the membership of the person who sent it, and with their suspension.
    """
    work.prefetch(*(invitations.ref(name) for name in offerer.invitation_ids))
    found = ((name, invitations.find(work, name)) for name in offerer.invitation_ids)
    waiting = {
        name: invitation
        for name, invitation in found
        if invitation is not None and rules.is_open(invitation, now=now)
    }
    senders = dict.fromkeys(one.invited_by for one in waiting.values() if one.invited_by)
    work.prefetch(*(professionals.ref(uid) for uid in senders))
    active = {uid for uid in senders if _may_invite(work, offerer, uid)}
    return {name: one for name, one in waiting.items() if one.invited_by in active}


def members_of(
    work: UnitOfWork, siren: str, *, caller_id: str, now: datetime
) -> tuple[list[Professional], Mapping[str, Invitation]]:
    """Return the members of the caller's offerer, and its open invitations by id.

    Refuses UnknownOfferer, NotAMember.
    """
    work.prefetch(professionals.ref(caller_id))
    offerer = offerers.get(work, siren)
    check_member(work, siren, uid=caller_id)
    work.prefetch(*(professionals.ref(uid) for uid in offerer.member_ids))
    waiting = open_invitations(work, offerer, now=now)
    found = (professionals.find(work, uid) for uid in offerer.member_ids)
    return [member for member in found if member is not None], waiting


def withdraw_invitation(
    work: UnitOfWork, siren: str, invitation_id: str, *, caller_id: str, now: datetime
) -> None:
    """Withdraw an invitation; repeating it changes nothing.

    Refuses UnknownOfferer, NotAMember, UnknownInvitation.
    """
    work.prefetch(professionals.ref(caller_id), invitations.ref(invitation_id))
    offerer = offerers.get(work, siren)
    check_member(work, siren, uid=caller_id)
    invitation = invitations.find(work, invitation_id)
    if invitation is None or invitation.siren != siren:
        raise rules.UnknownInvitation
    _end(work, offerer, invitation_id, invitation, now=now)


def _end(
    work: UnitOfWork, offerer: Offerer, name: str, invitation: Invitation, *, now: datetime
) -> None:
    if invitation.withdrawn_at is not None:
        return
    kept = tuple(other for other in offerer.invitation_ids if other != name)
    offerers.replace(work, offerer.siren, replace(offerer, invitation_ids=kept))
    invitations.replace(work, name, replace(invitation, withdrawn_at=now))


def accept_invitation(work: UnitOfWork, siren: str, *, caller: Identity, now: datetime) -> Offerer:
    """Make the invited caller a member.

    The identity provider must have verified the address: anyone can type someone else's. Refuses
    UnknownOfferer, ProfessionalSuspended, NotInvited, TooManyMembers, TooManyMemberships.
    """
    name = rules.invitation_id(siren, caller.email)
    work.prefetch(professionals.ref(caller.uid), invitations.ref(name))
    offerer = offerers.get(work, siren)
    professional = professionals.find(work, caller.uid)
    if professional is not None and professional.is_suspended:
        raise offerers_rules.ProfessionalSuspended
    if caller.uid in offerer.member_ids:
        return offerer
    invitation = invitations.find(work, name)
    if (
        not caller.email_verified
        or invitation is None
        or not _is_acceptable(work, offerer, invitation, now=now)
    ):
        raise rules.NotInvited
    invitations.delete(work, name)
    kept = tuple(other for other in offerer.invitation_ids if other != name)
    return offerers_service.join(work, replace(offerer, invitation_ids=kept), caller.uid, now=now)


def invitations_of(
    work: UnitOfWork, *, caller: Identity, now: datetime
) -> list[tuple[Offerer, Invitation]]:
    """Return the invitations that the caller can accept, with their offerers, oldest first.

    An address that is not verified may be someone else's: it has none.
    """
    if not caller.email_verified:
        return []
    found = sorted(invitations_to(work, caller.email.lower()), key=lambda one: one.invited_at)
    work.prefetch(*(offerers.ref(one.siren) for one in found))
    inviters = [(offerers.get(work, one.siren), one) for one in found]
    work.prefetch(*(professionals.ref(one.invited_by) for one in found if one.invited_by))
    return [
        (offerer, one)
        for offerer, one in inviters
        if caller.uid not in offerer.member_ids and _is_acceptable(work, offerer, one, now=now)
    ]


def decline_invitation(work: UnitOfWork, siren: str, *, caller: Identity, now: datetime) -> None:
    """End the invitation to the caller; repeating it changes nothing.

    As after a withdrawal, no second mail leaves within a day. Refuses UnknownOfferer, and
    NotInvited, also while the address is not verified.
    """
    name = rules.invitation_id(siren, caller.email)
    work.prefetch(invitations.ref(name))
    offerer = offerers.get(work, siren)
    invitation = invitations.find(work, name)
    if not caller.email_verified or invitation is None:
        raise rules.NotInvited
    _end(work, offerer, name, invitation, now=now)


def _is_acceptable(
    work: UnitOfWork, offerer: Offerer, invitation: Invitation, *, now: datetime
) -> bool:
    return (
        offerer.status == "validated"
        and rules.is_open(invitation, now=now)
        and _may_invite(work, offerer, invitation.invited_by)
    )


def _may_invite(work: UnitOfWork, offerer: Offerer, uid: str | None) -> bool:
    """Return whether the sender of an invitation is still an active member, if it is known."""
    if uid is None:
        return True
    sender = professionals.find(work, uid)
    return uid in offerer.member_ids and sender is not None and not sender.is_suspended


def remove_member(
    work: UnitOfWork, siren: str, *, caller_id: str, member_id: str, now: datetime
) -> None:
    """Remove a member of the caller's offerer; the caller leaves when they name themselves.

    Refuses UnknownOfferer, NotAMember, UnknownMember, LastMember.
    """
    work.prefetch(professionals.ref(caller_id), professionals.ref(member_id))
    offerer = offerers.get(work, siren)
    check_member(work, siren, uid=caller_id)
    if member_id not in offerer.member_ids:
        raise rules.UnknownMember
    others = [other for other in offerer.member_ids if other != member_id]
    work.prefetch(*(professionals.ref(other) for other in others))
    rules.check_may_leave(offerer, [professionals.find(work, other) for other in others])
    end = offerers_service.part if member_id == caller_id else offerers_service.expel
    end(work, offerer, member_id, now=now)


def suspend_professional(
    work: UnitOfWork, uid: str, *, reason: SuspensionReason, now: datetime
) -> Professional:
    """Suspend a professional. Refuses UnknownProfessional.

    The API keys that they made stop in the same commit. If the reason is fraud and an offerer has
    no active member left, all its keys do; its offers and their open bookings follow by event
    (pass-culture-main, core/users/api.py).
    """
    before = professionals.get(work, uid)
    after = rules.suspend(before, reason=reason, now=now)
    if after is before:
        return before
    after = offerers_service.save_professional(work, before, after, now=now)
    work.prefetch(*(offerers.ref(siren) for siren in before.sirens))
    for siren in before.sirens:
        offerers_service.stop_keys(work, offerers.get(work, siren), made_by=uid)
        if reason == "fraud":
            _desert(work, siren, now=now)
    return after


def unsuspend_professional(work: UnitOfWork, uid: str, *, now: datetime) -> Professional:
    """Lift the suspension of a professional. Refuses UnknownProfessional."""
    before = professionals.get(work, uid)
    after = rules.unsuspend(before)
    if after is before:
        return before
    return offerers_service.save_professional(work, before, after, now=now)


def _desert(work: UnitOfWork, siren: str, *, now: datetime) -> None:
    offerer = offerers.get(work, siren)
    work.prefetch(*(professionals.ref(member) for member in offerer.member_ids))
    if not offerers_rules.is_deserted(professionals.find(work, uid) for uid in offerer.member_ids):
        return
    after = replace(offerers_service.stop_keys(work, offerer), revision=offerer.revision + 1)
    offerers.replace(work, siren, after)
    record(work, OffererDeserted(subject_id=siren, revision=after.revision, at=now))
