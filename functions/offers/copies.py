"""What an offer and its stocks tell of each other, so that one document is enough to decide on."""

from dataclasses import replace
from datetime import datetime

from functions.offers.models import Offer, Stock, StockSummary


def summary_of(stock: Stock) -> StockSummary:
    """Return what the offer's document tells of a stock."""
    return StockSummary(
        id=stock.id,
        price_cents=stock.price_cents,
        price_label=stock.price_label,
        begins_at=stock.begins_at,
        booking_limit_at=stock.booking_limit_at,
    )


def with_stock(offer: Offer, stock: Stock) -> Offer:
    """Return the offer with this stock in its list: added, changed, or taken out when deleted."""
    if stock.is_deleted:
        kept = tuple(other for other in offer.stocks if other.id != stock.id)
        return replace(offer, stocks=kept)
    summary = summary_of(stock)
    if any(other.id == stock.id for other in offer.stocks):
        edited = tuple(summary if other.id == stock.id else other for other in offer.stocks)
        return replace(offer, stocks=edited)
    return replace(offer, stocks=(*offer.stocks, summary), stocks_made=offer.stocks_made + 1)


def follow(stock: Stock, offer: Offer) -> Stock:
    """Return the stock with the facts that it copies from its offer."""
    return replace(
        stock,
        offer_name=offer.name,
        duo=offer.duo,
        url=offer.url,
        place=offer.place,
        is_open=offer.is_listed,
        opens_at=opens_at(offer),
    )


def opens_at(offer: Offer) -> datetime | None:
    """Return from when on the stocks of the offer, once it is published, can be booked."""
    return max((at for at in (offer.publish_at, offer.bookable_from) if at), default=None)
