"""Routes that add, edit and delete stocks."""

from functions.accounts.offerers.rules import BY_KEY
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import Who
from functions.kernel.values import replace
from functions.offers import rules as offers_rules
from functions.offers.codes import rules as codes_rules
from functions.offers.partner_ids.rules import PartnerIdTaken
from functions.offers.prices.rules import PriceAmbiguous, UnknownPriceCategory
from functions.offers.publish import rules as publish_rules
from functions.offers.publish.routes import OWN_OFFER_REFUSALS
from functions.offers.routes import actor_of, routes
from functions.offers.rules import position_of
from functions.offers.schemas import Done, OwnStockView, StockView
from functions.offers.shards.service import gathered_unverified
from functions.offers.stocks import rules, service
from functions.offers.stocks.models import AddStock, EditStock
from functions.offers.stocks.rules import TooManyPriceLabels
from functions.offers.stocks.schemas import StockBody, StockChanges, StocksQuery, StocksView
from functions.offers.store import find_stocks_unverified, offers

PRICE_REFUSALS = (PriceAmbiguous, UnknownPriceCategory)

_DATES = (
    rules.BeginsAtMissing,
    rules.BeginsAtNotAllowed,
    offers_rules.InThePast,
    rules.LimitAfterBeginning,
)


@routes.get("/v1/offers/{offer_id}/stocks", who=Who.ANYONE, refusals=(offers_rules.UnknownOffer,))
def list_stocks(call: Call, offer_id: str, query: StocksQuery) -> StocksView:
    """List the stocks of an offer by date."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> StocksView:
        offer = offers.get(work, offer_id)
        found = rules.by_date(
            offer, begins_from=query.begins_from, begins_until=query.begins_until, after=after
        )
        page, token = cut_page(found, query.page_size, position_of, of_list=list_id)
        shown = find_stocks_unverified(work, [replace(offer, stocks=tuple(page))])[offer_id]
        return StocksView(
            items=[StockView.of(s, now=call.now) for s in gathered_unverified(work, shown)],
            next_page_token=token,
        )

    return call.read(read)


@routes.post(
    "/v1/offers/{offer_id}/stocks",
    who=Who.OFFERS,
    status=201,
    refusals=(
        *OWN_OFFER_REFUSALS,
        publish_rules.OfferNotEditable,
        *_DATES,
        *PRICE_REFUSALS,
        rules.TooManyStocks,
        TooManyPriceLabels,
        PartnerIdTaken,
        codes_rules.QuantityFollowsCodes,
        codes_rules.CodesNotAllowed,
    ),
)
def add_stock(call: Call, offer_id: str, body: StockBody) -> OwnStockView:
    """Add a stock to an offer."""
    command = AddStock(
        offer_id=offer_id,
        member_id=actor_of(call),
        may_deal=call.platform.settings.deal_stocks,
        **body.model_dump(),
    )
    return call.commit(
        lambda work: OwnStockView.of(service.add_stock(work, command, now=call.now), now=call.now)
    )


@routes.patch(
    "/v1/stocks/{stock_id}",
    who=Who.OFFERS,
    refusals=(
        offers_rules.UnknownStock,
        *BY_KEY,
        *_DATES,
        *PRICE_REFUSALS,
        rules.QuantityBelowBooked,
        rules.EventPast,
        publish_rules.OfferNotEditable,
        TooManyPriceLabels,
        PartnerIdTaken,
        codes_rules.QuantityFollowsCodes,
        codes_rules.CodesExpireTooSoon,
    ),
)
def edit_stock(call: Call, stock_id: str, body: StockChanges) -> OwnStockView:
    """Edit a stock; existing bookings keep their price.

    When an event is moved, everyone who booked it is notified and can cancel for 48 hours.
    """
    command = EditStock(
        stock_id=stock_id,
        member_id=actor_of(call),
        may_deal=call.platform.settings.deal_stocks,
        **body.model_dump(exclude_unset=True),
    )
    return call.commit(
        lambda work: OwnStockView.of(service.edit_stock(work, command, now=call.now), now=call.now)
    )


@routes.delete(
    "/v1/stocks/{stock_id}",
    who=Who.OFFERS,
    refusals=(
        offers_rules.UnknownStock,
        *BY_KEY,
        rules.EventPast,
        publish_rules.OfferNotEditable,
    ),
)
def delete_stock(call: Call, stock_id: str) -> Done:
    """Delete a stock, cancel its open bookings and return their credit."""
    actor = actor_of(call)

    def delete(work: UnitOfWork) -> Done:
        service.delete_stock(work, stock_id, member_id=actor, now=call.now)
        return Done(status="removed")

    return call.commit(delete)
