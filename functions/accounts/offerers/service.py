"""Register, validate and close offerers."""

from datetime import datetime

from functions.accounts.offerers import rules
from functions.accounts.offerers.models import (
    FoundOfferer,
    MembershipChanged,
    Offerer,
    OffererClosed,
    OffererValidated,
    Professional,
)
from functions.accounts.offerers.store import api_keys, offerers, professionals, sirens_of
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace


def found_offerer(work: UnitOfWork, command: FoundOfferer, *, now: datetime) -> Offerer:
    """Register an offerer. Refuses SirenInvalid, ProfessionalSuspended, OffererExists."""
    rules.check_siren(command.siren)
    work.prefetch(offerers.ref(command.siren))
    founder = professionals.find(work, command.founder_id)
    if founder is not None and founder.is_suspended:
        raise rules.ProfessionalSuspended
    if offerers.find(work, command.siren) is not None:
        raise rules.OffererExists
    offerer = Offerer(
        siren=command.siren,
        name=command.name,
        postal_code=command.postal_code,
        city=command.city,
        status="pending",
        member_ids=(),
        created_at=now,
    )
    offerers.create(work, offerer.siren, offerer)
    return join(work, offerer, command.founder_id, now=now)


def validate_offerer(work: UnitOfWork, siren: str, *, now: datetime) -> Offerer:
    """Validate an offerer. Refuses UnknownOfferer, OffererIsClosed."""
    before = offerers.get(work, siren)
    after = rules.validate(before, now=now)
    if after is not before:
        offerers.replace(work, siren, after)
        record(work, OffererValidated(subject_id=siren, revision=after.revision, at=now))
    return after


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
    """Check that a person is a member of the offerer. Refuses NotAMember."""
    if siren not in sirens_of(work, uid):
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
    if before is None:
        professionals.create(work, after.id, after)
    else:
        after = replace(after, revision=before.revision + 1)
        professionals.replace(work, after.id, after)
    record(work, MembershipChanged(subject_id=after.id, revision=after.revision, at=now))
    return after
