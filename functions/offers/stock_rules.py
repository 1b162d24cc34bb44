"""What can be booked, at which price and until when: pure decisions about stocks."""

from dataclasses import replace
from datetime import datetime, timedelta

from functions.kernel.errors import Conflict, Malformed, NotFound
from functions.offers import code_rules
from functions.offers.copies import opens_at
from functions.offers.models import (
    AddStock,
    Category,
    EditStock,
    Offer,
    Stock,
    StockSummary,
    chosen,
)
from functions.offers.price_labels import check_labels

HIGHEST_PRICE_CENTS = 30_000
"""300 EUR (pass-culture-main, core/offers/validation.py)."""
LARGEST_QUANTITY = code_rules.MOST_CODES
MOST_STOCKS = 2_500

DELETABLE_FOR = timedelta(hours=48)
"""After the beginning of an event (pass-culture-main, core/offers/models.py)."""


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
    """An instant that has to be ahead lies in the past."""

    code = "in_the_past"
    field: str


class LimitAfterBeginning(Malformed):
    """Bookings must end before the event begins, or with it."""

    code = "booking_limit_after_beginning"


class QuantityBelowBooked(Conflict):
    """There are more bookings than that already."""

    code = "quantity_below_booked"
    booked: int


class EventPast(Conflict):
    """A past event does not change, and 48 hours later it cannot be deleted either."""

    code = "event_past"


class TooManyStocks(Conflict):
    """An offer has at most 2,500 stocks."""

    code = "too_many_stocks"


def add_stock(offer: Offer, command: AddStock, *, category: Category, now: datetime) -> Stock:
    """Return a new stock of the offer.

    Refuses TooManyStocks, BeginsAtMissing, BeginsAtNotAllowed, InThePast, LimitAfterBeginning,
    TooManyPriceLabels, and what `await_codes` refuses. Without a booking limit of its own, an event
    can be booked until it begins (docs/decisions/0010).
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
        expiry_days=category.term_days,
        duo=offer.duo,
        url=offer.url,
        place=offer.place,
        is_open=offer.is_listed,
        opens_at=opens_at(offer),
        price_cents=command.price_cents,
        price_label=command.price_label,
        quantity=command.quantity,
        begins_at=command.begins_at,
        booking_limit_at=command.booking_limit_at or command.begins_at,
        used_when_free=category.used_when_free,
    )
    check_dates(stock, former=None, now=now)
    check_labels(offer, stock)
    return code_rules.await_codes(stock) if command.with_codes else stock


def edit_stock(stock: Stock, command: EditStock, *, offer: Offer, now: datetime) -> Stock:
    """Return the stock with other numbers; earlier bookings keep their price.

    Moved to another instant, it counts the move; a booking limit that is the beginning itself moves
    with it. Refuses QuantityBelowBooked, EventPast, what `add_stock` refuses of dates and labels,
    and what `code_rules.edit` refuses of a stock with activation codes. A draft, which nobody could
    book, may be corrected after its date.
    """
    quantity = chosen(command.quantity, stock.quantity)
    begins_at = chosen(command.begins_at, stock.begins_at)
    if quantity is not None and quantity < stock.booked:
        raise QuantityBelowBooked(booked=stock.booked)
    is_moved = begins_at != stock.begins_at
    if is_moved and not stock.is_event:
        raise BeginsAtNotAllowed
    if is_moved and begins_at is None:
        raise BeginsAtMissing
    follows = is_moved and stock.booking_limit_at == stock.begins_at
    limit = chosen(command.booking_limit_at, None if follows else stock.booking_limit_at)
    after = replace(
        stock,
        price_cents=chosen(command.price_cents, stock.price_cents),
        price_label=chosen(command.price_label, stock.price_label),
        quantity=quantity,
        begins_at=begins_at,
        booking_limit_at=limit or begins_at,
        moves=stock.moves + is_moved,
    )
    after = code_rules.edit(stock, after, now=now)
    if after == stock:
        return stock
    if offer.publication != "draft" and _began_before(stock, now):
        raise EventPast
    check_dates(after, former=stock, now=now)
    check_labels(offer, after)
    return after


def delete(stock: Stock, *, offer: Offer, now: datetime) -> Stock:
    """Return the stock as deleted. Refuses EventPast two days after its event has begun."""
    if offer.publication != "draft" and _began_before(stock, now - DELETABLE_FOR):
        raise EventPast
    return replace(stock, is_deleted=True)


def check_dates(stock: Stock, *, former: Stock | None, now: datetime) -> None:
    """Refuse InThePast or LimitAfterBeginning where the stock's dates make no sense.

    What stood there already in the `former` stock may have come meanwhile: an event whose bookings
    have ended can be put off without opening them again.
    """
    for name in ("begins_at", "booking_limit_at"):
        at = getattr(stock, name)
        if at is not None and at <= now and (former is None or at != getattr(former, name)):
            raise InThePast(field=name)
    begins_at, limit = stock.begins_at, stock.booking_limit_at
    if begins_at is not None and limit is not None and limit > begins_at:
        raise LimitAfterBeginning


def is_over(stock: Stock | StockSummary, *, now: datetime) -> bool:
    """Tell whether it is too late to book: the event has begun or the booking limit has passed."""
    limits = (limit for limit in (stock.begins_at, stock.booking_limit_at) if limit is not None)
    return any(limit <= now for limit in limits)


def is_offered(stock: Stock, *, now: datetime) -> bool:
    """Tell whether booking has begun: its offer is published, and it was not deleted."""
    return (
        stock.is_open and not stock.is_deleted and (stock.opens_at is None or stock.opens_at <= now)
    )


def is_bookable(stock: Stock, *, now: datetime) -> bool:
    """Tell whether one more can be booked now."""
    left = stock.remaining is None or stock.remaining > 0
    left = left and code_rules.has_code_left(stock, now=now)
    return is_offered(stock, now=now) and left and not is_over(stock, now=now)


def _began_before(stock: Stock, at: datetime) -> bool:
    return stock.begins_at is not None and stock.begins_at <= at
