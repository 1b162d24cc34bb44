"""Request bodies and responses about products."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from functions.accounts.numbers.schemas import Number
from functions.kernel.field_types import Instant, Line
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Body, Parameters, View
from functions.offers.models import Offer, Publication, Stock
from functions.offers.partner_ids.schemas import PartnerId
from functions.offers.publish.schemas import Description, Name
from functions.offers.stocks.rules import LARGEST_QUANTITY
from functions.offers.stocks.schemas import Price
from functions.partners.products.models import LineResult, Outcome, Product
from functions.partners.products.rules import MOST_PRODUCTS

_MOST_ASKED = 50

Eans = Annotated[
    str, StringConstraints(pattern=rf"^[0-9]{{13}}(,[0-9]{{13}}){{0,{_MOST_ASKED - 1}}}$")
]
"""EANs, comma-separated."""


class ProductBody(Body):
    """A product as the seller knows it now.

    `quantity` is how many are left at the seller: those that can still be booked, without the ones
    already booked and set aside or handed over. The name, the category, the description and the
    author are for a new product; left out, they stay as they are.
    """

    null_means: ClassVar[Mapping[str, str]] = {"quantity": "unlimited"}

    ean: Number
    price_cents: Price
    quantity: int | None = Field(ge=0, le=LARGEST_QUANTITY)
    booking_limit_at: Instant | None = None
    partner_id: PartnerId | None = None
    name: Name | None = None
    description: Description | None = None
    category: Line | None = None
    author: Line | None = None


class ProductsBody(Body):
    """The products of a venue to create or update, by EAN; the others stay as they are."""

    venue_id: Line
    products: list[ProductBody] = Field(min_length=1, max_length=MOST_PRODUCTS)


class LineResultView(View):
    """The result of a line; `code` says why it was refused, and nothing of it was changed."""

    ean: str
    result: Outcome
    code: str | None
    offer_id: str | None
    stock_id: str | None

    @classmethod
    def of(cls, result: LineResult) -> "LineResultView":
        """Build the view of a result."""
        return cls(
            ean=result.ean,
            result=result.outcome,
            code=result.code,
            offer_id=result.offer_id,
            stock_id=result.stock_id,
        )


class LineResultsView(View):
    """The result of each line, in their order."""

    items: list[LineResultView]


class ProductsQuery(Parameters):
    """The venue whose products to read: all of them, or those with these EANs, comma-separated."""

    venue_id: Line
    ean: Eans | None = None
    page_size: int = Field(default=100, ge=1, le=100)
    page_token: PageToken | None = None


class ProductView(View):
    """A product; `quantity` is what is left at the seller, null when unlimited."""

    ean: str
    offer_id: str
    stock_id: str
    partner_id: str | None
    name: str
    publication: Publication
    price_cents: int | None
    quantity: int | None
    booking_limit_at: datetime | None

    @classmethod
    def of(cls, product: Product, offer: Offer, stock: Stock | None) -> "ProductView":
        """Build the view of a product; one whose stock was deleted has none left."""
        is_sold = stock is not None and not stock.is_deleted
        return cls(
            ean=product.ean,
            offer_id=product.offer_id,
            stock_id=product.stock_id,
            partner_id=offer.partner_id,
            name=offer.name,
            publication=offer.publication,
            price_cents=stock.price_cents if stock else None,
            quantity=stock.remaining if stock is not None and is_sold else 0,
            booking_limit_at=stock.booking_limit_at if stock else None,
        )


class ProductsView(View):
    """A page of products by EAN."""

    items: list[ProductView]
    next_page_token: str | None
