"""The choice of a pricing point, and its refusals.

Source: domain-2.md, section 1 (pass-culture-main at 2025-12, core/finance/models.py): a venue with
a SIRET is its own pricing point; members choose one for each other venue, and cannot change it.
"""

from datetime import datetime

from functions.accounts.venues.models import Venue
from functions.kernel.errors import Conflict, Malformed
from functions.kernel.values import replace


class OwnPricingPoint(Conflict):
    """A venue with a SIRET is its own pricing point."""

    code = "own_pricing_point"


class PricingPointInvalid(Malformed):
    """A pricing point must be a venue of the same offerer that has a SIRET."""

    code = "pricing_point_invalid"


class PricingPointFixed(Conflict):
    """This venue has another pricing point already, which cannot be changed."""

    code = "pricing_point_fixed"


def choose(venue: Venue, point: Venue | None, *, now: datetime) -> Venue:
    """Return a venue with its pricing point; the same choice again changes nothing.

    Refuses OwnPricingPoint, PricingPointInvalid, PricingPointFixed.
    """
    if venue.siret is not None:
        raise OwnPricingPoint
    if point is None or point.siret is None or point.offerer_siren != venue.offerer_siren:
        raise PricingPointInvalid
    if venue.pricing_point_id == point.id:
        return venue
    if venue.pricing_point_id is not None:
        raise PricingPointFixed
    return replace(
        venue, pricing_point_id=point.id, pricing_point_since=now, revision=venue.revision + 1
    )
