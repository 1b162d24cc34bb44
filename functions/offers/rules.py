"""Rules shared by the subjects of offers: status, visibility, and whether stocks are bookable."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from functions.kernel.errors import Conflict, Malformed, NotFound
from functions.kernel.values import replace
from functions.offers.models import (
    CodeBatch,
    Offer,
    OfferStatus,
    Publication,
    Stock,
    StockSummary,
    Upload,
)

MOST_STOCKS_SHOWN = 100
"""How many stocks an answer with the whole offer shows."""

AFTER_ALL = datetime(9999, 1, 1, tzinfo=UTC)
"""The date of things in the order of dates, after every event."""


def summary_of(stock: Stock) -> StockSummary:
    """Return the summary of a stock for the document of its offer."""
    return StockSummary(
        id=stock.id,
        price_cents=stock.price_cents,
        price_label=stock.price_label,
        price_category=stock.price_category,
        begins_at=stock.begins_at,
        booking_limit_at=stock.booking_limit_at,
        shards=stock.shards,
    )


def with_stock(offer: Offer, stock: Stock) -> Offer:
    """Add a stock to its offer's list, update it there, or remove it when deleted."""
    if stock.is_deleted:
        kept = tuple(other for other in offer.stocks if other.id != stock.id)
        return replace(offer, stocks=kept)
    summary = summary_of(stock)
    if any(other.id == stock.id for other in offer.stocks):
        edited = tuple(summary if other.id == stock.id else other for other in offer.stocks)
        return replace(offer, stocks=edited)
    return replace(offer, stocks=(*offer.stocks, summary), stocks_made=offer.stocks_made + 1)


def first_stocks(offer: Offer, *, now: datetime) -> tuple[StockSummary, ...]:
    """Return the stocks that an answer with the whole offer shows.

    All of them in the order in which they were added; of more than 100, the next to begin.
    """
    if len(offer.stocks) <= MOST_STOCKS_SHOWN:
        return offer.stocks
    by_date = sorted(offer.stocks, key=lambda stock: (is_over(stock, now=now), position_of(stock)))
    return tuple(by_date[:MOST_STOCKS_SHOWN])


def position_of(stock: StockSummary) -> tuple[datetime, str]:
    """Return the position of a stock in the order of dates, in which things come last."""
    return stock.begins_at or AFTER_ALL, stock.id


def follow(stock: Stock, offer: Offer) -> Stock:
    """Update the facts that a stock copies from its offer."""
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
    """Return when bookings open once the offer is published; None: at once."""
    return max((at for at in (offer.publish_at, offer.bookable_from) if at), default=None)


def is_visible(offer: Offer, *, now: datetime) -> bool:
    """Return whether the public can see the offer now."""
    return offer.is_listed and not _is_ahead(offer.publish_at, now=now)


_STATUS_WHEN_UNPUBLISHED: dict[Publication, OfferStatus] = {
    "rejected": "rejected",
    "pending": "pending",
    "draft": "draft",
    "unpublished": "inactive",
    "closed": "inactive",
}


def status_of(offer: Offer, *, is_left: bool, now: datetime) -> OfferStatus:
    """Return the first status that fits, in this order.

    rejected, pending, draft; inactive (withdrawn or closed); scheduled (visible later); published
    (bookable later); expired (too late for every stock); sold_out; active.

    `is_left` is whether any of its stocks can be booked now, by the stocks or by the search
    documents.
    """
    if offer.publication != "published":
        return _STATUS_WHEN_UNPUBLISHED[offer.publication]
    if _is_ahead(offer.publish_at, now=now):
        return "scheduled"
    if _is_ahead(offer.bookable_from, now=now):
        return "published"
    if offer.stocks and all(is_over(stock, now=now) for stock in offer.stocks):
        return "expired"
    return "active" if is_left else "sold_out"


def _is_ahead(at: datetime | None, *, now: datetime) -> bool:
    return at is not None and at > now


_AWAITED_FOR = timedelta(hours=1)
"""How long after the deadline the message from storage may still arrive."""


def upload_status(upload: Upload, *, now: datetime) -> Literal["processing", "rejected", "expired"]:
    """Return the status of an upload that is not shown; `expired` when nothing arrived."""
    if upload.status == "processing" and now >= upload.open_until + _AWAITED_FOR:
        return "expired"
    return upload.status


class UnknownOffer(NotFound):
    """There is no such offer."""

    code = "unknown_offer"


class UnknownStock(NotFound):
    """There is no such stock."""

    code = "unknown_stock"


class InThePast(Malformed):
    """This date must be in the future."""

    code = "in_the_past"
    field: str


def is_over(stock: Stock | StockSummary, *, now: datetime) -> bool:
    """Return whether the event has begun or the booking limit has passed."""
    limits = (limit for limit in (stock.begins_at, stock.booking_limit_at) if limit is not None)
    return any(limit <= now for limit in limits)


def is_offered(stock: Stock, *, now: datetime) -> bool:
    """Return whether bookings are open: the offer is published and the stock not deleted."""
    return (
        stock.is_open and not stock.is_deleted and (stock.opens_at is None or stock.opens_at <= now)
    )


def is_bookable(stock: Stock, *, now: datetime) -> bool:
    """Return whether one more can be booked now."""
    left = stock.remaining is None or stock.remaining > 0
    left = left and has_code_left(stock, now=now)
    return is_offered(stock, now=now) and left and not is_over(stock, now=now)


class OfferGone(Conflict):
    """This offer was closed with its offerer."""

    code = "offer_closed"


def usable_codes(batch: CodeBatch, *, now: datetime) -> int:
    """Return the number of codes in a batch that can still be given."""
    is_over = batch.expires_at is not None and batch.expires_at <= now
    return 0 if is_over else batch.left


def has_code_left(stock: Stock, *, now: datetime) -> bool:
    """Return whether a booking would get its code; true when it needs none."""
    batches = stock.code_batches
    return batches is None or next_batch_index(batches, now=now) is not None


def next_batch_index(batches: Sequence[CodeBatch], *, now: datetime) -> int | None:
    """Return the index of the usable batch that expires first; None when no code is left."""
    indexes = [index for index, batch in enumerate(batches) if usable_codes(batch, now=now)]
    never = datetime.max.replace(tzinfo=now.tzinfo)
    return min(indexes, key=lambda index: batches[index].expires_at or never, default=None)
