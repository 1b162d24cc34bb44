"""Documents of batches of stocks."""

from functions.kernel.database.documents import Collection
from functions.offers.batches.models import StockBatch
from functions.offers.batches.rules import UnknownStockBatch

stock_batches = Collection("stock_batches", StockBatch, missing=UnknownStockBatch)
