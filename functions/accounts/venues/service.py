"""Add venues to offerers."""

from datetime import datetime

from functions.accounts.offerers.models import Offerer
from functions.accounts.offerers.service import check_member
from functions.accounts.offerers.store import offerers, professionals
from functions.accounts.places.rules import department_of
from functions.accounts.venues import rules
from functions.accounts.venues.models import OpenVenue, Venue
from functions.accounts.venues.store import SiretClaim, sirets, venues
from functions.kernel.database import UnitOfWork


def open_venue(work: UnitOfWork, command: OpenVenue, *, now: datetime) -> Venue:
    """Add a venue to an offerer.

    Refuses UnknownOfferer, NotAMember, SiretOrComment, PlaceIncomplete, UnknownPostalCode,
    SiretInvalid, VenueExists.
    """
    work.prefetch(professionals.ref(command.member_id))
    offerer = offerers.get(work, command.offerer_siren)
    check_member(work, command.offerer_siren, uid=command.member_id)
    if (command.siret is None) == (command.comment is None):
        raise rules.SiretOrComment
    if (command.latitude is None) != (command.longitude is None):
        raise rules.PlaceIncomplete
    place = department_of(command.postal_code, command.city)
    if place is None:
        raise rules.UnknownPostalCode
    if command.siret is not None:
        rules.check_siret(command.siret, siren=command.offerer_siren)
        _claim_siret(work, offerer, command.siret, venue_id=command.venue_id)
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
