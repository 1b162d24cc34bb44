"""The check of stocks that are dealt out: their shards against their bookings."""

from collections.abc import Callable, Iterator
from datetime import datetime

from functions.booking.places import rules
from functions.booking.store import places_taken
from functions.kernel.database import Database
from functions.offers.models import Stock
from functions.offers.shards.store import dealt_stocks, refs_of, shards
from functions.offers.store import stocks

_MOST_LOOKS = 5


def faulty_stocks(
    database: Database, *, now: datetime, may_go_on: Callable[[], bool]
) -> Iterator[tuple[str, list[str]]]:
    """Yield the id of each stock that disagrees with its bookings, with the codes of its faults.

    A stock that is being booked while it is read is left for the next run.
    """
    for stock in dealt_stocks(database):
        if not may_go_on():
            return
        if rules.is_checked(stock, now=now) and (found := _faults(database, stock)):
            yield stock.id, found


def _faults(database: Database, stock: Stock) -> list[str]:
    refs = [stocks.ref(stock.id), *refs_of(stock)]
    before = database.read(refs)
    for _ in range(_MOST_LOOKS):
        taken = places_taken(database, stock.id)
        after = database.read(refs)
        if [one.version for one in before] == [one.version for one in after]:
            whole, *parts = (one.data for one in after)
            if whole is None:
                return []
            read = [shards.decode(data) for data in parts if data is not None]
            return rules.faults(stocks.decode(whole), read, taken=taken)
        before = after
    return []
