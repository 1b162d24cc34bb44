"""Selling: the stocks of an offer are added, edited and deleted."""

from functions.accounts.offerer_rules import NotAMember
from functions.kernel.database import UnitOfWork
from functions.kernel.http import Call, Who
from functions.offers import code_rules, publication, stock_rules, stock_service
from functions.offers.models import AddStock, EditStock
from functions.offers.price_labels import TooManyPriceLabels
from functions.offers.routes import OWN, routes
from functions.offers.stock_wire import StockBody, StockChanges, StockView
from functions.offers.wire import Done

_DATES = (
    stock_rules.BeginsAtMissing,
    stock_rules.BeginsAtNotAllowed,
    stock_rules.InThePast,
    stock_rules.LimitAfterBeginning,
)


@routes.post(
    "/v1/offers/{offer_id}/stocks",
    who=Who.MEMBER,
    status=201,
    refusals=(
        *OWN,
        publication.OfferNotEditable,
        *_DATES,
        stock_rules.TooManyStocks,
        TooManyPriceLabels,
        code_rules.QuantityFollowsCodes,
        code_rules.CodesNotAllowed,
    ),
)
def add_stock(call: Call, offer_id: str, body: StockBody) -> StockView:
    """Make an offer bookable at a price, for events on a date."""
    command = AddStock(offer_id=offer_id, member_id=call.caller.uid, **body.model_dump())
    return call.commit(
        lambda work: StockView.of(
            stock_service.add_stock(work, command, now=call.now), now=call.now
        )
    )


@routes.patch(
    "/v1/stocks/{stock_id}",
    who=Who.MEMBER,
    refusals=(
        stock_rules.UnknownStock,
        NotAMember,
        *_DATES,
        stock_rules.QuantityBelowBooked,
        stock_rules.EventPast,
        publication.OfferNotEditable,
        TooManyPriceLabels,
        code_rules.QuantityFollowsCodes,
        code_rules.CodesExpireTooSoon,
    ),
)
def edit_stock(call: Call, stock_id: str, body: StockChanges) -> StockView:
    """Change a price, a quantity or a date; bookings made before keep their price.

    Those who have booked an event that is moved are told, and can cancel for 48 hours.
    """
    command = EditStock(
        stock_id=stock_id, member_id=call.caller.uid, **body.model_dump(exclude_unset=True)
    )
    return call.commit(
        lambda work: StockView.of(
            stock_service.edit_stock(work, command, now=call.now), now=call.now
        )
    )


@routes.delete(
    "/v1/stocks/{stock_id}",
    who=Who.MEMBER,
    refusals=(
        stock_rules.UnknownStock,
        NotAMember,
        stock_rules.EventPast,
        publication.OfferNotEditable,
    ),
)
def delete_stock(call: Call, stock_id: str) -> Done:
    """Delete a stock; its open bookings are cancelled and their credit returns."""

    def delete(work: UnitOfWork) -> Done:
        stock_service.delete_stock(work, stock_id, member_id=call.caller.uid, now=call.now)
        return Done(status="removed")

    return call.commit(delete)
