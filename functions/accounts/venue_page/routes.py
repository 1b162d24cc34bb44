"""The route of the public page of a venue."""

from functions.accounts.offerers.store import offerers
from functions.accounts.routes import routes
from functions.accounts.venue_page.schemas import VenuePageView
from functions.accounts.venues.rules import UnknownVenue
from functions.accounts.venues.store import venues
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.route import Who


@routes.get("/v1/venues/{venue_id}", who=Who.ANYONE, refusals=(UnknownVenue,))
def read_venue(call: Call, venue_id: str) -> VenuePageView:
    """Show a venue of a validated offerer to the public."""

    def read(work: UnitOfWork) -> VenuePageView:
        venue = venues.get(work, venue_id)
        offerer = offerers.get(work, venue.offerer_siren)
        if offerer.status != "validated":
            raise UnknownVenue
        return VenuePageView.of(venue, offerer)

    return call.read(read)
