"""Approve and reject offers."""

from datetime import datetime

from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.offers.models import Offer, OfferRejected
from functions.offers.publish.service import save_with_stocks
from functions.offers.review import rules
from functions.offers.store import offers


def approve(work: UnitOfWork, offer_id: str, *, by: str, now: datetime) -> Offer:
    """Approve and publish a pending offer. Refuses UnknownOffer, OfferNotPending."""
    offer = offers.get(work, offer_id)
    after = rules.approve(offer, by=by, now=now)
    return offer if after == offer else save_with_stocks(work, after, now=now)


def reject(work: UnitOfWork, offer_id: str, *, reason: str, by: str, now: datetime) -> Offer:
    """Reject an offer; its open bookings follow by event.

    Refuses UnknownOffer, OfferGone.
    """
    offer = offers.get(work, offer_id)
    after = rules.reject(offer, reason=reason, by=by, now=now)
    if after == offer:
        return offer
    record(work, OfferRejected(subject_id=offer_id, at=now))
    return save_with_stocks(work, after, now=now)
