"""Choose the pricing point of a venue."""

from datetime import datetime

from functions.accounts.pricing_points import rules
from functions.accounts.pricing_points.models import PricingPointChosen
from functions.accounts.venues.models import Venue
from functions.accounts.venues.service import get_own_venue
from functions.accounts.venues.store import venues
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork


def choose_pricing_point(
    work: UnitOfWork, venue_id: str, point_id: str, *, member_id: str, now: datetime
) -> Venue:
    """Choose the pricing point of a venue without a SIRET; its bookings are priced from then on.

    Refuses UnknownVenue, NotAMember, OwnPricingPoint, PricingPointInvalid, PricingPointFixed.
    """
    venue = get_own_venue(work, venue_id, member_id=member_id)
    after = rules.choose(venue, venues.find(work, point_id), now=now)
    if after != venue:
        venues.replace(work, venue_id, after)
        record(work, PricingPointChosen(subject_id=venue_id, revision=after.revision, at=now))
    return after
