"""Publishing: offers are described, edited, published and withdrawn."""

from functions.accounts.offerer_rules import NotAMember, UnknownVenue
from functions.kernel.database import UnitOfWork
from functions.kernel.http import Call, Who
from functions.kernel.identifiers import new_id
from functions.offers import rules, service
from functions.offers.categories import UnknownCategory
from functions.offers.models import DraftOffer
from functions.offers.routes import OWN, given, routes, shown
from functions.offers.wire import OfferBody, OfferChanges, OfferView

_FACTS = (UnknownCategory, rules.DuoNotAllowed, rules.UrlInvalid, rules.UrlNotAllowed)


@routes.post("/v1/offers", who=Who.MEMBER, status=201, refusals=(UnknownVenue, NotAMember, *_FACTS))
def draft_offer(call: Call, body: OfferBody) -> OfferView:
    """Describe something new; it is a draft until it is published."""
    command = DraftOffer(offer_id=new_id(), member_id=call.caller.uid, **body.model_dump())
    return call.commit(
        lambda work: OfferView.of(
            service.draft_offer(work, command, now=call.now), [], now=call.now
        )
    )


@routes.patch(
    "/v1/offers/{offer_id}",
    who=Who.MEMBER,
    refusals=(*OWN, UnknownVenue, rules.OfferHasStocks, rules.VenueOfAnother, *_FACTS),
)
def edit_offer(call: Call, offer_id: str, body: OfferChanges) -> OfferView:
    """Change what an offer says; its stocks follow at once."""
    changes = given(body, may_be_null=("description", "url"))

    def edit(work: UnitOfWork) -> OfferView:
        offer = service.edit_offer(work, offer_id, member_id=call.caller.uid, changes=changes)
        return shown(work, offer, now=call.now)

    return call.commit(edit)


@routes.post(
    "/v1/offers/{offer_id}/publish",
    who=Who.MEMBER,
    refusals=(
        *OWN,
        rules.ImageMissing,
        rules.LocationMissing,
        rules.DescriptionMissing,
        rules.StockMissing,
        rules.OffererNotValidated,
    ),
)
def publish_offer(call: Call, offer_id: str) -> OfferView:
    """Have everybody find and book an offer."""

    def publish(work: UnitOfWork) -> OfferView:
        offer = service.publish(work, offer_id, member_id=call.caller.uid, now=call.now)
        return shown(work, offer, now=call.now)

    return call.commit(publish)


@routes.post("/v1/offers/{offer_id}/unpublish", who=Who.MEMBER, refusals=OWN)
def unpublish_offer(call: Call, offer_id: str) -> OfferView:
    """Withdraw an offer: nobody finds or books it from now on."""

    def unpublish(work: UnitOfWork) -> OfferView:
        offer = service.unpublish(work, offer_id, member_id=call.caller.uid)
        return shown(work, offer, now=call.now)

    return call.commit(unpublish)
