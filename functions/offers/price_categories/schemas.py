"""Requests and responses about price categories."""

from functions.kernel.schemas import Body, Changes, View, optional
from functions.offers.batches.schemas import StockBatchView
from functions.offers.schemas import PriceCategoryView
from functions.offers.stocks.schemas import Price, PriceLabel


class PriceCategoryBody(Body):
    """A named price, in cents."""

    label: PriceLabel
    price_cents: Price


class PriceCategoryChanges(Changes):
    """Changes to a price category; fields that are not given stay unchanged."""

    label: PriceLabel = optional()
    price_cents: Price = optional()


class EditedPriceCategoryView(View):
    """A price category, and the change of the stocks that follow it; null if none has to."""

    price_category: PriceCategoryView
    batch: StockBatchView | None
