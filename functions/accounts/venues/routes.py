"""Routes that add, edit and list venues."""

from operator import attrgetter

from functions.accounts.addresses.models import Position
from functions.accounts.addresses.service import locate
from functions.accounts.contacts.rules import PhoneInvalid
from functions.accounts.offerers import rules as offerers_rules
from functions.accounts.offerers import service as offerers_service
from functions.accounts.offerers.store import offerers, professionals
from functions.accounts.opening_hours.rules import OpeningHoursInvalid
from functions.accounts.routes import routes
from functions.accounts.venues import rules, service
from functions.accounts.venues.models import EditVenue, OpenVenue
from functions.accounts.venues.schemas import (
    VenueBody,
    VenueChanges,
    VenuesQuery,
    VenuesView,
    VenueView,
)
from functions.accounts.venues.store import venues_of
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.identifiers import new_id
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import Who
from functions.kernel.values import replace
from functions.kernel.web_addresses import UrlInvalid

_FACTS = (
    *offerers_rules.MEMBER_ONLY,
    rules.SiretOrComment,
    rules.UnknownPostalCode,
    rules.PlaceIncomplete,
    OpeningHoursInvalid,
    PhoneInvalid,
    UrlInvalid,
)


@routes.post(
    "/v1/venues",
    who=Who.MEMBER,
    status=201,
    refusals=(
        offerers_rules.UnknownOfferer,
        *_FACTS,
        rules.SiretInvalid,
        rules.VenueExists,
    ),
)
def open_venue(call: Call, body: VenueBody) -> VenueView:
    """Add a venue to an offerer; without coordinates, it is placed by its address."""
    is_placed = body.latitude is not None or body.longitude is not None
    command = OpenVenue(
        venue_id=new_id(),
        member_id=call.caller.uid,
        located=None if is_placed else _locate(call, body.address, body.postal_code, body.city),
        **{**body.model_dump(include=_PLAIN), **body.facts()},
    )
    return call.commit(lambda work: VenueView.of(service.open_venue(work, command, now=call.now)))


_PLAIN = {"siret", "comment", "latitude", "longitude"}
"""Fields that a command needs although a body may leave them out."""


@routes.patch("/v1/venues/{venue_id}", who=Who.MEMBER, refusals=(rules.UnknownVenue, *_FACTS))
def edit_venue(call: Call, venue_id: str, body: VenueChanges) -> VenueView:
    """Edit a venue; its offers follow, and bookings keep what was agreed."""
    command = EditVenue(venue_id=venue_id, member_id=call.caller.uid, **body.facts())
    venue = call.read(lambda work: service.get_own_venue(work, venue_id, member_id=call.caller.uid))
    if rules.may_relocate(command):
        command = replace(command, located=_locate(call, *rules.address_of(venue, command)))
    return call.commit(lambda work: VenueView.of(service.edit_venue(work, command, now=call.now)))


def _locate(call: Call, address: str, postal_code: str, city: str) -> Position | None:
    return locate(call.platform.addresses, address=address, postal_code=postal_code, city=city)


@routes.get(
    "/v1/offerers/{siren}/venues",
    who=Who.MEMBER,
    refusals=(offerers_rules.UnknownOfferer, *offerers_rules.MEMBER_ONLY),
)
def list_venues(call: Call, siren: str, query: VenuesQuery) -> VenuesView:
    """List an offerer's venues."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> VenuesView:
        work.prefetch(professionals.ref(call.caller.uid))
        offerers.get(work, siren)
        offerers_service.check_member(work, siren, uid=call.caller.uid)
        found = venues_of(work, siren, after=after, page=query.page_size + 1)
        page, token = cut_page(
            found, query.page_size, attrgetter("created_at", "id"), of_list=list_id
        )
        return VenuesView(items=[VenueView.of(venue) for venue in page], next_page_token=token)

    return call.read(read)
