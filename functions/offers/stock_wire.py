"""Bodies and answers of the API about stocks."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from functions.kernel.schemas import Body, Instant, View, line, optional
from functions.offers import stock_rules
from functions.offers.models import Stock

PriceLabel = Annotated[str, line(50)]
Price = Annotated[int, Field(ge=0, le=stock_rules.HIGHEST_PRICE_CENTS)]
"""Cents."""


class StockBody(Body):
    """A bookable unit; `quantity` null means unlimited. Prices in cents.

    With `with_codes` it can be booked once activation codes are loaded, and `quantity` stays null.
    """

    price_cents: Price
    price_label: PriceLabel | None = None
    quantity: int | None = Field(default=None, ge=1, le=stock_rules.LARGEST_QUANTITY)
    begins_at: Instant | None = None
    booking_limit_at: Instant | None = None
    with_codes: bool = False


class StockChanges(Body):
    """Changes to a stock; fields that are not given stay. A quantity of 0 ends the sale."""

    price_cents: Price = optional()
    price_label: PriceLabel | None = None
    quantity: int | None = Field(default=None, ge=0, le=stock_rules.LARGEST_QUANTITY)
    begins_at: Instant | None = None
    booking_limit_at: Instant | None = None


class StockView(View):
    """A bookable unit; `remaining` null means unlimited."""

    id: str
    price_cents: int
    price_label: str | None
    quantity: int | None
    remaining: int | None
    begins_at: datetime | None
    booking_limit_at: datetime | None
    bookable: bool

    @classmethod
    def of(cls, stock: Stock, *, now: datetime) -> "StockView":
        """Return what is shown of a stock."""
        return cls(
            id=stock.id,
            price_cents=stock.price_cents,
            price_label=stock.price_label,
            quantity=stock.quantity,
            remaining=stock.remaining,
            begins_at=stock.begins_at,
            booking_limit_at=stock.booking_limit_at,
            bookable=stock_rules.is_bookable(stock, now=now),
        )
