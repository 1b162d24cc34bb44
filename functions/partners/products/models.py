"""Products by EAN, the lines that put them, and the results."""

from datetime import datetime
from typing import Literal

from functions.kernel.values import Model, Struct

Outcome = Literal["created", "updated", "unchanged", "refused"]


class Product(Model, frozen=True, kw_only=True):
    """An item that a venue sells by EAN: one offer, one stock; its id is `<venue id>~<EAN>`."""

    venue_id: str
    ean: str
    offer_id: str
    stock_id: str


class ProductLine(Struct, frozen=True, kw_only=True):
    """A product as its seller knows it now.

    `left` is how many can still be booked, without those booked already; None: unlimited. The texts
    and the category are needed for a new product; None leaves those of a known one. `new_offer_id`
    becomes the id of the offer if the product is new.
    """

    ean: str
    price_cents: int
    left: int | None
    booking_limit_at: datetime | None = None
    partner_id: str | None = None
    name: str | None = None
    description: str | None = None
    category: str | None = None
    author: str | None = None
    new_offer_id: str


class PutProducts(Struct, frozen=True, kw_only=True):
    """Command: put a page of products of a venue."""

    venue_id: str
    actor: str
    lines: tuple[ProductLine, ...]
    may_deal: bool = False


class LineResult(Struct, frozen=True, kw_only=True):
    """The result of a line; `code` is that of the refusal."""

    ean: str
    outcome: Outcome
    code: str | None = None
    offer_id: str | None = None
    stock_id: str | None = None
