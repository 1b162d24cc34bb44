"""Register, validate and close offerers."""

from datetime import datetime
from itertools import islice

from functions.accounts.offerers import rules
from functions.accounts.offerers.models import (
    ClaimRejected,
    FoundOfferer,
    MemberRemoved,
    MembershipChanged,
    Offerer,
    OffererClaim,
    OffererClosed,
    OffererValidated,
    Professional,
)
from functions.accounts.offerers.store import (
    api_keys,
    claim_id,
    claims,
    claims_on,
    offerers,
    professionals,
)
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace

MOST_SHOWN = 20
"""The claimants that are shown to choose from; any other can be named too."""


def found_offerer(work: UnitOfWork, command: FoundOfferer, *, now: datetime) -> Offerer:
    """Claim a SIREN for an offerer, as others may; validation picks one of the founders.

    Refuses SirenInvalid, ProfessionalSuspended, TooManyClaims, OffererExists for an offerer with
    validated members, and for a second claim of the same person.
    """
    rules.check_siren(command.siren, postal_code=command.postal_code)
    uid, siren = command.founder_id, command.siren
    name = claim_id(siren, uid)
    work.prefetch(offerers.ref(siren), claims.ref(name))
    before = professionals.find(work, uid)
    claimed = rules.with_claim(before or Professional(id=uid, sirens=()), siren)
    offerer = offerers.find(work, siren)
    if claims.find(work, name) is not None or (
        offerer is not None and (not rules.is_claimable(offerer) or uid in offerer.member_ids)
    ):
        raise rules.OffererExists
    claim = OffererClaim(
        siren=siren,
        founder_id=uid,
        name=command.name,
        postal_code=command.postal_code,
        city=command.city,
        claimed_at=now,
    )
    claims.create(work, name, claim)
    _put_professional(work, before, claimed)
    founded = rules.as_claimed(
        (offerer and rules.reopened(offerer))
        or Offerer(
            siren=siren,
            name="",
            postal_code="",
            city="",
            status="pending",
            member_ids=(),
            created_at=now,
        ),
        claim,
    )
    if offerer is None:
        offerers.create(work, siren, founded)
    if founded.is_waiting and not founded.member_ids:
        return join(work, founded, uid, now=now)
    # Others are there, or were; the answer shows the caller's own claim.
    return replace(founded, status="pending", member_ids=(), api_key_prefixes=())


def renewed_offerer(work: UnitOfWork, offerer: Offerer) -> Offerer:
    """Give the founder of a pending offerer of an earlier release a claim, so that it is listed.

    Backfills call it; a repeat changes nothing.
    """
    if not offerer.is_waiting or not offerer.member_ids:
        return offerer
    uid = offerer.member_ids[0]
    name = claim_id(offerer.siren, uid)
    work.prefetch(claims.ref(name), professionals.ref(uid))
    founder = professionals.find(work, uid)
    if founder is None or claims.find(work, name) is not None:
        return offerer
    claim = OffererClaim(
        siren=offerer.siren,
        founder_id=uid,
        name=offerer.name,
        postal_code=offerer.postal_code,
        city=offerer.city,
        claimed_at=offerer.created_at,
    )
    claims.create(work, name, claim)
    claimed = dict.fromkeys([*founder.claimed_sirens, offerer.siren])
    _put_professional(work, founder, replace(founder, claimed_sirens=tuple(claimed)))
    return replace(offerer, revision=offerer.revision + 1)


def withdraw_claim(work: UnitOfWork, siren: str, *, uid: str, now: datetime) -> None:
    """Withdraw a person's claim on a SIREN. Refuses UnknownClaim."""
    work.prefetch(offerers.ref(siren), professionals.ref(uid))
    claims.get(work, claim_id(siren, uid))
    drop_claim(work, siren, uid)
    offerer = offerers.get(work, siren)
    if offerer.is_waiting and uid in offerer.member_ids:
        part(work, offerer, uid, now=now)


def drop_claim(work: UnitOfWork, siren: str, uid: str) -> None:
    """Remove a claim, if there is one."""
    name = claim_id(siren, uid)
    work.prefetch(claims.ref(name))
    founder = professionals.find(work, uid)
    if claims.find(work, name) is not None:
        claims.delete(work, name)
    if founder is not None and siren in founder.claimed_sirens:
        professionals.replace(work, uid, rules.without_claim(founder, siren))


