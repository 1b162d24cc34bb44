"""The response of the public page of a venue."""

from functions.accounts.offerers.models import Offerer
from functions.accounts.venues.models import Venue
from functions.accounts.venues.schemas import VenueFactsView


class VenuePageView(VenueFactsView):
    """A venue as shown to the public, with the name of its offerer."""

    offerer_name: str

    @classmethod
    def of(cls, venue: Venue, offerer: Offerer) -> "VenuePageView":
        """Build the public view of a venue."""
        return cls(**dict(VenueFactsView.model_validate(venue)), offerer_name=offerer.name)
