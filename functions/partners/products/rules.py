"""Rules of products in bulk."""

from functions.kernel.errors import Conflict, Malformed
from functions.offers.models import Stock
from functions.partners.products.models import ProductLine

MOST_PRODUCTS = 500
"""The lines of a call (pass-culture-main, routes/public: products/ean)."""

LINES_AT_ONCE = 20
"""The lines that commit together; each is refused or kept by itself."""


class ProductIncomplete(Malformed):
    """A new product needs a name and a category."""

    code = "product_incomplete"


class EanRepeated(Conflict):
    """An earlier line of this call has this EAN."""

    code = "ean_repeated"


def total_of(line: ProductLine, stock: Stock) -> int | None:
    """Return the quantity of a stock of which `line.left` can still be booked.

    A stock's quantity counts what is booked too, redeemed or not, so that is added: the copy set
    aside for a booking is not among those left at the seller.
    """
    return None if line.left is None else line.left + stock.booked
