"""Listings: entries by date follow an offer."""

from functions.kernel.platform import Platform
from functions.offers.models import OfferListed
from functions.offers.search.listings import service
from functions.offers.subscribers import events


@events.on_at_least_once(OfferListed)
def update_date_entries(platform: Platform, event: OfferListed) -> None:
    """Update the showings of an offer, by which it is found in the order of dates."""
    service.update_date_entries(platform.database, event.subject_id)
