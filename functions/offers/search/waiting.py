"""What waits in the order of distance: blocks of the map to be read, and hits that were.

A block waits where the nearest of it could be. It is halved when it comes first and is likely to
hold more than a few, or reaches far.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from math import cos, inf, radians

from functions.offers.geo import Block, Point, name_of
from functions.offers.search.models import Hit, Nearness

_METRES_A_DEGREE = 111_195
_MOST_NARROW = 64
"""How many blocks, side by side, a circle is covered with at most by reason of its size."""
_FEW = 5
"""How many listings a block may be expected to hold, before it is halved."""
_TRUST = 5
"""How many listings, met or thought, weigh as much as all that was learnt before."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What is still to be read of a block: behind the listing `after_id` at the number `low`.

    `density` is how many listings were thought to lie on each of its numbers.
    """

    block: Block
    low: int
    density: float
    after_id: str = ""

    @property
    def thought(self) -> float:
        """How many listings were thought to be left."""
        return (self.block.high - self.low) * self.density


_Waiting = tuple[Nearness, int, Unread | Hit]


@dataclass
class Queue:
    """What waits around a point; what stands before or at `start` was given by an earlier page."""

    point: Point
    radius_m: int
    start: Nearness
    _factor: float = 1.0
    """How many times as many listings as were thought are likely to be met."""
    _heap: list[_Waiting] = field(default_factory=list)
    _crossed: list[tuple[float, int, Unread]] = field(default_factory=list)
    """Blocks of which a part was given, the fullest first."""
    _numbers: Iterator[int] = field(default_factory=count)

    def first(self) -> tuple[Nearness, Unread | Hit] | None:
        """Return what comes first and its place: a hit, or what is to be read; None: nothing."""
        while self._heap:
            place, _, first = self._heap[0]
            if isinstance(first, Hit) or not self._is_to_be_halved(first):
                return place, first
            heappop(self._heap)
            self._halve(first)
        return None

    def pop(self) -> None:
        """Drop what comes first."""
        heappop(self._heap)

    def take(self, listings: float, *, most: int) -> list[Unread]:
        """Take out what comes first and, with it, as much as so many listings are likely to fill.

        The hits among it count as listings, and wait on.
        """
        taken: list[Unread] = []
        passed: list[_Waiting] = []
        while len(taken) < most and listings > 0 and self.first() is not None:
            waiting = heappop(self._heap)
            _, _, first = waiting
            if isinstance(first, Hit):
                passed.append(waiting)
                listings -= 1
            else:
                taken.append(first)
                listings -= self.expected(first)
        for waiting in passed:
            heappush(self._heap, waiting)
        return taken

    def take_crossed(self, most: int) -> list[Unread]:
        """Take out blocks of which a part was given, the fullest halved as far as `most` allows."""
        while self._crossed:
            _, _, fullest = self._crossed[0]
            if not self._is_to_be_halved(fullest):
                break
            if len(self._crossed) >= most and not self.is_wide(fullest.block):
                break
            heappop(self._crossed)
            self._halve(fullest)
        return [heappop(self._crossed)[2] for _ in range(min(most, len(self._crossed)))]

    def push(self, unread: Unread) -> None:
        """Have what is unread wait, unless all of it is too far or was given before."""
        block, low, after_id = unread.block, unread.low, unread.after_id
        if low >= block.high:
            return
        least = block.least_m(self.point)
        if least > self.radius_m:
            return
        if least < self.start[0] and block.most_m(self.point) < self.start[0]:
            return
        if block.is_point and least == self.start[0]:
            if name_of(low) < self.start[1]:
                return
            if name_of(low) == self.start[1]:
                after_id = max(after_id, self.start[2])
        entry = Unread(block, low, unread.density, after_id)
        place, number = (least, name_of(low), after_id), next(self._numbers)
        if place > self.start:
            heappush(self._heap, (place, number, entry))
        else:
            fullness = inf if self.is_wide(block) else 0 if block.is_point else entry.thought
            heappush(self._crossed, (-fullness, number, entry))

    def push_hit(self, hit: Hit) -> None:
        """Have a hit wait, unless it was given before."""
        place = place_of(hit)
        if place > self.start:
            heappush(self._heap, (place, next(self._numbers), hit))

    def expected(self, unread: Unread) -> float:
        """Return how many listings are likely to be left."""
        return unread.thought * self._factor

    def density_of(self, likely: float, span: int) -> float:
        """Return the density of what is likely to hold so many listings."""
        return likely / span / self._factor

    def learn(self, met: float, expected: float) -> None:
        """Take it that so many listings were met where so many were expected."""
        self._factor *= (_TRUST + met) / (_TRUST + expected)

    def is_wide(self, block: Block) -> bool:
        """Tell whether a block reaches so far beyond the circle that it is halved unread."""
        height = 2 * self.radius_m / _METRES_A_DEGREE
        width = min(360.0, height / max(cos(radians(self.point[0])), height / 360))
        # Towards a pole meridians meet: a block is not made low by having hundreds of narrow ones.
        is_narrow = block.width * _MOST_NARROW <= width
        return (block.height > height or block.width > width) and not is_narrow

    def _is_to_be_halved(self, unread: Unread) -> bool:
        if unread.block.is_point:
            return False
        return self.expected(unread) > _FEW or self.is_wide(unread.block)

    def _halve(self, unread: Unread) -> None:
        for half in unread.block.halves():
            low = max(half.low, unread.low)
            after_id = unread.after_id if low == unread.low else ""
            self.push(Unread(half, low, unread.density, after_id))


def place_of(hit: Hit) -> Nearness:
    """Return the place of a hit in the order of distance."""
    assert hit.distance_m is not None
    assert hit.listing.spot is not None
    return hit.distance_m, hit.listing.spot.geohash, hit.listing.id
