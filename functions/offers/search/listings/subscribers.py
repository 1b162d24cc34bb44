"""Listings: entries by date and the names of venues follow an offer."""

from functions.kernel.platform import Platform
from functions.offers.models import OfferListed
from functions.offers.search.listings import service
from functions.offers.search.suggest.service import follow_venue
from functions.offers.subscribers import events


@events.on_at_least_once(OfferListed)
def update_date_entries(platform: Platform, event: OfferListed) -> None:
    """Update an offer's showings, by which it is found by date, and the name of its venue."""
    service.update_date_entries(platform.database, event.subject_id)
    platform.database.run(lambda work: follow_venue(work, event.subject_id))
