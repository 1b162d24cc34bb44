"""Rules of batches: the dates of a series, the stocks that are selected, and the next page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from functions.kernel.errors import Malformed, NotFound
from functions.kernel.values import replace
from functions.offers.batches.models import (
    LeftOut,
    Selection,
    Series,
    SeriesPrice,
    Shift,
    StockBatch,
)
from functions.offers.categories.models import Category
from functions.offers.models import Offer, Stock, StockSummary
from functions.offers.prices.rules import UnknownPriceCategory, priced
from functions.offers.publish.rules import OfferNotEditable
from functions.offers.rules import InThePast
from functions.offers.stocks import rules as stocks_rules
from functions.offers.stocks.models import AddStock, EditStock

STOCKS_AT_ONCE = 50
"""Stocks changed by one commit: as many as the listing writes date entries for at once."""

MOST_NAMED = 500
"""Stocks left out that a batch names; it counts them all. Each page writes its names again."""

LONGEST_SERIES = timedelta(days=731)
"""Two years."""


class UnknownStockBatch(NotFound):
    """There is no such batch of stocks."""

    code = "unknown_stock_batch"


class SeriesEmpty(Malformed):
    """No date of this series lies between its first and its last day, at most two years later."""

    code = "series_empty"


class ShiftEmpty(Malformed):
    """Give a number of days, a time of day, or both, to move dates by."""

    code = "shift_empty"


def plan(batch: StockBatch, offer: Offer, *, category: Category, now: datetime) -> StockBatch:
    """Return the batch with the number of stocks that it is about.

    Refuses SeriesEmpty, TooManyStocks, BeginsAtNotAllowed, InThePast for a series; ShiftEmpty for a
    move; PriceAmbiguous and UnknownPriceCategory where prices are given.
    """
    for price in _prices(batch):
        price_of(offer, price)
    batch = replace(batch, offerer_siren=offer.offerer_siren, last_number=offer.stocks_made)
    if batch.series is None:
        if batch.shift is not None and batch.shift == Shift():
            raise ShiftEmpty
        return replace(batch, total=sum(1 for _ in _selected(batch, offer)))
    if not category.event:
        raise stocks_rules.BeginsAtNotAllowed
    dates = dates_of(batch.series, offer.place.time_zone)
    if not dates:
        raise SeriesEmpty
    if dates[0] <= now:
        raise InThePast(field="first_day")
    total = len(dates) * len(batch.series.prices)
    if len(offer.stocks) + total > stocks_rules.MOST_STOCKS:
        raise stocks_rules.TooManyStocks
    return replace(batch, total=total)


def dates_of(series: Series, zone: str) -> list[datetime]:
    """Return the dates of a series (UTC), in order.

    A time that the clocks skip is an hour later that day, and one that they repeat is the first.
    """
    if not timedelta(0) <= series.last_day - series.first_day <= LONGEST_SERIES:
        raise SeriesEmpty
    days = (series.last_day - series.first_day).days + 1
    found = {
        _instant(day, at, zone)
        for day in (series.first_day + timedelta(days=n) for n in range(days))
        if day.isoweekday() in series.weekdays
        for at in series.times
    }
    return sorted(found)


def additions(batch: StockBatch, offer: Offer) -> list[AddStock]:
    """Return the next page of stocks to add."""
    series = batch.series
    assert series is not None
    wanted = (
        (at, price) for at in dates_of(series, offer.place.time_zone) for price in series.prices
    )
    return [
        AddStock(
            offer_id=offer.id,
            member_id=batch.member_id,
            price_cents=price.price_cents,
            price_label=price.price_label,
            price_category=price.price_category,
            quantity=price.quantity,
            begins_at=at,
            booking_limit_at=at - timedelta(minutes=series.limit_minutes),
            may_deal=batch.may_deal,
        )
        for at, price in islice(wanted, batch.position, batch.position + STOCKS_AT_ONCE)
    ]


def is_there(offer: Offer, wanted: AddStock) -> bool:
    """Return whether the offer has a stock of this date and price already."""
    cents, label = price_of(offer, wanted)
    return any(
        (stock.begins_at, stock.price_cents, stock.price_label) == (wanted.begins_at, cents, label)
        for stock in offer.stocks
    )


def price_of(offer: Offer, price: SeriesPrice | AddStock) -> tuple[int, str | None]:
    """Return a price in cents with its label. Refuses PriceAmbiguous, UnknownPriceCategory."""
    return priced(
        offer,
        price_cents=price.price_cents,
        label=price.price_label,
        category_id=price.price_category,
    )


def prices_to_come(batch: StockBatch, offer: Offer) -> tuple[StockSummary, ...]:
    """Return a stock for each price that the batch gives, by which its offer is screened."""
    found = (price_of(offer, price) for price in _prices(batch))
    return tuple(StockSummary(id="", price_cents=c, price_label=label) for c, label in found)


def next_page(batch: StockBatch, offer: Offer) -> list[StockSummary]:
    """Return the next page of stocks to change."""
    return list(islice(_selected(batch, offer), STOCKS_AT_ONCE))


def edit_of(batch: StockBatch, stock: Stock, *, now: datetime) -> EditStock:
    """Return the edit that a batch makes to a stock.

    A booking limit that has not passed moves with its date.
    """
    if batch.kind == "quantity":
        return EditStock(stock_id=stock.id, member_id=batch.member_id, quantity=batch.quantity)
    if batch.price is not None:
        price = batch.price
        if price.price_category is not None:
            return EditStock(
                stock_id=stock.id,
                member_id=batch.member_id,
                price_category=price.price_category,
            )
        assert price.price_cents is not None
        return EditStock(
            stock_id=stock.id,
            member_id=batch.member_id,
            price_cents=price.price_cents,
            price_label=price.price_label,
            price_category=None,
        )
    assert batch.shift is not None
    if stock.begins_at is None:
        raise stocks_rules.BeginsAtNotAllowed
    begins_at = _shifted(stock.begins_at, batch.shift, stock.place.time_zone)
    limit = stock.booking_limit_at
    if limit is not None and limit > now:
        limit += begins_at - stock.begins_at
    return EditStock(
        stock_id=stock.id, member_id=batch.member_id, begins_at=begins_at, booking_limit_at=limit
    )


def left_out(offer: Offer, wanted: AddStock, code: str) -> LeftOut:
    """Return a date of a series that is left out; a price that is gone has no amount."""
    try:
        cents, label = price_of(offer, wanted)
    except UnknownPriceCategory:
        cents, label = None, None
    return LeftOut(code=code, begins_at=wanted.begins_at, price_cents=cents, price_label=label)


def unchanged(stock: Stock, code: str) -> LeftOut:
    """Return a stock that is left as it is."""
    return LeftOut(
        code=code,
        begins_at=stock.begins_at,
        price_cents=stock.price_cents,
        price_label=stock.price_label,
    )


def advanced(
    batch: StockBatch, offer: Offer, *, position: int, done: int, left: Sequence[LeftOut]
) -> StockBatch:
    """Return the batch after a page, done when no stock of the `offer` is left for it."""
    skipped = Counter(batch.skipped) + Counter(one.code for one in left)
    after = replace(
        batch,
        position=position,
        done=batch.done + done,
        skipped={code: skipped[code] for code in sorted(skipped)},
        left_out=(*batch.left_out, *left)[:MOST_NAMED],
    )
    is_left = position < after.total if after.series is not None else next_page(after, offer)
    return after if is_left else replace(after, status="done")


def shown_of(newest: Iterable[StockBatch]) -> StockBatch:
    """Return the batch to show of an offer's, newest first: one that runs, or else the newest.

    Refuses UnknownStockBatch where there is none.
    """
    batches = list(newest)
    if not batches:
        raise UnknownStockBatch
    return next((batch for batch in batches if batch.status == "running"), batches[0])


def check_unended(offer: Offer) -> None:
    """Check that an offer has not ended since the batch began. Refuses OfferNotEditable.

    It may wait for a review, for which the first page gave all prices.
    """
    if offer.publication in ("rejected", "closed"):
        raise OfferNotEditable


def number_of(stock_id: str) -> int:
    """Return the number of a stock of its offer."""
    return int(stock_id.rpartition("~")[2])


def _prices(batch: StockBatch) -> tuple[SeriesPrice, ...]:
    if batch.series is not None:
        return batch.series.prices
    return () if batch.price is None else (batch.price,)


def _selected(batch: StockBatch, offer: Offer) -> Iterator[StockSummary]:
    named = set(batch.selection.stock_ids)
    for stock in sorted(offer.stocks, key=lambda stock: number_of(stock.id)):
        is_of_batch = batch.position < number_of(stock.id) <= batch.last_number
        if named and stock.id not in named:
            continue
        if is_of_batch and _is_selected(stock, batch.selection, offer.place.time_zone):
            yield stock


def _is_selected(stock: StockSummary, wanted: Selection, zone: str) -> bool:
    if wanted.price_category is not None and stock.price_category != wanted.price_category:
        return False
    if not wanted.has_dates:
        return True
    if stock.begins_at is None:
        return False
    at = stock.begins_at.astimezone(ZoneInfo(zone))
    return (
        (wanted.first_day or at.date()) <= at.date() <= (wanted.last_day or at.date())
        and (not wanted.weekdays or at.isoweekday() in wanted.weekdays)
        and (not wanted.times or f"{at:%H:%M}" in wanted.times)
    )


def _shifted(at: datetime, shift: Shift, zone: str) -> datetime:
    local = at.astimezone(ZoneInfo(zone))
    wanted = f"{local:%H:%M}" if shift.time is None else shift.time
    return _instant(local.date() + timedelta(days=shift.days), wanted, zone)


def _instant(day: date, at: str, zone: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(at), ZoneInfo(zone)).astimezone(UTC)
