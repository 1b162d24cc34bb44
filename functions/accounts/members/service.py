"""Invite members, accept invitations, suspend professionals."""

from datetime import datetime

from functions.accounts.members import rules
from functions.accounts.members.models import Invitation
from functions.accounts.members.store import invitations
from functions.accounts.offerers import rules as offerers_rules
from functions.accounts.offerers.models import (
    MembershipChanged,
    Offerer,
    OffererDeserted,
    Professional,
)
from functions.accounts.offerers.rules import digest
from functions.accounts.offerers.service import add_membership, check_member
from functions.accounts.offerers.store import api_keys, offerers, professionals
from functions.accounts.people.models import SuspensionReason
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.identity import Identity
from functions.kernel.values import replace


def add_member(
    work: UnitOfWork, siren: str, *, caller_id: str, member_id: str, now: datetime
) -> Offerer:
    """Add a member to an offerer. Refuses UnknownOfferer, NotAMember."""
    work.prefetch(professionals.ref(caller_id), professionals.ref(member_id))
    offerer = offerers.get(work, siren)
    check_member(work, siren, uid=caller_id)
    return offerer if member_id in offerer.member_ids else _join(work, offerer, member_id, now=now)


def _join(work: UnitOfWork, offerer: Offerer, uid: str, *, now: datetime) -> Offerer:
    joined = replace(offerer, member_ids=(*offerer.member_ids, uid))
    offerers.replace(work, offerer.siren, joined)
    add_membership(work, uid, offerer, now=now)
    return joined


def suspend_professional(
    work: UnitOfWork, uid: str, *, reason: SuspensionReason, now: datetime
) -> Professional:
    """Suspend a professional. Refuses UnknownProfessional.

    If the reason is fraud and an offerer has no active member left, its API keys are deleted in the
    same commit; its offers and their open bookings follow by event (pass-culture-main,
    core/users/api.py).
    """
    before = professionals.get(work, uid)
    after = rules.suspend(before, reason=reason, now=now)
    if after is before:
        return before
    professionals.replace(work, uid, after)
    record(work, MembershipChanged(subject_id=uid, revision=after.revision, at=now))
    if reason == "fraud":
        for siren in before.sirens:
            _desert(work, siren, now=now)
    return after


def unsuspend_professional(work: UnitOfWork, uid: str, *, now: datetime) -> Professional:
    """Lift the suspension of a professional. Refuses UnknownProfessional."""
    before = professionals.get(work, uid)
    after = rules.unsuspend(before)
    if after is not before:
        professionals.replace(work, uid, after)
        record(work, MembershipChanged(subject_id=uid, revision=after.revision, at=now))
    return after


def _desert(work: UnitOfWork, siren: str, *, now: datetime) -> None:
    offerer = offerers.get(work, siren)
    work.prefetch(
        *(professionals.ref(member) for member in offerer.member_ids),
        *(api_keys.ref(prefix) for prefix in offerer.api_key_prefixes),
    )
    if not offerers_rules.is_deserted(professionals.find(work, uid) for uid in offerer.member_ids):
        return
    after = offerers_rules.desert(offerer)
    offerers.replace(work, siren, after)
    for prefix in offerer.api_key_prefixes:
        if api_keys.find(work, prefix) is not None:
            api_keys.delete(work, prefix)
    record(work, OffererDeserted(subject_id=siren, revision=after.revision, at=now))


def invite_member(
    work: UnitOfWork, siren: str, *, caller_id: str, invitation_id: str, now: datetime
) -> None:
    """Invite someone who has no account yet. Refuses UnknownOfferer, NotAMember."""
    work.prefetch(professionals.ref(caller_id), invitations.ref(invitation_id))
    offerers.get(work, siren)
    check_member(work, siren, uid=caller_id)
    if invitations.find(work, invitation_id) is None:
        invitations.create(work, invitation_id, Invitation(siren=siren, invited_at=now))


def accept_invitation(work: UnitOfWork, siren: str, *, caller: Identity, now: datetime) -> Offerer:
    """Make the invited caller a member. Refuses UnknownOfferer, NotInvited.

    The identity provider must have verified the address: anyone can type someone else's.
    """
    name = invitation_id(siren, caller.email)
    work.prefetch(professionals.ref(caller.uid), invitations.ref(name))
    offerer = offerers.get(work, siren)
    if caller.uid in offerer.member_ids:
        return offerer
    if not caller.email_verified or invitations.find(work, name) is None:
        raise rules.NotInvited
    invitations.delete(work, name)
    return _join(work, offerer, caller.uid, now=now)


def invitation_id(siren: str, email: str) -> str:
    """Return the id of the invitation to an offerer for an e-mail address."""
    return f"{digest(email.strip().lower())}~{siren}"
