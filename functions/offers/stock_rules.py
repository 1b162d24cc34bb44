"""What can be booked, at which price and until when: pure decisions about stocks."""

from dataclasses import replace
from datetime import datetime

from functions.kernel.errors import Conflict, Malformed, NotFound
from functions.offers import code_rules
from functions.offers.models import AddStock, Category, Offer, Stock, StockSummary

HIGHEST_PRICE_CENTS = 30_000
"""300 EUR (pass-culture-main, core/offers/validation.py)."""
LARGEST_QUANTITY = 1_000_000
MOST_STOCKS = 2_500


class UnknownStock(NotFound):
    """There is no such stock."""

    code = "unknown_stock"


class BeginsAtMissing(Malformed):
    """An event needs the instant at which it begins."""

    code = "begins_at_missing"


class BeginsAtNotAllowed(Malformed):
    """Only events begin at an instant."""

    code = "begins_at_not_allowed"


class InThePast(Malformed):
    """The event begins, or its booking limit lies, in the past."""

    code = "in_the_past"


class LimitAfterBeginning(Malformed):
    """Bookings must end before the event begins, or with it."""

    code = "booking_limit_after_beginning"


class QuantityBelowBooked(Conflict):
    """There are more bookings than that already."""

    code = "quantity_below_booked"


class StockHasBookings(Conflict):
    """An event that has bookings cannot be moved."""

    code = "stock_has_bookings"


class TooManyStocks(Conflict):
    """An offer has at most 2,500 stocks."""

    code = "too_many_stocks"


def add_stock(offer: Offer, command: AddStock, *, category: Category, now: datetime) -> Stock:
    """Return a new stock of the offer.

    Refuses TooManyStocks, BeginsAtMissing, BeginsAtNotAllowed, InThePast, LimitAfterBeginning, and
    what `await_codes` refuses.
    Without a booking limit of its own, an event can be booked until it begins.
    """
    if len(offer.stocks) >= MOST_STOCKS:
        raise TooManyStocks
    if category.event and command.begins_at is None:
        raise BeginsAtMissing
    if not category.event and command.begins_at is not None:
        raise BeginsAtNotAllowed
    stock = Stock(
        id=f"{offer.id}~{offer.stocks_made + 1}",
        offer_id=offer.id,
        offerer_siren=offer.offerer_siren,
        offer_name=offer.name,
        category=category.id,
        domain=category.domain,
        is_event=category.event,
        expiry_days=category.expiry_days,
        duo=offer.duo,
        url=offer.url,
        place=offer.place,
        is_open=offer.is_listed,
        price_cents=command.price_cents,
        quantity=command.quantity,
        begins_at=command.begins_at,
        booking_limit_at=command.booking_limit_at or command.begins_at,
        used_when_free=category.used_when_free,
    )
    check_dates(stock, now=now)
    return code_rules.await_codes(stock) if command.with_codes else stock


def edit_stock(
    stock: Stock,
    *,
    price_cents: int,
    quantity: int | None,
    begins_at: datetime | None,
    booking_limit_at: datetime | None,
    now: datetime,
) -> Stock:
    """Return the stock with other numbers; what is booked already keeps its price.

    Refuses QuantityBelowBooked, StockHasBookings, what `add_stock` refuses of dates, and what
    `edit` refuses of a stock with activation codes.
    """
    if quantity is not None and quantity < stock.booked:
        raise QuantityBelowBooked(booked=stock.booked)
    if begins_at != stock.begins_at:
        if not stock.is_event:
            raise BeginsAtNotAllowed
        if begins_at is None:
            raise BeginsAtMissing
        if stock.booked:
            raise StockHasBookings
    after = replace(
        stock,
        price_cents=price_cents,
        quantity=quantity,
        begins_at=begins_at,
        booking_limit_at=booking_limit_at or begins_at,
    )
    if (after.begins_at, after.booking_limit_at) != (stock.begins_at, stock.booking_limit_at):
        check_dates(after, now=now)
    return code_rules.edit(stock, after, now=now)


def check_dates(stock: Stock, *, now: datetime) -> None:
    """Refuse InThePast or LimitAfterBeginning where the stock's dates make no sense."""
    if stock.begins_at is not None and stock.begins_at <= now:
        raise InThePast
    limit = stock.booking_limit_at
    if limit is not None and limit <= now:
        raise InThePast
    if stock.begins_at is not None and limit is not None and limit > stock.begins_at:
        raise LimitAfterBeginning


def summary_of(stock: Stock) -> StockSummary:
    """Return what the offer's document tells of a stock."""
    return StockSummary(
        id=stock.id,
        price_cents=stock.price_cents,
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
    )


def is_over(stock: Stock, *, now: datetime) -> bool:
    """Tell whether it is too late to book: the event has begun or the booking limit has passed."""
    limits = (limit for limit in (stock.begins_at, stock.booking_limit_at) if limit is not None)
    return any(limit <= now for limit in limits)


def is_bookable(stock: Stock, *, now: datetime) -> bool:
    """Tell whether one more can be booked now."""
    left = stock.remaining is None or stock.remaining > 0
    left = left and code_rules.has_code_left(stock, now=now)
    return stock.is_open and not stock.is_deleted and left and not is_over(stock, now=now)
