"""The status of an offer, told from what it says, what is left of it and the time: one pure rule.

Source of the order: pass-culture-main, core/offers/models.py.
"""

from datetime import datetime

from functions.offers.models import Offer, OfferStatus, Publication
from functions.offers.stock_rules import is_over


def is_visible(offer: Offer, *, now: datetime) -> bool:
    """Tell whether people may come upon the offer now."""
    return offer.is_listed and not _is_ahead(offer.publish_at, now=now)


_NOT_OUT: dict[Publication, OfferStatus] = {
    "rejected": "rejected",
    "pending": "pending",
    "draft": "draft",
    "unpublished": "inactive",
    "closed": "inactive",
}


def status_of(offer: Offer, *, is_left: bool, now: datetime) -> OfferStatus:
    """Return the first status that fits, in this order.

    rejected, pending, draft; inactive (withdrawn, or gone with its offerer); scheduled (to be seen
    later); published (to be booked later); expired (too late for every stock); sold_out; active.

    `is_left` tells whether one of its stocks can be booked now: the stocks say so, and so does what
    the offer is found by.
    """
    if offer.publication != "published":
        return _NOT_OUT[offer.publication]
    if _is_ahead(offer.publish_at, now=now):
        return "scheduled"
    if _is_ahead(offer.bookable_from, now=now):
        return "published"
    if offer.stocks and all(is_over(stock, now=now) for stock in offer.stocks):
        return "expired"
    return "active" if is_left else "sold_out"


def _is_ahead(at: datetime | None, *, now: datetime) -> bool:
    return at is not None and at > now
