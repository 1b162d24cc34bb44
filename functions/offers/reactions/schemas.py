"""Responses about reactions."""

from datetime import datetime

from functions.kernel.schemas import View
from functions.offers.models import Offer, Stock
from functions.offers.reactions.models import ReactionCounts
from functions.offers.schemas import OfferView


class ReactionsView(View):
    """How many people who used an offer like it, and how many do not."""

    likes: int
    dislikes: int


class PublicOfferView(OfferView):
    """An offer as shown to the public, with its reactions; null while there are fewer than 5."""

    reactions: ReactionsView | None

    @classmethod
    def with_reactions(
        cls,
        offer: Offer,
        stocks: list[Stock],
        counts: ReactionCounts | None,
        *,
        now: datetime,
        is_left: bool,
    ) -> "PublicOfferView":
        """Build the public view of an offer; see `OfferView.facts_of`."""
        return cls(**cls.facts_of(offer, stocks, now=now, is_left=is_left), reactions=counts)
