"""Routes of the price categories of an offer."""

from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.identifiers import new_id
from functions.kernel.route import Who
from functions.offers.batches.models import Selection, SeriesPrice, StockBatch
from functions.offers.batches.schemas import StockBatchView
from functions.offers.price_categories import service
from functions.offers.price_categories.schemas import (
    EditedPriceCategoryView,
    PriceCategoryBody,
    PriceCategoryChanges,
)
from functions.offers.prices import rules
from functions.offers.publish.routes import OWN_OFFER_REFUSALS
from functions.offers.publish.rules import OfferNotEditable
from functions.offers.routes import routes
from functions.offers.schemas import Done, PriceCategoryView

_REFUSALS = (*OWN_OFFER_REFUSALS, OfferNotEditable)


@routes.post(
    "/v1/offers/{offer_id}/price-categories",
    who=Who.MEMBER,
    status=201,
    refusals=(*_REFUSALS, rules.TooManyPriceCategories, rules.PriceLabelTaken),
)
def add_price_category(call: Call, offer_id: str, body: PriceCategoryBody) -> PriceCategoryView:
    """Add a price category to an offer."""
    uid = call.caller.uid

    def add(work: UnitOfWork) -> PriceCategoryView:
        category = service.add_category(work, offer_id, member_id=uid, **body.model_dump())
        return PriceCategoryView.model_validate(category)

    return call.commit(add)


@routes.patch(
    "/v1/offers/{offer_id}/price-categories/{category_id}",
    who=Who.MEMBER,
    refusals=(*_REFUSALS, rules.UnknownPriceCategory, rules.PriceLabelTaken),
)
def edit_price_category(
    call: Call, offer_id: str, category_id: str, body: PriceCategoryChanges
) -> EditedPriceCategoryView:
    """Edit a price category and the stocks that follow it; existing bookings keep their price.

    The first 50 stocks change with the answer; the rest follows within seconds.
    """
    batch = StockBatch(
        id=new_id(),
        offer_id=offer_id,
        member_id=call.caller.uid,
        kind="price",
        selection=Selection(price_category=category_id),
        price=SeriesPrice(price_category=category_id),
        may_deal=call.platform.settings.deal_stocks,
        created_at=call.now,
    )
    given = body.model_dump(exclude_unset=True)

    def edit(work: UnitOfWork) -> EditedPriceCategoryView:
        category, started = service.edit_category(
            work,
            batch,
            category_id,
            label=given.get("label"),
            price_cents=given.get("price_cents"),
            now=call.now,
        )
        return EditedPriceCategoryView(
            price_category=PriceCategoryView.model_validate(category),
            batch=None if started is None else StockBatchView.of(started),
        )

    return call.commit(edit)


@routes.delete(
    "/v1/offers/{offer_id}/price-categories/{category_id}",
    who=Who.MEMBER,
    refusals=(*_REFUSALS, rules.PriceCategoryInUse),
)
def remove_price_category(call: Call, offer_id: str, category_id: str) -> Done:
    """Remove a price category that no stock follows."""
    uid = call.caller.uid

    def remove(work: UnitOfWork) -> Done:
        service.remove_category(work, offer_id, category_id, member_id=uid)
        return Done(status="removed")

    return call.commit(remove)
