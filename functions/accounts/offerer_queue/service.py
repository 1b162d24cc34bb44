"""Reject offerers and claims that wait, or set them aside."""

from datetime import datetime

from functions.accounts.offerers import rules
from functions.accounts.offerers.models import Offerer, OffererClaim, OffererRejected
from functions.accounts.offerers.service import expel, part
from functions.accounts.offerers.service import reject_claim as reject
from functions.accounts.offerers.store import claim_id, claims, offerers, professionals
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace


def set_aside_offerer(work: UnitOfWork, siren: str) -> Offerer:
    """Set a waiting offerer aside. Refuses UnknownOfferer, OffererDecided."""
    before = offerers.get(work, siren)
    after = rules.set_aside(before)
    if after is not before:
        offerers.replace(work, siren, after)
    return after


def reject_offerer(work: UnitOfWork, siren: str, *, reason: str, now: datetime) -> Offerer:
    """Reject a waiting offerer, whose members lose it; other claims are rejected by event.

    They may claim it again. Refuses UnknownOfferer, OffererDecided.
    """
    before = offerers.get(work, siren)
    if rules.reject(before, reason=reason, now=now) is before:
        return before
    left = before
    work.prefetch(*(professionals.ref(uid) for uid in before.member_ids))
    for uid in before.member_ids:
        if claims.find(work, claim_id(siren, uid)) is None:
            left = expel(work, left, uid, now=now)
        else:
            reject(work, siren, uid, reason=reason, now=now)
            left = part(work, left, uid, now=now)
    after = rules.reject(left, reason=reason, now=now)
    offerers.replace(work, siren, after)
    event = OffererRejected(subject_id=siren, revision=after.revision, at=now, reason=reason)
    record(work, event)
    return after


def set_aside_claim(work: UnitOfWork, siren: str, uid: str) -> OffererClaim:
    """Set a claim aside. Refuses UnknownClaim."""
    name = claim_id(siren, uid)
    before = claims.get(work, name)
    if before.status == "set_aside":
        return before
    after = replace(before, status="set_aside")
    claims.replace(work, name, after)
    return after


def reject_claim(work: UnitOfWork, siren: str, uid: str, *, reason: str, now: datetime) -> None:
    """Reject a person's claim, who is notified; a waiting offerer loses them as a member.

    Refuses UnknownClaim, UnknownOfferer.
    """
    work.prefetch(offerers.ref(siren), professionals.ref(uid))
    claims.get(work, claim_id(siren, uid))
    offerer = offerers.get(work, siren)
    reject(work, siren, uid, reason=reason, now=now)
    if offerer.is_waiting and uid in offerer.member_ids:
        part(work, offerer, uid, now=now)
