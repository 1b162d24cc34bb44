"""Rules of approving and rejecting offers."""

from datetime import datetime

from functions.kernel.errors import Conflict
from functions.kernel.values import replace
from functions.offers.models import Offer
from functions.offers.publish.rules import screen
from functions.offers.rules import OfferGone


class OfferNotPending(Conflict):
    """This offer is not waiting for review."""

    code = "offer_not_pending"


def approve(offer: Offer, *, by: str, now: datetime) -> Offer:
    """Publish a pending offer; the approved flags no longer hold it.

    A published offer stays unchanged. Refuses OfferNotPending.
    """
    if offer.publication == "published":
        return offer
    if offer.publication != "pending":
        raise OfferNotPending
    approved = tuple(dict.fromkeys((*offer.review.approved, *offer.review.flags)))
    review = replace(offer.review, approved=approved, by=by, at=now)
    return screen(replace(offer, review=review), flags=offer.review.flags, now=now)


def reject(offer: Offer, *, reason: str, by: str, now: datetime) -> Offer:
    """Reject an offer permanently; unchanged when already rejected.

    Refuses OfferGone.
    """
    if offer.publication == "rejected":
        return offer
    if offer.publication == "closed":
        raise OfferGone
    return replace(
        offer,
        publication="rejected",
        is_listed=False,
        pending_since=None,
        review=replace(offer.review, reason=reason, by=by, at=now),
    )
