"""Routes that add, move, price, resize and delete many stocks together."""

from typing import Any

from functions.accounts.offerers.rules import MEMBER_ONLY
from functions.kernel.call import Call
from functions.kernel.identifiers import new_id
from functions.kernel.route import Who
from functions.offers import rules as offers_rules
from functions.offers.batches import rules, service
from functions.offers.batches.models import (
    BatchKind,
    Selection,
    Series,
    SeriesPrice,
    Shift,
    StockBatch,
)
from functions.offers.batches.schemas import (
    DeleteBody,
    QuantityBody,
    RepriceBody,
    SelectionBody,
    SeriesBody,
    ShiftBody,
    StockBatchView,
    facts_of,
)
from functions.offers.publish.routes import OWN_OFFER_REFUSALS
from functions.offers.publish.rules import OfferNotEditable
from functions.offers.routes import routes
from functions.offers.stocks import rules as stocks_rules
from functions.offers.stocks.routes import PRICE_REFUSALS

_REFUSALS = (*OWN_OFFER_REFUSALS, OfferNotEditable)


@routes.post(
    "/v1/offers/{offer_id}/stocks/series",
    who=Who.MEMBER,
    refusals=(
        *_REFUSALS,
        *PRICE_REFUSALS,
        rules.SeriesEmpty,
        stocks_rules.BeginsAtNotAllowed,
        stocks_rules.TooManyStocks,
        offers_rules.InThePast,
    ),
)
def add_series(call: Call, offer_id: str, body: SeriesBody) -> StockBatchView:
    """Add a series of dates to an event.

    The first 50 stocks are there with the answer; the rest follows within seconds. Dates that the
    offer has at this price are passed over.
    """
    prices = tuple(SeriesPrice(**facts_of(price)) for price in body.prices)
    series = Series(**facts_of(body, prices=prices))
    return _start(call, offer_id, "add", series=series)


@routes.post(
    "/v1/offers/{offer_id}/stocks/move",
    who=Who.MEMBER,
    refusals=(*_REFUSALS, rules.ShiftEmpty),
)
def move_stocks(call: Call, offer_id: str, body: ShiftBody) -> StockBatchView:
    """Move many dates of an event together.

    Everyone who booked them is notified and can cancel for 48 hours. Past dates stay. Send an
    Idempotency-Key: without one, a repeat moves them again.
    """
    shift = Shift(days=body.days, time=body.time)
    return _start(call, offer_id, "move", selection=_selection(body.stocks), shift=shift)


@routes.post(
    "/v1/offers/{offer_id}/stocks/price",
    who=Who.MEMBER,
    refusals=(*_REFUSALS, *PRICE_REFUSALS),
)
def price_stocks(call: Call, offer_id: str, body: RepriceBody) -> StockBatchView:
    """Give many stocks another price; existing bookings keep theirs."""
    price = SeriesPrice(
        price_cents=body.price_cents,
        price_label=body.price_label,
        price_category=body.price_category,
    )
    return _start(call, offer_id, "price", selection=_selection(body.stocks), price=price)


@routes.post("/v1/offers/{offer_id}/stocks/quantity", who=Who.MEMBER, refusals=_REFUSALS)
def resize_stocks(call: Call, offer_id: str, body: QuantityBody) -> StockBatchView:
    """Give each of many stocks another quantity; one below what is booked is left as it is."""
    selection = _selection(body.stocks)
    return _start(call, offer_id, "quantity", selection=selection, quantity=body.quantity)


@routes.post("/v1/offers/{offer_id}/stocks/delete", who=Who.MEMBER, refusals=_REFUSALS)
def delete_stocks(call: Call, offer_id: str, body: DeleteBody) -> StockBatchView:
    """Delete many stocks, cancel their open bookings and return their credit."""
    return _start(call, offer_id, "delete", selection=_selection(body.stocks))


@routes.get(
    "/v1/stock-batches/{batch_id}",
    who=Who.MEMBER,
    refusals=(rules.UnknownStockBatch, *MEMBER_ONLY),
)
def read_stock_batch(call: Call, batch_id: str) -> StockBatchView:
    """Show how far a change of many stocks is."""
    uid = call.caller.uid
    return call.read(
        lambda work: StockBatchView.of(service.get_own_batch(work, batch_id, member_id=uid))
    )


@routes.get(
    "/v1/offers/{offer_id}/stock-batch",
    who=Who.MEMBER,
    refusals=(*OWN_OFFER_REFUSALS, rules.UnknownStockBatch),
)
def read_last_stock_batch(call: Call, offer_id: str) -> StockBatchView:
    """Show the change of many stocks of an offer that runs, or else the last one."""
    uid = call.caller.uid
    return call.read(
        lambda work: StockBatchView.of(service.get_last_batch(work, offer_id, member_id=uid))
    )


@routes.post(
    "/v1/stock-batches/{batch_id}/resume",
    who=Who.MEMBER,
    refusals=(rules.UnknownStockBatch, *MEMBER_ONLY, OfferNotEditable),
)
def resume_stock_batch(call: Call, batch_id: str) -> StockBatchView:
    """Resume a change of many stocks that stopped; the rest follows within seconds."""
    uid = call.caller.uid
    return call.commit(
        lambda work: StockBatchView.of(service.resume(work, batch_id, member_id=uid, now=call.now))
    )


def _selection(body: SelectionBody) -> Selection:
    return Selection(**facts_of(body))


def _start(call: Call, offer_id: str, kind: BatchKind, **facts: Any) -> StockBatchView:
    batch = StockBatch(
        id=new_id(),
        offer_id=offer_id,
        member_id=call.caller.uid,
        kind=kind,
        may_deal=call.platform.settings.deal_stocks,
        created_at=call.now,
        **facts,
    )
    return call.commit(lambda work: StockBatchView.of(service.start(work, batch, now=call.now)))
