"""Queries and responses about suggestions."""

from functions.kernel.field_types import Line
from functions.kernel.schemas import Parameters, View
from functions.offers.search.models import VenueName
from functions.offers.search.suggest.models import Suggestions


class SuggestionsQuery(Parameters):
    """The text typed so far."""

    q: Line


class SuggestedVenueView(View):
    """A venue with an offer that can be booked."""

    id: str
    name: str
    city: str

    @classmethod
    def of(cls, venue: VenueName) -> "SuggestedVenueView":
        """Build the view of a venue."""
        return cls(id=venue.id, name=venue.name, city=venue.city)


class SuggestionsView(View):
    """At most six texts to search for, the most frequent first, and four venues by name."""

    texts: list[str]
    venues: list[SuggestedVenueView]

    @classmethod
    def of(cls, found: Suggestions) -> "SuggestionsView":
        """Build the view of some suggestions."""
        return cls(texts=found.texts, venues=[SuggestedVenueView.of(one) for one in found.venues])
