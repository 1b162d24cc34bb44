"""Hold, approve and reject offers."""

from datetime import datetime

from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.offers.models import Offer, OfferCleared, OfferRejected
from functions.offers.publish.service import save_with_stocks
from functions.offers.review import rules
from functions.offers.screening.rules import REPORTED
from functions.offers.store import offers


def approve(
    work: UnitOfWork, offer_id: str, *, by: str, now: datetime, waits_since: datetime | None = None
) -> Offer:
    """Approve and publish a pending offer. Refuses UnknownOffer, OfferNotPending."""
    offer = offers.get(work, offer_id)
    after = rules.approve(offer, by=by, now=now)
    if after == offer:
        return offer
    rules.check_waits(offer, since=waits_since)
    saved = save_with_stocks(work, after, now=now)
    if REPORTED in offer.review.flags:
        record(work, OfferCleared(subject_id=offer_id, revision=saved.revision, at=now))
    return saved


def reject(
    work: UnitOfWork,
    offer_id: str,
    *,
    reason: str,
    by: str,
    now: datetime,
    waits_since: datetime | None = None,
) -> Offer:
    """Reject an offer; its open bookings follow by event.

    Refuses UnknownOffer, OfferGone, and OfferNotPending if it does not wait since `waits_since`.
    """
    offer = offers.get(work, offer_id)
    after = rules.reject(offer, reason=reason, by=by, now=now)
    if after == offer:
        return offer
    rules.check_waits(offer, since=waits_since)
    record(work, OfferRejected(subject_id=offer_id, at=now))
    return save_with_stocks(work, after, now=now)


def hold_reported(work: UnitOfWork, offer_id: str, *, now: datetime) -> bool:
    """Hold a published offer that people reported; return whether it was published.

    Refuses UnknownOffer.
    """
    offer = offers.get(work, offer_id)
    after = rules.hold(offer, now=now)
    if after != offer:
        save_with_stocks(work, after, now=now)
    return after != offer


def keep_reported(work: UnitOfWork, offer_id: str, *, by: str, now: datetime) -> None:
    """Release an offer that reports hold. Refuses UnknownOffer."""
    offer = offers.get(work, offer_id)
    after = rules.keep(offer, by=by, now=now)
    if after != offer:
        save_with_stocks(work, after, now=now)
