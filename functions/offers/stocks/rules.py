"""Rules of stocks: prices, labels, quantities and dates."""

from datetime import datetime, timedelta

from functions.kernel.errors import Conflict, Malformed
from functions.kernel.values import chosen, replace
from functions.offers.categories.models import Category
from functions.offers.codes import rules as codes_rules
from functions.offers.models import Offer, Stock, StockSummary
from functions.offers.prices import rules as prices_rules
from functions.offers.rules import InThePast, opens_at, position_of
from functions.offers.stocks.models import AddStock, EditStock

MOST_PRICE_LABELS = 50
"""The limit per offer (pass-culture-main, core/offers/constants.py)."""


class TooManyPriceLabels(Conflict):
    """The stocks of an offer can have at most 50 different price labels."""

    code = "too_many_price_labels"


def check_labels(offer: Offer, stock: Stock) -> None:
    """Check that the label of a stock is within the limit. Refuses TooManyPriceLabels."""
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
"""How long after its start an event can be deleted (pass-culture-main, core/offers/models.py)."""


class BeginsAtMissing(Malformed):
    """An event needs `begins_at`."""

    code = "begins_at_missing"


class BeginsAtNotAllowed(Malformed):
    """Only events can have `begins_at`."""

    code = "begins_at_not_allowed"


class LimitAfterBeginning(Malformed):
    """The booking limit must not be later than the start of the event."""

    code = "booking_limit_after_beginning"


class QuantityBelowBooked(Conflict):
    """More than this quantity is already booked."""

    code = "quantity_below_booked"
    booked: int


class EventPast(Conflict):
    """Past events cannot be edited, nor deleted more than 48 hours after they start."""

    code = "event_past"


class TooManyStocks(Conflict):
    """An offer can have at most 2,500 stocks."""

    code = "too_many_stocks"


def add_stock(offer: Offer, command: AddStock, *, category: Category, now: datetime) -> Stock:
    """Create a stock of an offer.

    Refuses TooManyStocks, BeginsAtMissing, BeginsAtNotAllowed, InThePast, LimitAfterBeginning,
    TooManyPriceLabels, and what `priced` and `await_codes` refuse. An event without a booking limit
    can be booked until it begins (docs/decisions/0010).
    """
    if len(offer.stocks) >= MOST_STOCKS:
        raise TooManyStocks
    if category.event and command.begins_at is None:
        raise BeginsAtMissing
    if not category.event and command.begins_at is not None:
        raise BeginsAtNotAllowed
    price_cents, label = prices_rules.priced(
        offer,
        price_cents=command.price_cents,
        label=command.price_label,
        category_id=command.price_category,
    )
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
        price_cents=price_cents,
        price_label=label,
        price_category=command.price_category,
        quantity=command.quantity,
        begins_at=command.begins_at,
        booking_limit_at=command.booking_limit_at or command.begins_at,
        used_when_free=category.used_when_free,
        partner_id=command.partner_id,
    )
    check_dates(stock, former=None, now=now)
    check_labels(offer, stock)
    return codes_rules.await_codes(stock) if command.with_codes else stock


def edit_stock(stock: Stock, command: EditStock, *, offer: Offer, now: datetime) -> Stock:
    """Apply an edit to a stock; existing bookings keep their price.

    A new date counts as a move, and moves a booking limit equal to the old date with it. The date
    of a draft may be corrected even when past, because nobody could book it. A stock given a price
    or label of its own leaves its price category. Refuses QuantityBelowBooked, EventPast,
    PriceAmbiguous, UnknownPriceCategory, the date and label refusals of `add_stock`, and what
    `codes.rules.edit` refuses.
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
        _priced(stock, command, offer=offer),
        quantity=quantity,
        begins_at=begins_at,
        booking_limit_at=limit or begins_at,
        moves=stock.moves + is_moved,
        partner_id=chosen(command.partner_id, stock.partner_id),
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
    """Delete a stock. Refuses EventPast more than 48 hours after its event began."""
    if offer.publication != "draft" and _began_before(stock, now - DELETABLE_FOR):
        raise EventPast
    return replace(stock, is_deleted=True)


def by_date(
    offer: Offer,
    *,
    begins_from: datetime | None,
    begins_until: datetime | None,
    after: tuple[datetime, str] | None,
) -> list[StockSummary]:
    """Return the stocks of an offer after a position in the order of dates.

    Stocks without a date come last, and are left out where dates are bounded.
    """
    is_bounded = begins_from is not None or begins_until is not None
    found = (
        stock
        for stock in offer.stocks
        if (begins_from or position_of(stock)[0])
        <= position_of(stock)[0]
        <= (begins_until or position_of(stock)[0])
        and not (is_bounded and stock.begins_at is None)
        and (after is None or position_of(stock) > after)
    )
    return sorted(found, key=position_of)


def check_dates(stock: Stock, *, former: Stock | None, now: datetime) -> None:
    """Check the dates of a stock. Refuses InThePast, LimitAfterBeginning.

    Dates already on the `former` stock may have passed since: an event whose booking limit has
    passed can be postponed without reopening bookings.
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


def _priced(stock: Stock, command: EditStock, *, offer: Offer) -> Stock:
    """Return the stock with the price of an edit: its own, or the present one of a category."""
    category_id = command.price_category
    if isinstance(category_id, str):
        if isinstance(command.price_cents, int) or isinstance(command.price_label, str):
            raise prices_rules.PriceAmbiguous
        category = prices_rules.get(offer, category_id)
        return replace(
            stock,
            price_cents=category.price_cents,
            price_label=category.label,
            price_category=category_id,
        )
    price_cents = chosen(command.price_cents, stock.price_cents)
    label = chosen(command.price_label, stock.price_label)
    has_own = (price_cents, label) != (stock.price_cents, stock.price_label)
    follows = stock.price_category if category_id is not None and not has_own else None
    return replace(stock, price_cents=price_cents, price_label=label, price_category=follows)
