"""Routes that draft, edit, publish, withdraw and show offers."""

from collections.abc import Iterator
from datetime import datetime
from operator import attrgetter

from functions.accounts.offerers.rules import BY_KEY, OffererNotValidated, UnknownOfferer
from functions.accounts.offerers.service import check_member
from functions.accounts.offerers.store import actor_ref, offerers
from functions.accounts.venues.rules import UnknownVenue
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.errors import Refusal
from functions.kernel.identifiers import new_id
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import Who
from functions.kernel.web_addresses import UrlInvalid
from functions.offers import rules as offers_rules
from functions.offers.categories.rules import UnknownCategory
from functions.offers.details import rules as details_rules
from functions.offers.details.models import EditDetails
from functions.offers.models import Details, Offer
from functions.offers.partner_ids.rules import PartnerIdTaken
from functions.offers.partner_ids.service import find_target
from functions.offers.publish import rules, service
from functions.offers.publish.models import DraftOffer, EditOffer
from functions.offers.publish.schemas import (
    DetailsBody,
    OfferBody,
    OfferChanges,
    OwnOfferRowView,
    OwnOffersQuery,
    OwnOffersView,
    OwnOfferView,
)
from functions.offers.reactions.rules import shown_counts
from functions.offers.reactions.schemas import PublicOfferView
from functions.offers.reactions.store import reaction_counts
from functions.offers.routes import actor_of, routes
from functions.offers.search.listings.service import find_left_unverified
from functions.offers.shards.service import ShownStocks, shown_stocks
from functions.offers.store import offer_id_of, offers, own_offers
from functions.offers.views.service import count_view

OWN_OFFER_REFUSALS: tuple[type[Refusal], ...] = (offers_rules.UnknownOffer, *BY_KEY)
"""The refusals of routes that require membership of the offer's offerer."""


def own_offer_view(work: UnitOfWork, offer: Offer, *, now: datetime) -> OwnOfferView:
    """Build the view of an offer for its members, with its stocks."""
    return own_view(offer, shown_stocks(work, [offer], now=now)[offer.id], now=now)


def own_view(offer: Offer, shown: ShownStocks, *, now: datetime) -> OwnOfferView:
    """Build the view of an offer for its members, with these stocks."""
    return OwnOfferView.of(offer, shown.stocks, now=now, is_left=shown.is_left)


def public_offer_view(work: UnitOfWork, offer: Offer, *, now: datetime) -> PublicOfferView:
    """Build the public view of an offer, with its stocks and reactions."""
    work.prefetch(reaction_counts.ref(offer.id))
    shown = shown_stocks(work, [offer], now=now)[offer.id]
    counts = shown_counts(reaction_counts.find_shown(work, offer.id))
    return PublicOfferView.with_reactions(
        rules.as_public(offer), shown.stocks, counts, now=now, is_left=shown.is_left
    )


_FACTS = (
    UnknownCategory,
    rules.NameHasEan,
    rules.DuoNotAllowed,
    rules.UrlNotAllowed,
    UrlInvalid,
    details_rules.DetailNotAllowed,
    details_rules.DelayNotAllowed,
    details_rules.EanInvalid,
    offers_rules.InThePast,
    PartnerIdTaken,
)


_COMPLETE = (rules.ImageMissing, rules.LocationMissing, rules.DescriptionMissing)


@routes.post("/v1/offers", who=Who.OFFERS, status=201, refusals=(UnknownVenue, *BY_KEY, *_FACTS))
def draft_offer(call: Call, body: OfferBody) -> OwnOfferView:
    """Create a draft."""
    command = DraftOffer(
        offer_id=new_id(),
        member_id=actor_of(call),
        details=Details(**body.given_details()),
        **body.model_dump(exclude=set(DetailsBody.model_fields)),
    )
    return call.commit(
        lambda work: OwnOfferView.of(
            service.draft_offer(work, command, now=call.now), [], now=call.now
        )
    )


@routes.get("/v1/offers/{offer_id}/own", who=Who.OFFERS, refusals=OWN_OFFER_REFUSALS)
def read_own_offer(call: Call, offer_id: str) -> OwnOfferView:
    """Show an offer to its members, with review and notification address."""
    actor = actor_of(call)

    def read(work: UnitOfWork) -> OwnOfferView:
        offer = service.get_own_offer(work, offer_id, member_id=actor)
        return own_offer_view(work, offer, now=call.now)

    return call.read(read)


