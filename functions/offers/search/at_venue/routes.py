"""The route that lists the offers of a venue."""

from functions.accounts.venues.rules import UnknownVenue
from functions.accounts.venues.store import venues
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.page_tokens import MOMENT, decode_token, encode_token
from functions.kernel.route import Who
from functions.offers.routes import routes
from functions.offers.search.at_venue.schemas import AtVenueQuery
from functions.offers.search.at_venue.service import offers_at_venue
from functions.offers.search.find.schemas import HitsView, HitView


@routes.get("/v1/venues/{venue_id}/offers", who=Who.ANYONE, refusals=(UnknownVenue,))
def list_offers_of_venue(call: Call, venue_id: str, query: AtVenueQuery) -> HitsView:
    """List the offers of a venue that can be booked, last published first.

    A page may hold fewer than `page_size`; only a page without `next_page_token` is the last.
    """
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> HitsView:
        venues.get(work, venue_id)
        hits, position = offers_at_venue(
            work, venue_id, after=after, page_size=query.page_size, now=call.now
        )
        return HitsView(
            items=[HitView.of(hit) for hit in hits],
            next_page_token=encode_token(position, of_list=list_id) if position else None,
        )

    return call.read(read)
