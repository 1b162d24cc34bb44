"""Whether the shards of a stock agree with its bookings and with the stock."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from functions.kernel.values import replace
from functions.offers.models import Stock
from functions.offers.shards.models import Shard

CHECKED_FOR = timedelta(days=30)
"""How long after the end of booking a stock is still checked."""


def is_checked(stock: Stock, *, now: datetime) -> bool:
    """Return whether bookings of the stock can still change."""
    return stock.booking_limit_at is None or now < stock.booking_limit_at + CHECKED_FOR


def faults(stock: Stock, shards: Sequence[Shard], *, taken: int) -> list[str]:
    """Return the codes of all faults; `taken` is how many places its live bookings have."""
    found = []
    left = sum(shard.left for shard in shards)
    if len(shards) != stock.shards:
        found.append("shard_missing")
    elif stock.quantity is None or stock.quantity - left != taken:
        found.append("places_differ")
    if any(shard.left < 0 for shard in shards):
        found.append("shard_oversold")
    if any(replace(shard.stock, booked=0) != replace(stock, booked=0) for shard in shards):
        found.append("shard_facts_differ")
    return found
