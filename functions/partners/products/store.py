"""Documents and queries of products."""

from collections.abc import Iterator, Sequence

from functions.kernel.database import Index, Order, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.offers.models import Offer, Stock
from functions.offers.store import offers, stocks
from functions.partners.products.models import Product

products = Collection("products", Product)

declare_indexes(Index("products", ("venue_id", "ean")))


def product_id(venue_id: str, ean: str) -> str:
    """Return the id of the product that a venue sells under an EAN."""
    return f"{venue_id}~{ean}"


def products_of(
    work: UnitOfWork, venue_id: str, *, after: tuple[str, str] | None, page: int
) -> Iterator[Product]:
    """Yield the products of a venue by EAN, after a position."""
    return products.query_pages(
        work, Where("venue_id", "==", venue_id), order_by=(Order("ean"),), after=after, page=page
    )


def find_listed(
    work: UnitOfWork, listed: Sequence[Product]
) -> list[tuple[Product, Offer, Stock | None]]:
    """Return products with their offers and stocks, for display; one round trip."""
    work.prefetch(*(offers.ref(one.offer_id) for one in listed))
    work.prefetch(*(stocks.ref(one.stock_id) for one in listed))
    found = (
        (one, offers.find_shown(work, one.offer_id), stocks.find_shown(work, one.stock_id))
        for one in listed
    )
    return [(one, offer, stock) for one, offer, stock in found if offer is not None]
