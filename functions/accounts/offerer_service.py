"""What people do with offerers: members, venues, API keys. Read, decide, write, record."""

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime

from functions.accounts import offerer_rules
from functions.accounts.models import (
    ApiKey,
    FoundOfferer,
    Invitation,
    MembershipChanged,
    Offerer,
    OffererClosed,
    OffererDeserted,
    OffererValidated,
    OpenVenue,
    Professional,
    SuspensionReason,
    Venue,
)
from functions.accounts.places_rules import department_of
from functions.accounts.store import (
    SiretClaim,
    api_keys,
    invitations,
    offerers,
    professionals,
    sirens_of,
    sirets,
    venues,
)
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.identity import Identity


def found_offerer(work: UnitOfWork, command: FoundOfferer, *, now: datetime) -> Offerer:
    """Return the new, pending offerer.

    Refuses SirenInvalid, ProfessionalSuspended, OffererExists.
    """
    offerer_rules.check_siren(command.siren)
    work.prefetch(offerers.ref(command.siren))
    founder = professionals.find(work, command.founder_id)
    if founder is not None and founder.is_suspended:
        raise offerer_rules.ProfessionalSuspended
    if offerers.find(work, command.siren) is not None:
        raise offerer_rules.OffererExists
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
    attach_member(work, command.founder_id, offerer, now=now)
    return offerer


def validate_offerer(work: UnitOfWork, siren: str, *, now: datetime) -> Offerer:
    """Return the validated offerer. Refuses UnknownOfferer."""
    before = offerers.get(work, siren)
    after = offerer_rules.validate(before, now=now)
    if after is not before:
        offerers.replace(work, siren, after)
        record(work, OffererValidated(subject_id=siren, revision=after.revision, at=now))
    return after


def close_offerer(work: UnitOfWork, siren: str, *, now: datetime) -> Offerer:
    """Return the closed offerer; its offers and their bookings follow by event.

    Its members and API keys learn of it in the same commit, for the desk reads no more than these.
    """
    before = offerers.get(work, siren)
    after = offerer_rules.close(before)
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


def add_member(
    work: UnitOfWork, siren: str, *, caller_id: str, member_id: str, now: datetime
) -> Offerer:
    """Return the offerer with this member. Refuses UnknownOfferer, NotAMember."""
    work.prefetch(professionals.ref(caller_id), professionals.ref(member_id))
    offerer = offerers.get(work, siren)
    check_member(work, siren, uid=caller_id)
    return offerer if member_id in offerer.member_ids else _join(work, offerer, member_id, now=now)


def open_venue(work: UnitOfWork, command: OpenVenue, *, now: datetime) -> Venue:
    """Return the new venue. Refuses NotAMember, SiretInvalid, SiretOrComment, VenueExists,
    UnknownPostalCode, PlaceIncomplete.
    """
    work.prefetch(professionals.ref(command.member_id))
    offerers.get(work, command.offerer_siren)
    check_member(work, command.offerer_siren, uid=command.member_id)
    if (command.siret is None) == (command.comment is None):
        raise offerer_rules.SiretOrComment
    if (command.latitude is None) != (command.longitude is None):
        raise offerer_rules.PlaceIncomplete
    place = department_of(command.postal_code)
    if place is None:
        raise offerer_rules.UnknownPostalCode
    if command.siret is not None:
        offerer_rules.check_siret(command.siret, siren=command.offerer_siren)
        if sirets.find(work, command.siret) is not None:
            raise offerer_rules.VenueExists
        sirets.create(work, command.siret, SiretClaim(venue_id=command.venue_id))
    venue = Venue(
        id=command.venue_id,
        offerer_siren=command.offerer_siren,
        name=command.name,
        siret=command.siret,
        comment=command.comment,
        address=command.address,
        postal_code=command.postal_code,
        city=command.city,
        department=place.code,
        time_zone=place.time_zone,
        latitude=command.latitude,
        longitude=command.longitude,
        created_at=now,
    )
    venues.create(work, venue.id, venue)
    return venue


def check_member(work: UnitOfWork, siren: str, *, uid: str) -> None:
    """Refuse as NotAMember unless the person is a member of the offerer."""
    if siren not in sirens_of(work, uid):
        raise offerer_rules.NotAMember


def _join(work: UnitOfWork, offerer: Offerer, uid: str, *, now: datetime) -> Offerer:
    joined = replace(offerer, member_ids=(*offerer.member_ids, uid))
    offerers.replace(work, offerer.siren, joined)
    attach_member(work, uid, offerer, now=now)
    return joined


