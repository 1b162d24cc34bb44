"""Rules of holding, approving and rejecting offers."""

from datetime import datetime

from functions.kernel.errors import Conflict
from functions.kernel.values import replace
from functions.offers.models import Offer
from functions.offers.publish.rules import screen
from functions.offers.rules import OfferGone
from functions.offers.screening.rules import REPORTED


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


def check_waits(offer: Offer, *, since: datetime | None) -> None:
    """Check that an offer has waited for review since then, if at all.

    Otherwise somebody has decided or changed it meanwhile. Refuses OfferNotPending.
    """
    if since is not None and offer.pending_since != since:
        raise OfferNotPending


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


def hold(offer: Offer, *, now: datetime) -> Offer:
    """Hold a published offer for review because people reported it; others stay as they are.

    It stays held when it is withdrawn and published again.
    """
    if offer.publication != "published":
        return offer
    approved = tuple(flag for flag in offer.review.approved if flag != REPORTED)
    review = replace(offer.review, approved=approved, is_reported=True)
    flags = (*offer.review.flags, REPORTED)
    return screen(replace(offer, review=review), flags=flags, now=now)


def keep(offer: Offer, *, by: str, now: datetime) -> Offer:
    """Release an offer that reports hold; another flag still does. Others stay as they are."""
    if not offer.review.is_reported or REPORTED in offer.review.approved:
        return offer
    approved = (*offer.review.approved, REPORTED)
    kept = replace(offer, review=replace(offer.review, approved=approved, by=by, at=now))
    if offer.publication != "pending":
        return kept
    waiting = screen(kept, flags=offer.review.flags, now=now)
    if waiting.publication == "pending":
        return replace(waiting, pending_since=offer.pending_since)
    return waiting
