"""The nearest first: blocks of the map are read as far as it takes to know what comes next.

Blocks that are still to be read and listings that were read wait in one queue, in the order of
distance, geohash and id. What is first is taken: a listing is the next hit, a block is read, and
with it those that are likely to come next. So nothing far away is read, no more than it takes to be
sure of the order, and few answers are waited for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log2

from functions.kernel.database import UnitOfWork
from functions.offers.geo import GLOBE, block_of, geohash, name_of, number_of
from functions.offers.search import rules
from functions.offers.search.allowance import allowed
from functions.offers.search.models import Hit, Listing, Page, Reached, Wanted
from functions.offers.search.store import Stretch, listings_in
from functions.offers.search.waiting import Queue, Unread

_SAMPLE = 10
"""How many listings are read to learn how densely they lie."""
_LEAST_AT_ONCE = 20
"""How many listings of a block one round trip brings, even when fewer hits are missing."""
_FEWEST = 5
"""How many listings of each have to be left to read, for several blocks to be read at once."""
_TIMES_MISSING, _MORE = 1.5, 5
"""How many hits blocks are read for when so many are missing: few are nearer than all unread."""
_MOST_BLOCKS = 60
"""How many blocks one round trip brings."""
_LEAST_SPAN = 1 << 20
"""On how many numbers a sample lies at least: a block of 20 by 40 metres."""
_MOST_TIMES = 16
"""How many times what was read of a block the rest of it is taken to hold at most."""


def nearest(
    work: UnitOfWork,
    wanted: Wanted,
    *,
    after: Reached | None,
    page_size: int,
    budget: int,
    now: datetime,
) -> Page:
    """Return the hits behind a place in the order of distance, geohash and id.

    It reads at most `budget` documents. What lies as far away as the place has to be read first, to
    know what comes next: where that takes more than two thirds of the budget, the page reads at
    most a third of it beyond that, so that there is always something to go on with.
    """
    assert wanted.point is not None
    start = (-1, "", "") if after is None else after[:3]
    queue = Queue(wanted.point, wanted.radius_m, start)
    reading = _Reading(work, wanted, queue, now)
    at_once = max(_LEAST_AT_ONCE, page_size)
    hits: list[Hit] = []
    with allowed(budget) as allowance:
        if after is None:
            reading.sample(number_of(geohash(*wanted.point)))
        else:
            reading.spots, reading.span = 1, 1 << after[3]
        queue.push(Unread(GLOBE, GLOBE.low, reading.density))
        while blocks := queue.take_crossed(_MOST_BLOCKS):
            reading.read(blocks, at_once)
        allowance.most = max(budget, allowance.read + budget // 3)
        while (found := queue.first()) is not None:
            place, first = found
            if isinstance(first, Hit):
                queue.pop()
                hits.append(first)
                if len(hits) == page_size:
                    return Page(hits, (*place, reading.spacing) if queue.first() else None)
                continue
            left = allowance.left
            if left <= 0:
                return Page(hits, (*place, reading.spacing))
            most = min(_MOST_BLOCKS, max(1, left // _FEWEST))
            missing = _TIMES_MISSING * (page_size - len(hits)) + _MORE
            blocks = queue.take(missing / reading.share, most=most)
            reading.read(blocks, min(at_once, left // len(blocks)))
    return Page(hits, None)


@dataclass
class _Reading:
    """What is read around a point into its queue, and what is learnt from it."""

    work: UnitOfWork
    wanted: Wanted
    queue: Queue
    now: datetime
    spots: int = 0
    span: int = 1
    """At how many points listings were met, and over how many numbers of a geohash."""
    judged: int = 0
    fitted: int = 0

    @property
    def density(self) -> float:
        """At how many points listings were met for each number that was gone through."""
        return max(self.spots, 0.5) / self.span

    @property
    def spacing(self) -> int:
        """Over how many numbers a listing was met, as a power of two."""
        return min(60, max(0, round(-log2(self.density))))

    @property
    def share(self) -> float:
        """How much of what is read is likely to be a hit."""
        return (self.fitted + 1) / (self.judged + 1)

    def sample(self, number: int) -> None:
        """Read a few listings from a number on, to learn how densely they lie."""
        block = GLOBE
        while self.queue.is_wide(block):
            south_west, north_east = block.halves()
            block = south_west if number < north_east.low else north_east
        unread = Unread(block, number, 0.0)
        (found,) = self._ask([unread], _SAMPLE)
        # Where there are few, and few numbers to go, they tell nothing of the others.
        self.span = max(block.high - number, (block.high - block.low) // 16)
        self.spots = _spots(found)
        if len(found) == _SAMPLE and self.spots > 1:
            self.span = max(_number(found[-1]) - number, _LEAST_SPAN)

    def read(self, blocks: Sequence[Unread], limit: int) -> None:
        """Read so many listings of each block at the same time; what is left of it waits again."""
        met, expected = 0, 0.0
        for unread, found in zip(blocks, self._ask(blocks, limit), strict=True):
            met += len(found)
            expected += min(self.queue.expected(unread), limit)
            last = unread.block.high - 1
            if len(found) == limit:
                last = _number(found[-1])
                self._leave(unread, found, last)
            self.span += last - unread.low + 1
            self.spots += _spots(found)
            for listing in found:
                hit = rules.fit(listing, self.wanted, now=self.now)
                self.judged += 1
                if hit is not None:
                    self.fitted += 1
                    self.queue.push_hit(hit)
        self.queue.learn(met, expected)

    def _leave(self, unread: Unread, found: Sequence[Listing], last: int) -> None:
        """Have the rest of a block wait, as dense as what was read of it."""
        block, last_id, queue = unread.block, found[-1].id, self.queue
        if block.is_point:
            queue.push(Unread(block, last, unread.density, last_id))
            return
        span = block.high - last
        likely = len(found) * min(span / (last - unread.low + 1), _MOST_TIMES)
        density = queue.density_of(likely, span)
        if last == _number(found[0]):
            # Many at one very point, such as the books of a shop: they are gone through by id.
            queue.push(Unread(block_of(last), last, queue.density_of(len(found), 1), last_id))
            last, last_id = last + 1, ""
        queue.push(Unread(block, last, density, last_id))

    def _ask(self, blocks: Sequence[Unread], limit: int) -> list[list[Listing]]:
        stretches = [
            Stretch(name_of(b.low), name_of(b.block.high), after_id=b.after_id) for b in blocks
        ]
        return listings_in(self.work, rules.key_of(self.wanted), stretches, limit=limit)


def _number(listing: Listing) -> int:
    assert listing.spot is not None
    return number_of(listing.spot.geohash)


def _spots(found: Sequence[Listing]) -> int:
    """Return at how many different points these stand: a shop with many books counts once."""
    return len({_number(listing) for listing in found})
