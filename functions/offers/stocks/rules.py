"""Stocks: prices, dates, quantities, labels, and the refusals."""

from dataclasses import replace
from datetime import datetime, timedelta

from functions.kernel.errors import Conflict, Malformed
from functions.offers.categories.models import Category
from functions.offers.codes import rules as codes_rules
from functions.offers.models import AddStock, EditStock, Offer, Stock, chosen
from functions.offers.rules import InThePast, opens_at

MOST_PRICE_LABELS = 50
"""Price categories (pass-culture-main, core/offers/constants.py)."""


class TooManyPriceLabels(Conflict):
    """The stocks of an offer have at most 50 different price labels."""

    code = "too_many_price_labels"


def check_labels(offer: Offer, stock: Stock) -> None:
    """Refuse TooManyPriceLabels where a stock's label is one more than its offer may have."""
    others = {other.price_label for other in offer.stocks if other.id != stock.id}
    if (
        stock.price_label not in others
        and len({*others, stock.price_label} - {None}) > MOST_PRICE_LABELS
    ):
        raise TooManyPriceLabels


HIGHEST_PRICE_CENTS = 30_000
"""300 EUR (pass-culture-main, core/offers/validation.py)."""


LARGEST_QUANTITY = codes_rules.MOST_CODES


MOST_STOCKS = 2_500


DELETABLE_FOR = timedelta(hours=48)
"""After the beginning of an event (pass-culture-main, core/offers/models.py)."""


class BeginsAtMissing(Malformed):
    """An event needs the instant at which it begins."""

    code = "begins_at_missing"


class BeginsAtNotAllowed(Malformed):
    """Only events begin at an instant."""

    code = "begins_at_not_allowed"


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
    return codes_rules.await_codes(stock) if command.with_codes else stock


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
    after = codes_rules.edit(stock, after, now=now)
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


def _began_before(stock: Stock, at: datetime) -> bool:
    return stock.begins_at is not None and stock.begins_at <= at
