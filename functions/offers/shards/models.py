"""A shard of a stock, and the event that its places have run out or come back."""

from datetime import datetime

from functions.kernel.events import Event, named
from functions.kernel.values import Model
from functions.offers.models import Stock


class Shard(Model, frozen=True, kw_only=True):
    """A part of a stock's places, with all facts of the stock that a booking decides on.

    `left` places can be booked from it. `used_by` is the process that last did so, at `used_at`.
    `turns` counts how often its places have run out or come back.
    """

    stock: Stock
    left: int
    used_by: str = ""
    used_at: datetime | None = None
    turns: int = 0


@named("shard-turned")
class ShardTurned(Event, frozen=True, kw_only=True):
    """A shard of a stock has run out of places, or has one again: the offer's listing follows.

    The revision is the shard's count of turns.
    """

    stock_id: str
