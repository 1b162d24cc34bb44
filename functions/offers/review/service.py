"""What administrators do with offers: read, decide, write, record."""

from datetime import datetime

from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.offers.models import Offer, OfferRejected
from functions.offers.publish import rules as publish_rules
from functions.offers.publish.service import save_with_stocks
from functions.offers.store import offers


def approve(work: UnitOfWork, offer_id: str, *, by: str, now: datetime) -> Offer:
    """Return the offer as published. Refuses UnknownOffer, OfferNotPending."""
    offer = offers.get(work, offer_id)
    after = publish_rules.approve(offer, by=by, now=now)
    return offer if after == offer else save_with_stocks(work, after, now=now)


def reject(work: UnitOfWork, offer_id: str, *, reason: str, by: str, now: datetime) -> Offer:
    """Return the offer as refused; its open bookings follow by event.

    Refuses UnknownOffer, OfferGone.
    """
    offer = offers.get(work, offer_id)
    after = publish_rules.reject(offer, reason=reason, by=by, now=now)
    if after == offer:
        return offer
    record(work, OfferRejected(subject_id=offer_id, at=now))
    return save_with_stocks(work, after, now=now)