def reject_claim(
    work: UnitOfWork, siren: str, uid: str, *, reason: str | None = None, now: datetime
) -> None:
    """Remove a claim that was decided against; its founder is notified by event."""
    name = claim_id(siren, uid)
    work.prefetch(claims.ref(name))
    founder = professionals.find(work, uid)
    if claims.find(work, name) is None:
        return
    claims.delete(work, name)
    if founder is not None:
        after = _put_professional(work, founder, rules.without_claim(founder, siren))
        record(
            work,
            ClaimRejected(
                subject_id=uid, revision=after.revision, at=now, siren=siren, reason=reason
            ),
        )


def validate_offerer(
    work: UnitOfWork, siren: str, *, founder_id: str | None = None, now: datetime
) -> Offerer:
    """Validate an offerer for one founder; the other claims are dropped by event.

    Members who are not the founder's lose the offerer. Refuses UnknownOfferer, OffererIsClosed,
    UnknownClaim, SeveralClaims, ProfessionalSuspended, TooManyMemberships.
    """
    before = offerers.get(work, siren)
    if not rules.is_claimable(before):
        return before
    claimants = [claim.founder_id for claim in islice(claims_on(work, siren), MOST_SHOWN)]
    if founder_id is not None and claims.find(work, claim_id(siren, founder_id)) is not None:
        claimants.append(founder_id)
    if before.is_waiting:
        # The founder of an earlier release has no claim.
        claimants = list(dict.fromkeys([*before.member_ids[:1], *claimants]))
    uid = rules.pick_founder(before, claimants, founder_id)
    claim = claims.find(work, claim_id(siren, uid))
    drop_claim(work, siren, uid)
    given = before if claim is None else rules.as_claimed(before, claim)
    validated = rules.validate(given, now=now)
    if before.is_waiting and uid in before.member_ids:
        check_member(work, siren, uid=uid)
        offerers.replace(work, siren, validated)
    else:
        validated = hand_over(work, validated, uid, now=now)
    record(work, OffererValidated(subject_id=siren, revision=validated.revision, at=now))
    return validated


def reassign_offerer(work: UnitOfWork, siren: str, uid: str, *, now: datetime) -> Offerer:
    """Give an offerer to a person in place of all its members; their API keys stop.

    Venues and offers stay with the SIREN. Refuses UnknownOfferer, OffererIsClosed,
    ProfessionalSuspended, TooManyMemberships.
    """
    before = offerers.get(work, siren)
    if before.status == "closed":
        raise rules.OffererIsClosed
    if before.member_ids == (uid,):
        return before
    work.prefetch(*(professionals.ref(member) for member in before.member_ids))
    after = before
    for member in (other for other in before.member_ids if other != uid):
        after = expel(work, after, member, now=now)
    return hand_over(work, after, uid, now=now)


def hand_over(work: UnitOfWork, offerer: Offerer, uid: str, *, now: datetime) -> Offerer:
    """Make a person the only member of an offerer."""
    work.prefetch(*(professionals.ref(member) for member in offerer.member_ids))
    after = replace(offerer, held_since=now)
    for member in offerer.member_ids:
        after = part(work, after, member, now=now)
    return join(work, stop_keys(work, after), uid, now=now)


def close_offerer(work: UnitOfWork, siren: str, *, now: datetime) -> Offerer:
    """Close an offerer; its offers and their bookings follow by event. Refuses UnknownOfferer.

    The same commit marks its members and API keys, because the desk reads only those.
    """
    before = offerers.get(work, siren)
    after = rules.close(before)
    if after is not before:
        offerers.replace(work, siren, after)
        _close_desks(work, before)
        record(work, OffererClosed(subject_id=siren, revision=after.revision, at=now))
    return after


def _close_desks(work: UnitOfWork, offerer: Offerer) -> None:
    work.prefetch(
        *(professionals.ref(uid) for uid in offerer.member_ids),
        *(api_keys.ref(prefix) for prefix in offerer.api_key_prefixes),
    )
    for uid in offerer.member_ids:
        member = professionals.find(work, uid)
        if member is not None:
            closed = (*member.closed_sirens, offerer.siren)
            professionals.replace(work, uid, replace(member, closed_sirens=closed))
    for prefix in offerer.api_key_prefixes:
        key = api_keys.find(work, prefix)
        if key is not None:
            api_keys.replace(work, prefix, replace(key, is_closed=True))


