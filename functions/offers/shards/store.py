"""Documents of shards."""

from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.database.documents import Collection
from functions.offers.models import Stock
from functions.offers.rules import UnknownStock
from functions.offers.shards.models import Shard

shards = Collection("stock_shards", Shard, missing=UnknownStock)


def shard_id(stock_id: str, number: int) -> str:
    """Return the id of a stock's shard, numbered from 0."""
    return f"{stock_id}~{number}"


def refs_of(stock: Stock) -> list[Ref]:
    """Return the references of all shards of a stock, in order."""
    return [shards.ref(shard_id(stock.id, number)) for number in range(stock.shards)]


def shards_of(work: UnitOfWork, stock: Stock) -> list[Shard]:
    """Return the shards of a stock, verified by the commit; one round trip."""
    work.prefetch(*refs_of(stock))
    return [shards.get(work, ref.id) for ref in refs_of(stock)]


def shards_of_unverified(work: UnitOfWork, stock: Stock) -> dict[int, Shard]:
    """Return the shards of a stock by number, as they are now; one round trip."""
    work.prefetch(*refs_of(stock))
    found = {
        number: shards.find_unverified(work, ref.id) for number, ref in enumerate(refs_of(stock))
    }
    return {number: shard for number, shard in found.items() if shard is not None}