@routes.patch(
    "/v1/offers/{offer_id}",
    who=Who.OFFERS,
    refusals=(
        *OWN_OFFER_REFUSALS,
        UnknownVenue,
        rules.OfferHasStocks,
        rules.VenueOfAnother,
        rules.OfferNotEditable,
        *_COMPLETE,
        *_FACTS,
    ),
)
def edit_offer(call: Call, offer_id: str, body: OfferChanges) -> OwnOfferView:
    """Edit an offer and its stocks; a published offer is screened again."""
    command = EditOffer(
        offer_id=offer_id,
        member_id=actor_of(call),
        details=EditDetails(**body.given_details()),
        **body.given_facts(),
    )

    def edit(work: UnitOfWork) -> OwnOfferView:
        return own_offer_view(work, service.edit_offer(work, command, now=call.now), now=call.now)

    return call.commit(edit)


@routes.post(
    "/v1/offers/{offer_id}/publish",
    who=Who.OFFERS,
    refusals=(
        *OWN_OFFER_REFUSALS,
        rules.OfferNotEditable,
        *_COMPLETE,
        rules.StockMissing,
        OffererNotValidated,
    ),
)
def publish_offer(call: Call, offer_id: str) -> OwnOfferView:
    """Publish an offer; a flagged one waits for review."""
    actor = actor_of(call)

    def publish(work: UnitOfWork) -> OwnOfferView:
        offer = service.publish(work, offer_id, member_id=actor, now=call.now)
        return own_offer_view(work, offer, now=call.now)

    return call.commit(publish)


@routes.post("/v1/offers/{offer_id}/unpublish", who=Who.OFFERS, refusals=OWN_OFFER_REFUSALS)
def unpublish_offer(call: Call, offer_id: str) -> OwnOfferView:
    """Withdraw an offer, which can no longer be found or booked."""
    actor = actor_of(call)

    def unpublish(work: UnitOfWork) -> OwnOfferView:
        offer = service.unpublish(work, offer_id, member_id=actor, now=call.now)
        return own_offer_view(work, offer, now=call.now)

    return call.commit(unpublish)


@routes.get("/v1/offerers/{siren}/offers", who=Who.OFFERS, refusals=(*BY_KEY, UnknownOfferer))
def list_own_offers(call: Call, siren: str, query: OwnOffersQuery) -> OwnOffersView:
    """List the offers of an offerer, including drafts, newest first."""
    list_id, actor = call.list_id, actor_of(call)
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> OwnOffersView:
        work.prefetch(actor_ref(actor))
        offerers.get(work, siren)
        check_member(work, siren, uid=actor)
        found = _having_partner_id(work, siren, query)
        if found is None:
            found = own_offers(
                work, siren, publication=query.publication, after=after, page=query.page_size + 1
            )
        page, token = cut_page(
            found, query.page_size, attrgetter("created_at", "id"), of_list=list_id
        )
        left = find_left_unverified(work, page, now=call.now)
        return OwnOffersView(
            items=[
                OwnOfferRowView.of(offer, is_left=left[offer.id] is not None, now=call.now)
                for offer in page
            ],
            next_page_token=token,
        )

    return call.read(read)


def _having_partner_id(
    work: UnitOfWork, siren: str, query: OwnOffersQuery
) -> Iterator[Offer] | None:
    """Return the offers with the partner ids asked for, at most one; None if none is asked for."""
    if query.partner_id is None and query.stock_partner_id is None:
        return None
    targets = set()
    if query.partner_id is not None:
        targets.add(find_target(work, siren, "offer", query.partner_id))
    if query.stock_partner_id is not None:
        stock_id = find_target(work, siren, "stock", query.stock_partner_id)
        targets.add(stock_id and offer_id_of(stock_id))
    target = targets.pop()
    if targets or target is None:
        return iter(())
    offer = offers.find_shown(work, target)
    fits = offer is not None and query.publication in (None, offer.publication)
    return iter([offer] if offer is not None and fits else [])


@routes.get("/v1/offers/{offer_id}", who=Who.ANYONE, refusals=(offers_rules.UnknownOffer,))
def read_offer(call: Call, offer_id: str) -> PublicOfferView:
    """Show an offer with its stocks.

    Drafts are not hidden here: only their members know the id.
    """

    def read(work: UnitOfWork) -> tuple[Offer, PublicOfferView]:
        offer = offers.get(work, offer_id)
        return offer, public_offer_view(work, offer, now=call.now)

    offer, view = call.read(read)
    count_view(call.platform.database, call.platform.counted, offer, now=call.now)
    return view