def check_member(work: UnitOfWork, siren: str, *, uid: str) -> None:
    """Check that a person acts for the offerer, or an API key with the scope offers.

    `uid` may be the name of a key (`rules.key_actor`), whose secret was compared before. Refuses
    ProfessionalSuspended, NotAMember, ScopeMissing, and Unauthenticated for a revoked key.
    """
    prefix = rules.prefix_of_actor(uid)
    if prefix is not None:
        rules.check_key(api_keys.find(work, prefix), siren, "offers")
        return
    professional = professionals.find(work, uid)
    if professional is not None and professional.is_suspended:
        raise rules.ProfessionalSuspended
    if professional is None or siren not in professional.sirens:
        raise rules.NotAMember


def join(work: UnitOfWork, offerer: Offerer, uid: str, *, now: datetime) -> Offerer:
    """Make a person a member and emit MembershipChanged.

    Refuses ProfessionalSuspended, TooManyMembers, TooManyMemberships.
    """
    before = professionals.find(work, uid)
    after = rules.with_membership(before or Professional(id=uid, sirens=()), offerer)
    rules.check_room(offerer)
    joined = replace(offerer, member_ids=(*offerer.member_ids, uid))
    offerers.replace(work, offerer.siren, joined)
    save_professional(work, before, after, now=now)
    return joined


def part(work: UnitOfWork, offerer: Offerer, uid: str, *, now: datetime) -> Offerer:
    """End a person's membership, stop the API keys they made and emit MembershipChanged."""
    after = remove(work, offerer, uid)
    member = professionals.find(work, uid)
    if member is not None:
        parted = rules.without_membership(member, offerer.siren)
        save_professional(work, member, parted, now=now)
    return after


def expel(work: UnitOfWork, offerer: Offerer, uid: str, *, now: datetime) -> Offerer:
    """End a person's membership by somebody else's decision; they are notified by event."""
    after = part(work, offerer, uid, now=now)
    member = professionals.find(work, uid)
    if member is not None:
        siren = offerer.siren
        removed = MemberRemoved(subject_id=uid, revision=member.revision, at=now, siren=siren)
        record(work, removed)
    return after


def remove(work: UnitOfWork, offerer: Offerer, uid: str) -> Offerer:
    """Remove a person from an offerer's members, and stop the API keys they made."""
    after = rules.without_member(stop_keys(work, offerer, made_by=uid), uid)
    offerers.replace(work, offerer.siren, after)
    return after


def stop_keys(work: UnitOfWork, offerer: Offerer, *, made_by: str | None = None) -> Offerer:
    """Delete the API keys that a person made, or all of them; return the offerer without them.

    A key of an earlier release names no maker, so it stops with any member.
    """
    work.prefetch(*(api_keys.ref(prefix) for prefix in offerer.api_key_prefixes))
    kept = []
    for prefix in offerer.api_key_prefixes:
        key = api_keys.find(work, prefix)
        if key is None:
            continue
        if made_by is not None and key.made_by not in (None, made_by):
            kept.append(prefix)
        else:
            api_keys.delete(work, prefix)
    after = replace(offerer, api_key_prefixes=tuple(kept))
    if after != offerer:
        offerers.replace(work, offerer.siren, after)
    return after


def close_if_deserted(work: UnitOfWork, offerer: Offerer, *, now: datetime) -> None:
    """Close an offerer that no active member is left to act for."""
    work.prefetch(*(professionals.ref(uid) for uid in offerer.member_ids))
    if rules.is_deserted(professionals.find(work, uid) for uid in offerer.member_ids):
        close_offerer(work, offerer.siren, now=now)


def save_professional(
    work: UnitOfWork, before: Professional | None, after: Professional, *, now: datetime
) -> Professional:
    """Write a professional whose memberships or suspension changed; emit MembershipChanged."""
    after = _put_professional(work, before, after)
    record(work, MembershipChanged(subject_id=after.id, revision=after.revision, at=now))
    return after


def _put_professional(
    work: UnitOfWork, before: Professional | None, after: Professional
) -> Professional:
    if before is None:
        professionals.create(work, after.id, after)
        return after
    after = replace(after, revision=before.revision + 1)
    professionals.replace(work, after.id, after)
    return after
