"""Responses about favorites."""

from datetime import datetime

from functions.kernel.schemas import View
from functions.offers.models import Offer, OfferStatus
from functions.offers.rules import status_of
from functions.offers.schemas import ImageView, PlaceView
from functions.offers.search.models import Hit


class KeptOfferView(View):
    """A favorite offer, as a list shows it.

    `price_cents` is the lowest price and `next_date` the earliest date that can be booked now; both
    are null when nothing can.
    """

    id: str
    name: str
    category: str
    duo: bool
    status: OfferStatus
    venue: PlaceView
    image: ImageView | None
    price_cents: int | None
    next_date: datetime | None

    @classmethod
    def of(cls, offer: Offer, left: Hit | None, *, now: datetime) -> "KeptOfferView":
        """Build the view of an offer; `left` is what can be booked of it now."""
        return cls(
            id=offer.id,
            name=offer.name,
            category=offer.category,
            duo=offer.duo,
            status=status_of(offer, is_left=left is not None, now=now),
            venue=PlaceView.model_validate(offer.place),
            image=ImageView.shown(offer.image),
            price_cents=left.price_cents if left else None,
            next_date=left.next_date if left else None,
        )


class FavoriteView(View):
    """A favorite of the caller."""

    offer_id: str
    added_at: datetime
    offer: KeptOfferView


class FavoritesView(View):
    """The caller's favorites, newest first."""

    items: list[FavoriteView]
