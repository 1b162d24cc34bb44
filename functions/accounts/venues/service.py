"""Add venues to offerers, and edit them."""

from datetime import datetime

from functions.accounts.contacts.rules import checked
from functions.accounts.offerers.models import Offerer
from functions.accounts.offerers.service import check_member
from functions.accounts.offerers.store import actor_ref, offerers, professionals
from functions.accounts.venues import rules
from functions.accounts.venues.models import EditVenue, OpenVenue, Venue, VenueChanged, VenueOpened
from functions.accounts.venues.store import SiretClaim, sirets, venues
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace


def open_venue(work: UnitOfWork, command: OpenVenue, *, now: datetime) -> Venue:
    """Add a venue to an offerer; without coordinates, at the position that the command has.

    Refuses UnknownOfferer, NotAMember, SiretOrComment, PlaceIncomplete, UnknownPostalCode,
    SiretInvalid, VenueExists, OpeningHoursInvalid, PhoneInvalid, UrlInvalid.
    """
    work.prefetch(professionals.ref(command.member_id))
    offerer = offerers.get(work, command.offerer_siren)
    check_member(work, command.offerer_siren, uid=command.member_id)
    venue = rules.check(
        Venue(
            id=command.venue_id,
            offerer_siren=command.offerer_siren,
            name=command.name,
            siret=command.siret,
            comment=command.comment,
            address=command.address,
            postal_code=command.postal_code,
            city=command.city,
            department="",
            time_zone="",
            latitude=command.latitude,
            longitude=command.longitude,
            opening_hours=command.opening_hours,
            accessibility=command.accessibility,
            created_at=now,
        )
    )
    venue = rules.located(
        replace(venue, contact=checked(command.contact, department=venue.department)),
        command.located,
    )
    if venue.siret is not None:
        rules.check_siret(venue.siret, siren=venue.offerer_siren)
        _claim_siret(work, offerer, venue.siret, venue_id=venue.id)
    venues.create(work, venue.id, venue)
    record(work, VenueOpened(subject_id=venue.id, at=now, offerer_siren=venue.offerer_siren))
    return venue


def edit_venue(work: UnitOfWork, command: EditVenue, *, now: datetime) -> Venue:
    """Edit a venue; its offers follow by event, and bookings keep what was agreed.

    Refuses UnknownVenue, NotAMember, SiretOrComment, PlaceIncomplete, UnknownPostalCode,
    OpeningHoursInvalid, PhoneInvalid, UrlInvalid.
    """
    venue = get_own_venue(work, command.venue_id, member_id=command.member_id)
    edited = rules.edit(venue, command)
    edited = replace(edited, contact=checked(edited.contact, department=edited.department))
    if edited == venue:
        return venue
    after = replace(edited, revision=venue.revision + 1)
    venues.replace(work, after.id, after)
    record(
        work,
        VenueChanged(
            subject_id=after.id,
            revision=after.revision,
            at=now,
            offerer_siren=after.offerer_siren,
        ),
    )
    return after


def get_own_venue(work: UnitOfWork, venue_id: str, *, member_id: str) -> Venue:
    """Return a venue of the caller's offerers; an API key with the scope offers may call, too.

    Refuses UnknownVenue, NotAMember, ScopeMissing.
    """
    work.prefetch(actor_ref(member_id))
    venue = venues.get(work, venue_id)
    check_member(work, venue.offerer_siren, uid=member_id)
    return venue


def _claim_siret(work: UnitOfWork, offerer: Offerer, siret: str, *, venue_id: str) -> None:
    """Claim a SIRET for a venue, also from a venue of people who lost the offerer.

    Refuses VenueExists.
    """
    claim = SiretClaim(venue_id=venue_id)
    before = sirets.find(work, siret)
    if before is None:
        sirets.create(work, siret, claim)
        return
    venue = venues.find(work, before.venue_id)
    since = offerer.held_since
    if venue is not None and (since is None or venue.created_at >= since):
        raise rules.VenueExists
    sirets.replace(work, siret, claim)
