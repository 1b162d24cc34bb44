"""What administrators do with offers: read, decide, write, record."""

from datetime import datetime

from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.offers import publication
from functions.offers.models import Offer, OfferRejected
from functions.offers.service import save_with_stocks
from functions.offers.store import offers


def approve(work: UnitOfWork, offer_id: str, *, by: str, now: datetime) -> Offer:
    """Return the offer as published. Refuses UnknownOffer, OfferNotPending."""
    offer = offers.get(work, offer_id)
    after = publication.approve(offer, by=by, now=now)
    return offer if after == offer else save_with_stocks(work, after, now=now)


def reject(work: UnitOfWork, offer_id: str, *, reason: str, by: str, now: datetime) -> Offer:
    """Return the offer as refused; its open bookings follow by event.

    Refuses UnknownOffer, OfferGone.
    """
    offer = offers.get(work, offer_id)
    after = publication.reject(offer, reason=reason, by=by, now=now)
    if after == offer:
        return offer
    record(work, OfferRejected(subject_id=offer_id, at=now))
    return save_with_stocks(work, after, now=now)
