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
    rules.check_siren(command.siren, postal_code=command.postal_code)
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
        member_ids=(command.founder_id,),
        created_at=now,
    )
    offerers.create(work, offerer.siren, offerer)
    add_membership(work, command.founder_id, offerer, now=now)
    return offerer


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


def add_membership(work: UnitOfWork, uid: str, offerer: Offerer, *, now: datetime) -> None:
    """Add an offerer to a professional's memberships and emit MembershipChanged."""
    before = professionals.find(work, uid)
    closed = (offerer.siren,) if offerer.status == "closed" else ()
    if before is None:
        after = Professional(id=uid, sirens=(offerer.siren,), closed_sirens=closed)
        professionals.create(work, uid, after)
    else:
        after = replace(
            before,
            sirens=(*before.sirens, offerer.siren),
            closed_sirens=(*before.closed_sirens, *closed),
            revision=before.revision + 1,
        )
        professionals.replace(work, uid, after)
    record(work, MembershipChanged(subject_id=uid, revision=after.revision, at=now))
