"""Request bodies about stocks."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from functions.kernel.schemas import Body, Changes, Instant, line, optional
from functions.offers.partner_ids.schemas import PartnerId
from functions.offers.stocks import rules

PriceLabel = Annotated[str, line(50)]


Price = Annotated[int, Field(ge=0, le=rules.HIGHEST_PRICE_CENTS)]
"""A price in cents."""


class StockBody(Body):
    """A bookable unit; `quantity` null means unlimited. Prices are in cents.

    With `with_codes`, leave `quantity` null; it can be booked once activation codes are loaded.
    """

    null_means: ClassVar[Mapping[str, str]] = {"quantity": "unlimited"}

    price_cents: Price
    price_label: PriceLabel | None = None
    quantity: int | None = Field(default=None, ge=1, le=rules.LARGEST_QUANTITY)
    begins_at: Instant | None = None
    booking_limit_at: Instant | None = None
    with_codes: bool = False
    partner_id: PartnerId | None = None


class StockChanges(Changes):
    """Changes to a stock; fields not given stay unchanged, and null clears one.

    A quantity of null is unlimited, and one of 0 ends the sale.
    """

    null_means: ClassVar[Mapping[str, str]] = {"quantity": "unlimited"}

    price_cents: Price = optional()
    price_label: PriceLabel | None = None
    quantity: int | None = Field(default=None, ge=0, le=rules.LARGEST_QUANTITY)
    begins_at: Instant | None = None
    booking_limit_at: Instant | None = None
    partner_id: PartnerId | None = None
