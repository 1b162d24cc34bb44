"""Rules of shards: when a stock is dealt out, and which shard a booking takes from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zlib import crc32

from functions.kernel.values import replace
from functions.offers.models import Offer, Stock
from functions.offers.shards.models import Shard

DEALT_ABOVE = 300
"""The quantity above which a stock is dealt out (docs/decisions/0023)."""

PLACES_OF_A_SHARD = 100

MOST_SHARDS = 100

MOST_OF_AN_OFFER = 500
"""Showing an offer reads all shards of its stocks, and an edit of it writes them in one commit."""

QUIET_AFTER = timedelta(seconds=2.5)
"""How long a shard was not booked from before another process may take it over."""


def sized(stock: Stock, offer: Offer, *, may_deal: bool) -> Stock:
    """Return a stock of an offer with the number of shards that it should have.

    It stays one document if that is enough, or if other stocks have the offer's share of shards.
    """
    others = sum(other.shards for other in offer.stocks if other.id != stock.id)
    wanted = shards_for(stock) if may_deal else 0
    return replace(stock, shards=wanted if others + wanted <= MOST_OF_AN_OFFER else 0)


def shards_for(stock: Stock) -> int:
    """Return how many shards suit a stock; 0 where one document is enough."""
    if stock.quantity is None or stock.quantity <= DEALT_ABOVE or stock.code_batches is not None:
        return 0
    return min(MOST_SHARDS, -(-stock.quantity // PLACES_OF_A_SHARD))


def deal(stock: Stock, former: Sequence[Shard]) -> list[Shard]:
    """Return the shards of a stock, among which its remaining places are dealt evenly.

    `former` are its shards until now, in order.
    """
    assert stock.remaining is not None
    part, more = divmod(stock.remaining, stock.shards)
    empty = [Shard(stock=stock, left=0)] * stock.shards
    return [
        with_left(replace(shard, stock=stock), part + (number < more))
        for number, shard in enumerate((*former, *empty)[: stock.shards])
    ]


def with_left(shard: Shard, left: int) -> Shard:
    """Return the shard with that many places left, one turn on if it ran out or is back."""
    return replace(shard, left=left, turns=shard.turns + ((left > 0) != (shard.left > 0)))


def gather(stock: Stock, shards: Iterable[Shard]) -> Stock:
    """Return a stock as if it were one document, given all of its shards."""
    assert stock.quantity is not None
    return replace(stock, booked=stock.quantity - sum(shard.left for shard in shards))


def take(shard: Shard, places: int, *, by: str, now: datetime) -> Shard:
    """Take places that a shard has, for a booking by the process `by`."""
    assert shard.left >= places
    return replace(with_left(shard, shard.left - places), used_by=by, used_at=now)


def give_back(shard: Shard, places: int) -> Shard:
    """Return the shard with places freed."""
    return with_left(shard, shard.left + places)


def is_contested(shard: Shard, *, by: str, now: datetime) -> bool:
    """Return whether another process than `by` books from the shard."""
    is_recent = shard.used_at is not None and now - shard.used_at < QUIET_AFTER
    return is_recent and shard.used_by != by


def worth_taking(
    shards: Mapping[int, Shard], places: int, *, by: str, now: datetime
) -> Sequence[int]:
    """Return the shards that have the places, without contested ones if there are others."""
    enough = [number for number, shard in shards.items() if shard.left >= places]
    quiet = [number for number in enough if not is_contested(shards[number], by=by, now=now)]
    return quiet or enough


def piece_together(shards: Mapping[int, Shard], places: int) -> dict[int, int] | None:
    """Return how many places to take from which shards; None if they do not have enough."""
    taken: dict[int, int] = {}
    for number in sorted(shards, key=lambda number: -shards[number].left):
        part = min(shards[number].left, places - sum(taken.values()))
        if part > 0:
            taken[number] = part
    return taken if sum(taken.values()) == places else None


def home_of(booking_id: str, shards: int) -> int:
    """Return the shard to which the places of a booking return."""
    return crc32(booking_id.encode()) % shards
