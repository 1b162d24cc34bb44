"""What the prices of an offer are called: a pure decision, and its refusal."""

from functions.kernel.errors import Conflict
from functions.offers.models import Offer, Stock

MOST_PRICE_LABELS = 50
"""Price categories (pass-culture-main, core/offers/constants.py)."""


class TooManyPriceLabels(Conflict):
    """The stocks of an offer have at most 50 different price labels."""

    code = "too_many_price_labels"


def check_labels(offer: Offer, stock: Stock) -> None:
    """Refuse TooManyPriceLabels where a stock's label is one more than its offer may have."""
    others = {other.price_label for other in offer.stocks if other.id != stock.id}
    if (
        stock.price_label not in others
        and len({*others, stock.price_label} - {None}) > MOST_PRICE_LABELS
    ):
        raise TooManyPriceLabels
