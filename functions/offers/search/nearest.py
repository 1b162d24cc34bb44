"""The nearest first: blocks of the map are read as far as it takes to know what comes next.

Blocks that are still to be read and listings that were read wait in one queue, in the order of
distance, geohash and id; a block waits where the nearest of it could be. What is first is taken: a
listing is the next hit, a block is read, or halved when it is likely to hold more than one read
brings. So nothing far away is read, and no more than it takes to be sure of the order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from itertools import count
from math import cos, radians

from functions.kernel.database import UnitOfWork
from functions.offers.geo import GLOBE, Block, Point, block_of, name_of, number_of
from functions.offers.search import rules
from functions.offers.search.allowance import Spent, allowed
from functions.offers.search.models import Hit, Listing, Nearness, Page, Wanted
from functions.offers.search.store import listings_between

_METRES_A_DEGREE = 111_195
_LEAST_AT_ONCE = 20
"""How many listings one read brings, even when fewer hits are missing."""
_FULL = 1.0
"""How many reads a block may be expected to fill; it is halved when it is more."""
_MOST_TIMES = 16
"""How many reads a block is taken to hold at most: a single read tells no more than that."""

_THINNEST = 1 / 16


@dataclass(frozen=True, slots=True)
class _Unread:
    """What is still to be read of a block: behind the listing `after_id` at the number `low`.

    `expected` is how many listings that is likely to be, None while nothing is known.
    """

    block: Block
    low: int
    after_id: str = ""
    expected: float | None = None


@dataclass
class _Queue:
    """What waits, in order; what stands before or at `start` was given by an earlier page."""

    point: Point
    radius_m: int
    start: Nearness
    thinness: float = 1.0
    """By how much less was found of late than was expected."""
    heap: list[tuple[Nearness, int, _Unread | Hit]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def push(self, unread: _Unread) -> None:
        """Have what is unread wait, unless all of it is too far or was given before."""
        block, low, after_id = unread.block, unread.low, unread.after_id
        if low >= block.high:
            return
        least = block.least_m(self.point)
        if least > self.radius_m or block.most_m(self.point) < self.start[0]:
            return
        if block.is_point and least == self.start[0]:
            if name_of(low) < self.start[1]:
                return
            if name_of(low) == self.start[1]:
                after_id = max(after_id, self.start[2])
        place = (least, name_of(low), after_id)
        entry = _Unread(block, low, after_id, unread.expected)
        heappush(self.heap, (place, next(self.numbers), entry))

    def push_hit(self, hit: Hit) -> None:
        """Have a hit wait, unless it was given before."""
        place = place_of(hit)
        if place > self.start:
            heappush(self.heap, (place, next(self.numbers), hit))


def nearest(
    work: UnitOfWork,
    wanted: Wanted,
    *,
    after: Nearness | None,
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
    start = (-1, "", "") if after is None else after
    queue = _Queue(wanted.point, wanted.radius_m, start)
    queue.push(_Unread(GLOBE, GLOBE.low))
    limit = max(_LEAST_AT_ONCE, page_size)
    hits: list[Hit] = []
    has_moved_on = False
    with allowed(budget) as allowance:
        while queue.heap:
            place, _, first = heappop(queue.heap)
            if isinstance(first, Hit):
                hits.append(first)
                if len(hits) == page_size:
                    return Page(hits, place if queue.heap else None)
                continue
            if _is_to_be_halved(queue, first, limit):
                _halve(queue, first)
                continue
            if place <= start:
                _read(work, queue, first, wanted, limit=limit, now=now)
                continue
            if not has_moved_on:
                has_moved_on = True
                allowance.most = max(budget, allowance.meter.documents_read + budget // 3)
            try:
                at_once = allowance.cap(limit)
            except Spent:
                return Page(hits, place)
            _read(work, queue, first, wanted, limit=at_once, now=now)
    return Page(hits, None)


def place_of(hit: Hit) -> Nearness:
    """Return the place of a hit in the order of distance."""
    assert hit.distance_m is not None
    assert hit.listing.spot is not None
    return hit.distance_m, hit.listing.spot.geohash, hit.listing.id


def _is_to_be_halved(queue: _Queue, unread: _Unread, limit: int) -> bool:
    block = unread.block
    if block.is_point:
        return False
    if unread.expected is not None:
        return unread.expected * queue.thinness > limit * _FULL
    width = block.width * cos(radians(queue.point[0]))
    return max(block.height, width) * _METRES_A_DEGREE > 2 * queue.radius_m


def _halve(queue: _Queue, unread: _Unread) -> None:
    for half in unread.block.halves():
        low = max(half.low, unread.low)
        if low >= half.high:
            continue
        expected = unread.expected
        if expected is not None:
            expected *= (half.high - low) / (unread.block.high - unread.low)
        queue.push(_Unread(half, low, unread.after_id if low == unread.low else "", expected))


def _read(
    work: UnitOfWork, queue: _Queue, unread: _Unread, wanted: Wanted, *, limit: int, now: datetime
) -> None:
    block, low = unread.block, name_of(unread.low)
    found = listings_between(
        work,
        rules.key_of(wanted),
        low=low,
        high=name_of(block.high),
        after=(low, unread.after_id) if unread.after_id else None,
        limit=limit,
    )
    for listing in found:
        hit = rules.fit(listing, wanted, now=now)
        if hit is not None:
            queue.push_hit(hit)
    if unread.expected:
        told = min(1.0, len(found) / unread.expected)
        queue.thinness = max(_THINNEST, (queue.thinness + told) / 2)
    if len(found) == limit:
        _go_on(queue, unread, found)


def _go_on(queue: _Queue, unread: _Unread, found: list[Listing]) -> None:
    """Have the rest of a block wait that holds more than one read brought."""
    block, last = unread.block, found[-1]
    number = number_of(_geohash(last))
    if not block.is_point and _geohash(found[0]) == _geohash(last):
        # Many at one very point, such as the books of a shop: they are gone through by id, apart.
        queue.push(_Unread(block_of(number), number, last.id))
        queue.push(_Unread(block, number + 1))
        return
    share = (number - unread.low + 1) / (block.high - unread.low)
    expected = min(len(found) * (1 - share) / share, float(_MOST_TIMES * len(found)))
    queue.push(_Unread(block, number, last.id, expected))


def _geohash(listing: Listing) -> str:
    assert listing.spot is not None
    return listing.spot.geohash