def attach_member(work: UnitOfWork, uid: str, offerer: Offerer, *, now: datetime) -> None:
    """Add an offerer to the documents of a professional, and emit MembershipChanged."""
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


def suspend_professional(
    work: UnitOfWork, uid: str, *, reason: SuspensionReason, now: datetime
) -> Professional:
    """Return the suspended professional. Refuses UnknownProfessional.

    Where they were the last member who could act and the reason is fraud, the offerer's API keys go
    with the same commit, its offers and their open bookings by event (pass-culture-main,
    core/users/api.py).
    """
    before = professionals.get(work, uid)
    after = offerer_rules.suspend(before, reason=reason, now=now)
    if after is before:
        return before
    professionals.replace(work, uid, after)
    record(work, MembershipChanged(subject_id=uid, revision=after.revision, at=now))
    if reason == "fraud":
        for siren in before.sirens:
            _desert(work, siren, now=now)
    return after


def unsuspend_professional(work: UnitOfWork, uid: str, *, now: datetime) -> Professional:
    """Return the professional as they were before. Refuses UnknownProfessional."""
    before = professionals.get(work, uid)
    after = offerer_rules.unsuspend(before)
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
    if not offerer_rules.is_deserted(professionals.find(work, uid) for uid in offerer.member_ids):
        return
    after = offerer_rules.desert(offerer)
    offerers.replace(work, siren, after)
    for prefix in offerer.api_key_prefixes:
        if api_keys.find(work, prefix) is not None:
            api_keys.delete(work, prefix)
    record(work, OffererDeserted(subject_id=siren, revision=after.revision, at=now))


def invite_member(
    work: UnitOfWork, siren: str, *, caller_id: str, invitation_id: str, now: datetime
) -> None:
    """Keep a place for someone who has no account yet. Refuses UnknownOfferer, NotAMember."""
    work.prefetch(professionals.ref(caller_id), invitations.ref(invitation_id))
    offerers.get(work, siren)
    check_member(work, siren, uid=caller_id)
    if invitations.find(work, invitation_id) is None:
        invitations.create(work, invitation_id, Invitation(siren=siren, invited_at=now))


def accept_invitation(work: UnitOfWork, siren: str, *, caller: Identity, now: datetime) -> Offerer:
    """Return the offerer that the caller has joined. Refuses UnknownOfferer, NotInvited.

    Only an address that the identity provider has verified counts: anyone may type anyone's.
    """
    name = invitation_id(siren, caller.email)
    work.prefetch(professionals.ref(caller.uid), invitations.ref(name))
    offerer = offerers.get(work, siren)
    if caller.uid in offerer.member_ids:
        return offerer
    if not caller.email_verified or invitations.find(work, name) is None:
        raise offerer_rules.NotInvited
    invitations.delete(work, name)
    return _join(work, offerer, caller.uid, now=now)


def add_api_key(work: UnitOfWork, key: ApiKey, *, caller_id: str) -> None:
    """Keep a new API key. Refuses UnknownOfferer, NotAMember, TooManyApiKeys."""
    work.prefetch(professionals.ref(caller_id))
    offerer = offerers.get(work, key.siren)
    check_member(work, key.siren, uid=caller_id)
    offerers.replace(work, key.siren, offerer_rules.add_api_key(offerer, key.prefix))
    api_keys.create(work, key.prefix, replace(key, is_closed=offerer.status == "closed"))


def revoke_api_key(work: UnitOfWork, siren: str, prefix: str, *, caller_id: str) -> None:
    """Have an API key work no more. Refuses UnknownOfferer, NotAMember, UnknownApiKey."""
    work.prefetch(professionals.ref(caller_id), api_keys.ref(prefix))
    offerer = offerers.get(work, siren)
    check_member(work, siren, uid=caller_id)
    offerers.replace(work, siren, offerer_rules.remove_api_key(offerer, prefix))
    if api_keys.find(work, prefix) is not None:
        api_keys.delete(work, prefix)


def siren_of_api_key(work: UnitOfWork, text: str) -> str | None:
    """Return the offerer whose API key `text` is, or None; the comparison takes constant time."""
    prefix, _, secret = text.partition("_")
    key = api_keys.find(work, prefix)
    if key is None or not hmac.compare_digest(key.secret_digest, digest(secret)):
        return None
    return key.siren


def digest(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal: what is kept in place of a secret."""
    return hashlib.sha256(text.encode()).hexdigest()


def invitation_id(siren: str, email: str) -> str:
    """Return the id of the invitation to an offerer for an e-mail address."""
    return f"{digest(email.strip().lower())}~{siren}"
