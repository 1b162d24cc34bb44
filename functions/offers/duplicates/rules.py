"""Rules of duplicates: the facts that one takes from its original."""

from datetime import datetime

from functions.offers.models import Offer, Upload
from functions.offers.publish.rules import OfferNotEditable


def duplicate(offer: Offer, *, offer_id: str, upload: Upload, now: datetime) -> Offer:
    """Return a draft with the texts, details and price categories of an offer.

    It has no stocks, and none of the dates of publication. The picture follows as `upload`. Refuses
    OfferNotEditable for an offer that was rejected or closed.
    """
    if offer.publication in ("rejected", "closed"):
        raise OfferNotEditable
    return Offer(
        id=offer_id,
        offerer_siren=offer.offerer_siren,
        place=offer.place,
        name=offer.name,
        description=offer.description,
        category=offer.category,
        duo=offer.duo,
        url=offer.url,
        publication="draft",
        is_listed=False,
        upload=None if offer.image is None else upload,
        price_categories=offer.price_categories,
        price_categories_made=offer.price_categories_made,
        created_at=now,
        details=offer.details,
    )
