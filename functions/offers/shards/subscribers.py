"""Shards: the listing of an offer follows the places of its stocks."""

from functions.kernel.platform import Platform
from functions.offers.shards import service
from functions.offers.shards.models import ShardTurned
from functions.offers.subscribers import events


@events.on_at_least_once(ShardTurned)
def follow_places(platform: Platform, event: ShardTurned) -> None:
    """List a stock while it has places, after one of its shards ran out or has some again."""
    platform.database.run(lambda work: service.follow_places(work, event.stock_id))
