"""Routes that add and list venues."""

from functions.accounts.offerers import rules as offerers_rules
from functions.accounts.offerers import service as offerers_service
from functions.accounts.offerers.store import offerers, professionals
from functions.accounts.routes import routes
from functions.accounts.venues import rules, service
from functions.accounts.venues.models import OpenVenue
from functions.accounts.venues.schemas import VenueBody, VenuesView, VenueView
from functions.accounts.venues.store import venues_of
from functions.kernel.database import UnitOfWork
from functions.kernel.http import Call, Who
from functions.kernel.identifiers import new_id


@routes.post(
    "/v1/venues",
    who=Who.MEMBER,
    status=201,
    refusals=(
        offerers_rules.UnknownOfferer,
        *offerers_rules.MEMBER_ONLY,
        rules.SiretInvalid,
        rules.SiretOrComment,
        rules.UnknownPostalCode,
        rules.PlaceIncomplete,
        rules.VenueExists,
    ),
)
def open_venue(call: Call, body: VenueBody) -> VenueView:
    """Add a venue to an offerer."""
    command = OpenVenue(venue_id=new_id(), member_id=call.caller.uid, **body.model_dump())
    return call.commit(lambda work: VenueView.of(service.open_venue(work, command, now=call.now)))


@routes.get(
    "/v1/offerers/{siren}/venues",
    who=Who.MEMBER,
    refusals=(offerers_rules.UnknownOfferer, *offerers_rules.MEMBER_ONLY),
)
def list_venues(call: Call, siren: str) -> VenuesView:
    """List an offerer's venues."""

    def read(work: UnitOfWork) -> VenuesView:
        work.prefetch(professionals.ref(call.caller.uid))
        offerers.get(work, siren)
        offerers_service.check_member(work, siren, uid=call.caller.uid)
        return VenuesView(items=[VenueView.of(venue) for venue in venues_of(work, siren)])

    return call.read(read)
