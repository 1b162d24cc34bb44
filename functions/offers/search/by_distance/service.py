"""Search by distance: a best-first search over blocks of the map.

Unread blocks and listings already read wait in one queue, ordered by distance, geohash and id; a
block has the distance of its nearest possible point. If the first in the queue is a listing, it is
the next hit if it matches. If it is a block, it is read, together with the blocks likely to come
next, and its listings join the queue. So only as much is read as the order requires, in few round
trips, and only the listings that come first are decoded.

An example. A point in Strasbourg, radius 2,000 m, two hits wanted:

1. The sample: ten listings from the point's own geohash on span 1,000,000 geohash numbers, so one
   listing is expected for each 100,000 numbers. The map is halved until each block is expected to
   hold at most five (500,000 numbers); blocks beyond 2,000 m are dropped. The queue now holds block
   A (0 m: the point lies in it), B (its nearest edge at 120 m) and C (at 700 m).
2. A is first. Two hits are missing, for which blocks expected to hold 1.5 * 2 + 5 = 8 listings are
   read: A and B, in one round trip. A brings listings at 80 m, 310 m and 640 m, B one at 150 m.
3. The queue is now 80, 150, 310, 640, C at 700. The hits are 80 m and 150 m: C can hold nothing
   nearer than 700 m, so it is never read. The page token is (150, geohash, id) with the spacing 17,
   as 2**17 is about 100,000.
4. The next page starts with that spacing instead of a sample. A and B straddle the 150 m at which
   the first page ended, so both are read again, and listings up to the token are dropped: the next
   hits are 310 m and 640 m.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log2

from functions.kernel.database import UnitOfWork
from functions.offers.geo.rules import Block, block_of, geohash, name_of, number_of
from functions.offers.search import rules as search_rules
from functions.offers.search.budget.rules import ReadBudget
from functions.offers.search.by_distance.rules import Queue, UnreadBlock
from functions.offers.search.models import (
    DistanceCursor,
    Hit,
    Page,
    SearchCriteria,
)
from functions.offers.search.store import FoundListing, GeohashRange, listings_in

_SAMPLE = 10
"""How many listings are read to estimate their density."""
_LEAST_AT_ONCE = 20
"""How many listings of a block one round trip reads, even if fewer hits are missing."""
_FEWEST = 5
"""How many listings of each block the budget must allow, to read several blocks at once."""
_TIMES_MISSING, _MORE = 1.5, 5
"""Blocks are read for 1.5 times the missing hits and five more, because listings that are read are
not hits before they are known to be nearer than any unread block."""
_MOST_BLOCKS = 60
"""How many blocks one round trip reads."""
_LEAST_SPAN = 1 << 20
"""The fewest geohash numbers that a sample spans: a block of 20 by 40 metres."""
_MOST_TIMES = 16
"""The rest of a block is estimated to hold at most this many times the listings read of it."""


def nearest(
    work: UnitOfWork,
    criteria: SearchCriteria,
    *,
    after: DistanceCursor | None,
    page_size: int,
    budget: ReadBudget,
    now: datetime,
) -> Page:
    """Return the hits after a position in the order of distance, geohash and id.

    The page ends where its budget is spent. A later page first reads the blocks that straddle the
    distance of its position; if that takes more than two thirds of the budget, the budget grows to
    a third beyond it, so that every page can make progress.
    """
    assert criteria.point is not None
    start = (-1, "", "") if after is None else after[:3]
    queue: Queue[FoundListing] = Queue(criteria.point, criteria.radius_m, start)
    reader = _BlockReader(work, criteria, queue, budget, now)
    at_once = max(_LEAST_AT_ONCE, page_size)
    hits: list[Hit] = []
    limit = budget.limit
    surroundings = queue.surroundings()
    if after is None:
        reader.sample(number_of(geohash(*criteria.point)), surroundings)
    else:
        reader.points, reader.span = 1, 1 << after[3]
    queue.push(UnreadBlock(surroundings, surroundings.low, reader.density))
    while blocks := queue.take_straddling(_MOST_BLOCKS):
        reader.read(blocks, at_once)
    budget.limit = max(limit, budget.used + limit // 3)
    while (found := queue.first()) is not None:
        position, first = found
        if not isinstance(first, UnreadBlock):
            queue.pop()
            hit = reader.judge(first)
            if hit is not None:
                hits.append(hit)
                if len(hits) == page_size:
                    return Page(hits, (*position, reader.spacing) if reader.has_more() else None)
            continue
        if budget.left <= 0:
            return Page(hits, (*position, reader.spacing))
        most = min(_MOST_BLOCKS, max(1, budget.left // _FEWEST))
        missing = _TIMES_MISSING * (page_size - len(hits)) + _MORE
        blocks = queue.take(missing / reader.share, most=most)
        reader.read(blocks, min(at_once, budget.left // len(blocks)))
    return Page(hits, None)


@dataclass
class _BlockReader:
    """Reads blocks around a point into the queue, and estimates the density of listings."""

    work: UnitOfWork
    criteria: SearchCriteria
    queue: Queue[FoundListing]
    budget: ReadBudget
    now: datetime
    points: int = 0
    """At how many distinct points listings were found."""
    span: int = 1
    """How many geohash numbers were read."""
    judged: int = 0
    fitted: int = 0

    @property
    def density(self) -> float:
        """Points with listings for each geohash number read."""
        return max(self.points, 0.5) / self.span

    @property
    def spacing(self) -> int:
        """Geohash numbers for each point with listings, as a binary logarithm."""
        return min(60, max(0, round(-log2(self.density))))

    @property
    def share(self) -> float:
        """The estimated share of listings that are hits."""
        return (self.fitted + 1) / (self.judged + 1)

    def sample(self, number: int, block: Block) -> None:
        """Read a few listings of a block from a geohash number on, to estimate their density."""
        while self.queue.is_wide(block):
            south_west, north_east = block.halves()
            block = south_west if number < north_east.low else north_east
        unread = UnreadBlock(block, number, 0.0)
        (found,) = self._ask([unread], _SAMPLE)
        # Few listings over few numbers say nothing about the rest.
        self.span = max(block.high - number, (block.high - block.low) // 16)
        self.points = _points(found)
        if len(found) == _SAMPLE and self.points > 1:
            self.span = max(_number(found[-1]) - number, _LEAST_SPAN)

    def read(self, blocks: Sequence[UnreadBlock], limit: int) -> None:
        """Read up to `limit` listings of each block in one round trip; push back the rest."""
        met, expected = 0, 0.0
        for unread, found in zip(blocks, self._ask(blocks, limit), strict=True):
            met += len(found)
            expected += min(self.queue.expected(unread), limit)
            last = unread.block.high - 1
            if len(found) == limit:
                last = _number(found[-1])
                self._leave(unread, found, last)
            self.span += last - unread.low + 1
            self.points += _points(found)
            for listing in found:
                self.queue.push_found(listing)
        self.queue.learn(met, expected)

    def judge(self, found: FoundListing) -> Hit | None:
        """Return a listing as a hit; None if it does not match or cannot be read."""
        listing = found.read(with_words=bool(self.criteria.words))
        hit = None
        if listing is not None:
            hit = search_rules.fit(listing, self.criteria, now=self.now)
        self.judged += 1
        self.fitted += hit is not None
        return hit

    def has_more(self) -> bool:
        """Return whether another hit is in the queue, or a block, which may hold some."""
        while (found := self.queue.first()) is not None:
            _, first = found
            if isinstance(first, UnreadBlock) or self.judge(first) is not None:
                return True
            self.queue.pop()
        return False

    def _leave(self, unread: UnreadBlock, found: Sequence[FoundListing], last: int) -> None:
        """Push the rest of a block, with the density of the part that was read."""
        block, last_id, queue = unread.block, found[-1].id, self.queue
        if block.is_point:
            queue.push(UnreadBlock(block, last, unread.density, last_id))
            return
        span = block.high - last
        likely = len(found) * min(span / (last - unread.low + 1), _MOST_TIMES)
        density = queue.density_of(likely, span)
        if last == _number(found[0]):
            # Many listings at one point, such as the books of a shop, are paged by id.
            queue.push(UnreadBlock(block_of(last), last, queue.density_of(len(found), 1), last_id))
            last, last_id = last + 1, ""
        queue.push(UnreadBlock(block, last, density, last_id))

    def _ask(self, blocks: Sequence[UnreadBlock], limit: int) -> list[list[FoundListing]]:
        ranges = [
            GeohashRange(name_of(b.low), name_of(b.block.high), after_id=b.after_id) for b in blocks
        ]
        key = search_rules.key_of(self.criteria)
        return listings_in(self.work, key, ranges, limit=limit, budget=self.budget)


def _number(found: FoundListing) -> int:
    return number_of(found.geohash)


def _points(found: Sequence[FoundListing]) -> int:
    """Return at how many distinct points listings are: a shop with many books counts once."""
    return len({one.geohash for one in found})
