"""The queue of a search by distance: unread blocks of the map, and listings already found.

A block is queued at the distance of its nearest possible point. When it comes first, it is halved
if it is likely to hold more than a few listings or reaches far beyond the circle.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from math import cos, inf, radians
from typing import Generic, Protocol, TypeVar

from functions.kernel.values import Struct
from functions.offers.geo.rules import GLOBE, Block, Centre, Point, Reach, name_of, point_of
from functions.offers.search.models import DistancePosition

_METRES_PER_DEGREE = 111_195
_MOST_NARROW = 64
"""How many blocks side by side cover a circle at most, before listings are considered."""
_FEW = 5
"""How many listings a block may be expected to hold without being halved."""
_TRUST = 5
"""The weight of the former estimate, in listings, when it is corrected."""


class UnreadBlock(Struct, frozen=True):
    """The unread part of a block: after the listing `after_id` at the geohash number `low`.

    `density` is the estimated number of listings for each geohash number.
    """

    block: Block
    low: int
    density: float
    after_id: str = ""

    @property
    def estimate(self) -> float:
        """The estimated number of unread listings, before correction."""
        return (self.block.high - self.low) * self.density


class Located(Protocol):
    """A listing with a place on the map."""

    @property
    def id(self) -> str:
        """The id of the offer."""
        ...

    @property
    def geohash(self) -> str:
        """Where it is, in 12 characters."""
        ...


L = TypeVar("L", bound=Located)


_Waiting = tuple[int, str, str, int, UnreadBlock | L]
"""A position, a number that no other has, and what waits there.

Flat, because tuples within tuples take three times as long to compare.
"""


@dataclass
class Queue(Generic[L]):
    """Blocks and listings around a point; anything up to `start` was returned by earlier pages."""

    point: Point
    radius_m: int
    start: DistancePosition
    _correction: float = 1.0
    """The ratio of listings found to listings estimated."""
    _heap: list[_Waiting[L]] = field(default_factory=list)
    _straddling: list[tuple[float, int, UnreadBlock]] = field(default_factory=list)
    """Blocks partly nearer than `start`, the fullest first."""
    _numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self._centre = Centre(self.point)
        self._reach = Reach(self.point, self.radius_m)
        self._height = 2 * self.radius_m / _METRES_PER_DEGREE
        breadth = max(cos(radians(self.point[0])), self._height / 360)
        self._width = min(360.0, self._height / breadth)

    def surroundings(self) -> Block:
        """Return the smallest wide block that holds the whole circle, or the globe."""
        block = GLOBE
        while self.is_wide(block):
            within = [half for half in block.halves() if self._reach.meets(half)]
            if len(within) != 1:
                break
            (block,) = within
        return block

    def first(self) -> tuple[DistancePosition, UnreadBlock | L] | None:
        """Return the first listing or block with its position; None if the queue is empty."""
        while self._heap:
            metres, name, after_id, _, first = self._heap[0]
            if not isinstance(first, UnreadBlock) or not self._is_to_be_halved(first):
                return (metres, name, after_id), first
            heappop(self._heap)
            self._halve(first)
        return None

    def pop(self) -> None:
        """Remove the first listing or block."""
        heappop(self._heap)

    def take(self, listings: float, *, most: int) -> list[UnreadBlock]:
        """Remove the first blocks that are expected to hold this many listings together.

        Those found between them count, and stay in the queue.
        """
        taken: list[UnreadBlock] = []
        passed = []
        while len(taken) < most and listings > 0 and self.first() is not None:
            waiting = heappop(self._heap)
            first = waiting[-1]
            if isinstance(first, UnreadBlock):
                taken.append(first)
                listings -= self.expected(first)
            else:
                passed.append(waiting)
                listings -= 1
        for waiting in passed:
            heappush(self._heap, waiting)
        return taken

    def take_straddling(self, most: int) -> list[UnreadBlock]:
        """Remove blocks that straddle `start`, halving the fullest as far as `most` allows."""
        while self._straddling:
            _, _, fullest = self._straddling[0]
            if not self._is_to_be_halved(fullest):
                break
            if len(self._straddling) >= most and not self.is_wide(fullest.block):
                break
            heappop(self._straddling)
            self._halve(fullest)
        return [heappop(self._straddling)[2] for _ in range(min(most, len(self._straddling)))]

    def push(self, unread: UnreadBlock) -> None:
        """Add an unread block, unless it is beyond the radius or was returned before."""
        block, low, after_id = unread.block, unread.low, unread.after_id
        if low >= block.high or not self._reach.meets(block):
            return
        least = self._centre.least_m(block)
        if least > self.radius_m:
            return
        if least < self.start[0] and self._centre.most_m(block) < self.start[0]:
            return
        if block.is_point and least == self.start[0]:
            if name_of(low) < self.start[1]:
                return
            if name_of(low) == self.start[1]:
                after_id = max(after_id, self.start[2])
                unread = UnreadBlock(block, low, unread.density, after_id)
        position, number = (least, name_of(low), after_id), next(self._numbers)
        if position > self.start:
            heappush(self._heap, (*position, number, unread))
        else:
            fullness = inf if self.is_wide(block) else 0 if block.is_point else unread.estimate
            heappush(self._straddling, (-fullness, number, unread))

    def push_found(self, found: L) -> None:
        """Add a listing, unless it is beyond the radius or was returned before."""
        distance = self._centre.distance_m(point_of(found.geohash))
        position = (distance, found.geohash, found.id)
        if distance <= self.radius_m and position > self.start:
            heappush(self._heap, (*position, next(self._numbers), found))

    def expected(self, unread: UnreadBlock) -> float:
        """Return how many unread listings a block is expected to hold."""
        return unread.estimate * self._correction

    def density_of(self, likely: float, span: int) -> float:
        """Return the density of a span of geohash numbers expected to hold this many listings."""
        return likely / span / self._correction

    def learn(self, met: float, expected: float) -> None:
        """Correct the estimates by the listings met where others were expected."""
        self._correction *= (_TRUST + met) / (_TRUST + expected)

    def is_wide(self, block: Block) -> bool:
        """Return whether a block reaches so far beyond the circle that it is halved unread."""
        # Near a pole, blocks are narrow; halving their height would make hundreds of them.
        return (
            block.height > self._height or block.width > self._width
        ) and block.width * _MOST_NARROW > self._width

    def _is_to_be_halved(self, unread: UnreadBlock) -> bool:
        if unread.block.is_point:
            return False
        return self.expected(unread) > _FEW or self.is_wide(unread.block)

    def _halve(self, unread: UnreadBlock) -> None:
        for half in unread.block.halves():
            low = max(half.low, unread.low)
            after_id = unread.after_id if low == unread.low else ""
            self.push(UnreadBlock(half, low, unread.density, after_id))
