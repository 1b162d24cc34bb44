"""Stocks whose places may be dealt out: book from them, give back, and change them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace
from functions.offers.models import Offer, Stock
from functions.offers.rules import MOST_STOCKS_SHOWN, first_stocks
from functions.offers.search.listings.service import expect as expect_listing
from functions.offers.search.listings.service import find_left_unverified, follow_stock
from functions.offers.shards import rules
from functions.offers.shards.models import Shard, ShardTurned
from functions.offers.shards.store import (
    refs_of,
    shard_id,
    shards,
    shards_of,
    shards_of_unverified,
)
from functions.offers.store import find_stocks_unverified, offer_id_of, stocks


@dataclass(frozen=True, slots=True)
class Places:
    """Where the places of a booking are to come from.

    `stock` has the facts to decide on, and no place left if there are not enough. `parts` are the
    places to take from each shard; none if the stock is one document.
    """

    stock: Stock
    parts: Sequence[tuple[int, int]] = ()


def expect(work: UnitOfWork, stock_id: str) -> None:
    """Prefetch a stock, and the shard that this process books from."""
    work.prefetch(stocks.ref(stock_id))
    kept = work.lane.kept(stock_id)
    if kept is not None:
        work.prefetch(shards.ref(shard_id(stock_id, kept)))


def get_stock(work: UnitOfWork, stock_id: str) -> Stock:
    """Return a stock, to book from or give back to. Refuses UnknownStock.

    One that is dealt out is not verified: the shard that is written has the same facts, and exists
    only as long as the stock is dealt out.
    """
    stock = stocks.find_unverified(work, stock_id)
    return stocks.get(work, stock_id) if stock is None or stock.shards == 0 else stock


def find_places(work: UnitOfWork, stock_id: str, quantity: int, *, now: datetime) -> Places:
    """Return where places can be booked. Refuses UnknownStock.

    Of a stock that is dealt out, this process keeps to one shard, until it is empty or was written
    by another process too; then it looks at all.
    """
    stock = get_stock(work, stock_id)
    if stock.shards == 0:
        return Places(stock)
    by = work.lane.id
    kept = work.lane.kept(stock_id)
    number = work.lane.pick(range(stock.shards)) if kept is None else kept % stock.shards
    shared = [stocks.ref(stock_id), shards.ref(shard_id(stock_id, number))]
    shard = shards.find_unverified(work, shard_id(stock_id, number))
    wanted = max(1, quantity)
    has_lost = work.attempt > 1 and shard and rules.is_contested(shard, by=by, now=now)
    if shard is None or shard.left < wanted or has_lost:
        shared += refs_of(stock)
        found = shards_of_unverified(work, stock)
        worth = rules.worth_taking(found, wanted, by=by, now=now)
        if not worth:
            work.commit_with_others(stock_id, shared)
            parts = rules.piece_together(found, wanted)
            if parts is None:
                return Places(rules.gather(stock, found.values()))
            return Places(_as_stock(found[min(parts)], left=wanted), list(parts.items()))
        number = work.lane.pick(worth)
        shard = found[number]
    work.lane.keep(stock_id, number)
    work.commit_with_others(stock_id, shared)
    return Places(_as_stock(shard, left=shard.left), [(number, wanted)])


def take(work: UnitOfWork, places: Places, after: Stock, *, now: datetime) -> None:
    """Write a stock less the places that were found for a booking: `after`."""
    if not places.parts:
        stocks.replace(work, after.id, after)
        follow_stock(work, places.stock, after)
    for number, part in places.parts:
        before = shards.get(work, shard_id(after.id, number))
        _replace(work, number, before, rules.take(before, part, by=work.lane.id, now=now), now=now)


def give_back(
    work: UnitOfWork, stock: Stock, after: Stock, *, booking_id: str, now: datetime
) -> None:
    """Write a stock with places freed, `after`, as they were taken by a booking."""
    if stock.shards == 0:
        stocks.replace(work, stock.id, after)
        follow_stock(work, stock, after)
        return
    number = rules.home_of(booking_id, stock.shards)
    before = shards.get(work, shard_id(stock.id, number))
    freed = rules.give_back(before, stock.booked - after.booked)
    _replace(work, number, before, freed, now=now)


def gathered(work: UnitOfWork, stock: Stock) -> Stock:
    """Return a stock as if it were one document; the commit verifies all of its shards."""
    return rules.gather(stock, shards_of(work, stock)) if stock.shards else stock


def gathered_all(work: UnitOfWork, found: Sequence[Stock]) -> list[Stock]:
    """Return stocks as if each were one document; the commit verifies all of their shards."""
    for stock in found:
        work.prefetch(*refs_of(stock))
    return [gathered(work, stock) for stock in found]


@dataclass(frozen=True, slots=True)
class ShownStocks:
    """The first stocks of an offer, for display; `is_left` if another one can be booked."""

    stocks: list[Stock]
    is_left: bool


def shown_stocks(
    work: UnitOfWork, found: Sequence[Offer], *, now: datetime
) -> dict[str, ShownStocks]:
    """Return the stocks that a list of offers shows, by offer id; three round trips at most.

    An offer with more than 100 costs 100 stocks, their shards, and its listing.
    """
    large = [offer for offer in found if len(offer.stocks) > MOST_STOCKS_SHOWN]
    left = find_left_unverified(work, large, now=now)
    of_each = find_stocks_unverified(
        work, [replace(offer, stocks=first_stocks(offer, now=now)) for offer in found]
    )
    for stock in chain.from_iterable(of_each.values()):
        work.prefetch(*refs_of(stock))
    return {
        offer_id: ShownStocks(gathered_unverified(work, several), left.get(offer_id) is not None)
        for offer_id, several in of_each.items()
    }


def gathered_unverified(work: UnitOfWork, found: Sequence[Stock]) -> list[Stock]:
    """Return stocks as if each were one document, for display; one round trip at most.

    The places are those of one instant.
    """
    for stock in found:
        work.prefetch(*refs_of(stock))
    return [
        rules.gather(stock, shards_of_unverified(work, stock).values()) if stock.shards else stock
        for stock in found
    ]


def create(work: UnitOfWork, stock: Stock) -> None:
    """Write a new stock, and deal its places out to its shards."""
    stocks.create(work, stock.id, stock)
    _deal(work, stock, [])


def save(work: UnitOfWork, before: Stock, after: Stock) -> None:
    """Write a stock whose quantity or shards changed, and deal its places out again.

    `before` is the stock as gathered. It waits for a moment in which nobody books from any shard.
    """
    stocks.replace(work, after.id, after)
    _deal(work, after, shards_of(work, before))


def save_facts(work: UnitOfWork, after: Stock) -> None:
    """Write a stock whose quantity stays; bookings under way are decided again, and not waited for.

    The stock's own document has been read.
    """
    stocks.replace(work, after.id, after)
    for ref in refs_of(after):
        shards.merge(work, ref.id, Shard(stock=after, left=0), "stock")


def follow_places(work: UnitOfWork, stock_id: str) -> None:
    """List a stock that is dealt out while any shard has a place, and only then."""
    expect_listing(work, offer_id_of(stock_id))
    stock = stocks.find(work, stock_id)
    if stock is None or stock.shards == 0:
        return
    found = shards_of_unverified(work, stock)
    fullest = max(range(stock.shards), key=lambda n: found[n].left if n in found else 0)
    # Verifying one shard with a place is enough, and does not wait for the busy ones.
    verified = range(stock.shards) if found[fullest].left == 0 else [fullest]
    for number in verified:
        shards.get(work, shard_id(stock_id, number))
    after = rules.gather(stock, found.values())
    before = 0 if after.remaining == 0 else after.booked + (after.remaining or 0)
    follow_stock(work, replace(after, booked=before), after)


def _deal(work: UnitOfWork, stock: Stock, former: Sequence[Shard]) -> None:
    dealt = rules.deal(stock, former) if stock.shards else []
    for number, shard in enumerate(dealt):
        if number < len(former):
            shards.replace(work, shard_id(stock.id, number), shard)
        else:
            shards.create(work, shard_id(stock.id, number), shard)
    for number in range(len(dealt), len(former)):
        shards.delete(work, shard_id(stock.id, number))


def _replace(work: UnitOfWork, number: int, before: Shard, after: Shard, *, now: datetime) -> None:
    stock_id = after.stock.id
    shards.replace(work, shard_id(stock_id, number), after)
    if after.turns != before.turns:
        turned = ShardTurned(
            subject_id=shard_id(stock_id, number),
            revision=after.turns,
            at=now,
            stock_id=stock_id,
        )
        record(work, turned)


def _as_stock(shard: Shard, *, left: int) -> Stock:
    """Return a shard as a stock of which that many places are left."""
    assert shard.stock.quantity is not None
    return replace(shard.stock, booked=shard.stock.quantity - left)
