"""The route that chooses a pricing point."""

from functions.accounts.offerers import rules as offerers_rules
from functions.accounts.pricing_points import rules, service
from functions.accounts.pricing_points.schemas import PricingPointBody
from functions.accounts.routes import routes
from functions.accounts.venues.rules import UnknownVenue
from functions.accounts.venues.schemas import VenueView
from functions.kernel.call import Call
from functions.kernel.route import Who


@routes.put(
    "/v1/venues/{venue_id}/pricing-point",
    who=Who.MEMBER,
    refusals=(
        UnknownVenue,
        *offerers_rules.MEMBER_ONLY,
        rules.OwnPricingPoint,
        rules.PricingPointInvalid,
        rules.PricingPointFixed,
    ),
)
def choose_pricing_point(call: Call, venue_id: str, body: PricingPointBody) -> VenueView:
    """Choose, once, the pricing point of a venue that has no SIRET."""
    point_id, member_id = body.pricing_point_id, call.caller.uid
    return call.commit(
        lambda work: VenueView.of(
            service.choose_pricing_point(
                work, venue_id, point_id, member_id=member_id, now=call.now
            )
        )
    )
