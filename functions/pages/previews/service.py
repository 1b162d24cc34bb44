"""The read behind a preview."""

from datetime import datetime

from functions.kernel.database import UnitOfWork, is_id
from functions.offers.rules import UnknownOffer
from functions.offers.search.store import listings
from functions.offers.store import offers
from functions.pages.previews import rules
from functions.pages.previews.models import Preview


def find_preview(work: UnitOfWork, offer_id: str, *, now: datetime) -> Preview | None:
    """Return the preview of an offer; None for one that is not public, such as a draft.

    One round trip. Refuses UnknownOffer.
    """
    if not is_id(offer_id):
        raise UnknownOffer
    work.prefetch(offers.ref(offer_id), listings.ref(offer_id))
    offer = offers.find_shown(work, offer_id)
    if offer is None:
        raise UnknownOffer
    return rules.preview_of(offer, listings.find_shown(work, offer_id), now=now)
