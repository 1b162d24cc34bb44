"""Documents of batches of stocks."""

from itertools import islice

from functions.kernel.database import Index, Order, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.offers.batches.models import StockBatch
from functions.offers.batches.rules import UnknownStockBatch

stock_batches = Collection("stock_batches", StockBatch, missing=UnknownStockBatch)

declare_indexes(Index("stock_batches", ("offer_id", "-created_at")))

_FEW = 10
"""Batches of one offer that may run at the same time and are still all looked at."""


def newest_batches(work: UnitOfWork, offer_id: str) -> list[StockBatch]:
    """Return the newest batches of an offer, newest first."""
    found = stock_batches.query_pages(
        work,
        Where("offer_id", "==", offer_id),
        order_by=(Order("created_at", descending=True),),
        page=_FEW,
    )
    return list(islice(found, _FEW))
