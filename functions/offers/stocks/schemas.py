"""Request bodies about stocks."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from functions.kernel.field_conditions import both, exactly_one, has
from functions.kernel.field_types import Instant, line
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Body, Changes, Parameters, View, optional
from functions.offers.partner_ids.schemas import PartnerId
from functions.offers.schemas import StockView
from functions.offers.stocks import rules

PriceLabel = Annotated[str, line(50)]


PriceCategoryId = Annotated[str, line(20)]


Price = Annotated[int, Field(ge=0, le=rules.HIGHEST_PRICE_CENTS)]
"""A price in cents."""


ONE_PRICE: JsonDict = exactly_one(
    has("price_cents", without=("price_category",)),
    has("price_category", without=("price_cents", "price_label")),
)
"""A price of its own, or that of a price category."""


class StockBody(Body):
    """A bookable unit; `quantity` null means unlimited. Prices are in cents.

    Give either `price_cents`, with a label if you like, or `price_category`. With `with_codes`,
    leave `quantity` null; it can be booked once activation codes are loaded.
    """

    null_means: ClassVar[Mapping[str, str]] = {"quantity": "unlimited"}

    model_config = ConfigDict(
        json_schema_extra={**ONE_PRICE, "examples": [{"price_cents": 1_200, "quantity": 100}]}
    )

    price_cents: Price | None = None
    price_label: PriceLabel | None = None
    price_category: PriceCategoryId | None = None
    quantity: int | None = Field(default=None, ge=1, le=rules.LARGEST_QUANTITY)
    begins_at: Instant | None = None
    booking_limit_at: Instant | None = None
    with_codes: bool = False
    partner_id: PartnerId | None = None


class StocksQuery(Parameters):
    """Filters for the stocks of an offer: `from` and `to` bound their dates."""

    begins_from: Instant | None = Field(default=None, alias="from")
    begins_until: Instant | None = Field(default=None, alias="to")
    page_size: int = Field(default=20, ge=1, le=100)
    page_token: PageToken | None = None


class StocksView(View):
    """A page of the stocks of an offer by date; those without a date come last."""

    items: list[StockView]
    next_page_token: str | None


class StockChanges(Changes):
    """Changes to a stock; fields not given stay unchanged, and null clears one.

    A price or label of its own takes the stock out of its price category.
    A quantity of null is unlimited, and one of 0 ends the sale.
    """

    null_means: ClassVar[Mapping[str, str]] = {"quantity": "unlimited"}

    model_config = ConfigDict(
        json_schema_extra={
            "allOf": [
                {"not": both(price_category="string", price_cents="integer")},
                {"not": both(price_category="string", price_label="string")},
            ],
            "examples": [{"price_cents": 1_200, "quantity": 100}],
        }
    )

    price_cents: Price = optional()
    price_label: PriceLabel | None = None
    price_category: PriceCategoryId | None = None
    quantity: int | None = Field(default=None, ge=0, le=rules.LARGEST_QUANTITY)
    begins_at: Instant | None = None
    booking_limit_at: Instant | None = None
    partner_id: PartnerId | None = None
