"""Routes with which administrators list, approve and reject offers."""

from operator import attrgetter

from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.errors import Refusal
from functions.kernel.identifiers import new_id
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import BY_HANDLER, Who
from functions.offers import rules as offers_rules
from functions.offers.models import Offer
from functions.offers.publish.routes import own_offer_view, own_view
from functions.offers.publish.schemas import OwnOfferView
from functions.offers.review import rules, service
from functions.offers.review.schemas import (
    DecidedView,
    Decision,
    DecisionsBody,
    DecisionsView,
    PendingOffersView,
    PendingQuery,
    RejectBody,
)
from functions.offers.review.store import pending_offers
from functions.offers.routes import routes
from functions.offers.shards.service import shown_stocks
from functions.offers.store import offers


@routes.get("/v1/pending-offers", who=Who.REVIEW)
def list_pending_offers(call: Call, query: PendingQuery) -> PendingOffersView:
    """List the offers waiting for review, oldest first."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> PendingOffersView:
        found = pending_offers(work, after=after, page=query.page_size + 1)
        page, token = cut_page(
            found, query.page_size, attrgetter("pending_since", "id"), of_list=list_id
        )
        of_each = shown_stocks(work, page, now=call.now)
        return PendingOffersView(
            items=[own_view(offer, of_each[offer.id], now=call.now) for offer in page],
            next_page_token=token,
        )

    return call.read(read)


@routes.post("/v1/offer-decisions", who=Who.REVIEW, acts_on=BY_HANDLER)
def decide_offers(call: Call, body: DecisionsBody) -> DecisionsView:
    """Approve and reject up to 100 offers, each in a commit of its own.

    A repeat carries out what is left, and finds the rest done.
    """
    call.check_key()
    view = DecisionsView(items=[_decide(call, decision) for decision in body.decisions])
    return call.commit(lambda _: view)


def _decide(call: Call, decision: Decision) -> DecidedView:
    offer_id, reason, act_id = decision.offer_id, decision.reason, new_id()
    by, now, since = call.caller.uid, call.now, decision.pending_since

    def decide(work: UnitOfWork) -> Offer:
        if reason is None:
            offer = service.approve(work, offer_id, by=by, now=now, waits_since=since)
        else:
            offer = service.reject(work, offer_id, reason=reason, by=by, now=now, waits_since=since)
        if work.has_writes():
            call.act(work, offers.ref(offer_id), act_id=act_id, reason=reason)
        return offer

    try:
        decided = call.commit_unkeyed(decide)
    except Refusal as refused:
        return DecidedView(offer_id=offer_id, code=refused.code, publication=None, by=None)
    return DecidedView(
        offer_id=offer_id, code=None, publication=decided.publication, by=decided.review.by
    )


@routes.post(
    "/v1/offers/{offer_id}/approve",
    who=Who.REVIEW,
    acts_on="offers/{offer_id}",
    refusals=(offers_rules.UnknownOffer, rules.OfferNotPending),
)
def approve_offer(call: Call, offer_id: str) -> OwnOfferView:
    """Approve and publish an offer waiting for review."""

    def approve(work: UnitOfWork) -> OwnOfferView:
        offer = service.approve(work, offer_id, by=call.caller.uid, now=call.now)
        return own_offer_view(work, offer, now=call.now)

    return call.commit(approve)


@routes.post(
    "/v1/offers/{offer_id}/reject",
    who=Who.REVIEW,
    acts_on="offers/{offer_id}",
    refusals=(offers_rules.UnknownOffer, offers_rules.OfferGone),
)
def reject_offer(call: Call, offer_id: str, body: RejectBody) -> OwnOfferView:
    """Reject an offer permanently and cancel its open bookings."""

    def reject(work: UnitOfWork) -> OwnOfferView:
        offer = service.reject(work, offer_id, reason=body.reason, by=call.caller.uid, now=call.now)
        return own_offer_view(work, offer, now=call.now)

    return call.commit(reject)
