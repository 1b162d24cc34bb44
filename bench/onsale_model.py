"""A hot event in a model: callers, instances, threads, and documents that one commit locks.

Nothing here is the product's code, and no latency is Google's own: the model compares designs under
assumptions that stand in one table.
"""

import random
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

import simpy

from bench.timing import percentile

T = TypeVar("T")
Steps: TypeAlias = Generator[simpy.Event, object, T]

Outcome = Literal["sold", "sold out", "again"]
Reading = Literal["burst", "strict"]

READINGS: tuple[Reading, ...] = ("burst", "strict")
"""`burst`: a document takes a write as soon as the one before is done; `strict`: one a second."""


def meaning(default: T, text: str) -> T:
    """Return a field with a default and a text that says what it stands for."""
    value: T = field(default=default, metadata={"meaning": text})
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """The numbers that a run stands on, each with its meaning; all times are in seconds."""

    places: int = meaning(10_000, "places of the event")
    callers: int = meaning(20_000, "callers, each of whom wants one place")
    calls_per_second: float = meaning(1_000.0, "callers that arrive per second, at random times")
    retries: int = meaning(6, "times that a booking is tried again after a lost commit")
    instances: int = meaning(25, "processes that serve bookings; callers take them in turn")
    threads: int = meaning(80, "bookings that one process serves at a time; others wait for one")
    read: float = meaning(0.015, "seconds of a batch of reads, of any size; never blocked")
    commit: float = meaning(0.060, "seconds of a commit, during which the document is locked")
    further_booking: float = meaning(0.001, "seconds that each further booking adds to a commit")
    write_every: float = meaning(1.0, "strict: seconds from one write of a document to the next")
    first_pause: float = meaning(0.02, "seconds of the first pause after a lost commit, at most")
    longest_pause: float = meaning(0.1, "seconds of any pause; each is drawn from 0 to its limit")
    own_documents: int = meaning(4, "documents read for a booking beside the shard")
    quiet_for: float = meaning(2.5, "seconds unused after which another may take over a shard")
    seed: int = meaning(1, "seed of the random numbers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """How places are kept: over how many documents, how one is chosen, how many commit together.

    `choice`: every booking draws a shard (`random`), or all bookings of an instance share one until
    it is empty or another instance writes it too (`own`).
    """

    name: str
    shards: int = 1
    choice: Literal["random", "own"] = "random"
    together: int = 1


@dataclass(slots=True, kw_only=True)
class Run:
    """The outcome of one run."""

    design: Design
    reading: Reading
    left: int = 0
    """Places left at the end."""

    oversold: int = 0
    reads: int = 0
    commits: int = 0
    ended: float = 0.0
    """When the last place was sold, in seconds after the first call."""

    seconds: list[float] = field(default_factory=list)
    """Latency of every answer."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)

    @property
    def sold_per_second(self) -> float:
        """Places sold per second, until the last one was."""
        return self.outcomes["sold"] / self.ended if self.ended else 0.0

    @property
    def reads_each(self) -> float:
        """Documents read for each place sold."""
        return self.reads / max(1, self.outcomes["sold"])

    @property
    def p95(self) -> float:
        """Latency of all answers in seconds, the 95th percentile."""
        return percentile(self.seconds, 0.95)


def play(design: Design, reading: Reading, assumptions: Assumptions) -> Run:
    """Play one sale until every caller has an answer."""
    return _Sale(design, reading, assumptions).play()


class _Shard:
    """A document with places: one commit at a time, refused when its version is not the latest."""

    def __init__(self, sale: "_Sale", places: int) -> None:
        self._sale = sale
        self._lock = simpy.Resource(sale.env, 1)
        self._writable_at = 0.0
        self.left = places
        self.version = 0
        self.used_at = float("-inf")
        self.used_by: _Instance | None = None

    def commit(self, version: int, places: int, *, by: "_Instance") -> Steps[bool]:
        """Take places if the document still has this version; return whether it did."""
        env, given = self._sale.env, self._sale.assumptions
        with self._lock.request() as turn:
            yield turn
            if version != self.version:
                return False
            yield env.timeout(max(0.0, self._writable_at - env.now))
            if self._sale.run.reading == "strict":
                self._writable_at = env.now + given.write_every
            yield env.timeout(given.commit + given.further_booking * (places - 1))
            self.version += 1
            self.left -= places
            self.used_at, self.used_by = env.now, by
            self._sale.run.commits += 1
            return True


@dataclass(slots=True)
class _Booking:
    """A booking that waits in a line; `done` gets its outcome."""

    done: simpy.Event
    tries: int = 0


@dataclass(slots=True)
class _Line:
    """The bookings of one instance that wait for the same shard, and whether one is at work."""

    shard: int
    waiting: list[_Booking] = field(default_factory=list)
    is_busy: bool = False


class _Instance:
    def __init__(self, sale: "_Sale") -> None:
        self.threads = simpy.Resource(sale.env, sale.assumptions.threads)
        numbers = range(len(sale.shards))
        is_own = sale.run.design.choice == "own"
        own = _Line(sale.random.choice(numbers))
        self.lines = [own if is_own else _Line(number) for number in numbers]


class _Sale:
    def __init__(self, design: Design, reading: Reading, assumptions: Assumptions) -> None:
        self.assumptions = assumptions
        self.random = random.Random(assumptions.seed)
        self.env = simpy.Environment()
        self.run = Run(design=design, reading=reading)
        part, more = divmod(assumptions.places, design.shards)
        self.shards = [_Shard(self, part + (number < more)) for number in range(design.shards)]
        self._instances = [_Instance(self) for _ in range(assumptions.instances)]

    def play(self) -> Run:
        self.env.process(self._arrivals())
        self.env.run()
        self.run.left = sum(max(0, shard.left) for shard in self.shards)
        self.run.oversold = sum(max(0, -shard.left) for shard in self.shards)
        return self.run

    def _arrivals(self) -> Steps[None]:
        for number in range(self.assumptions.callers):
            self.env.process(self._call(self._instances[number % len(self._instances)]))
            yield self.env.timeout(self.random.expovariate(self.assumptions.calls_per_second))

    def _call(self, instance: _Instance) -> Steps[None]:
        began = self.env.now
        with instance.threads.request() as thread:
            yield thread
            yield from self._read(self.assumptions.own_documents + 1)
            line = self.random.choice(instance.lines)
            booking = _Booking(self.env.event())
            line.waiting.append(booking)
            if not line.is_busy:
                line.is_busy = True
                self.env.process(self._serve(instance, line))
            outcome: Outcome = yield booking.done  # type: ignore[assignment]
        self.run.outcomes[outcome] += 1
        self.run.seconds.append(self.env.now - began)
        if outcome == "sold":
            self.run.ended = self.env.now

    def _serve(self, instance: _Instance, line: _Line) -> Steps[None]:
        """Commit the bookings of a line, as many at once as the design allows."""
        number, is_read = line.shard, True
        pause = self.assumptions.first_pause
        while line.waiting:
            if not is_read:
                yield from self._read(1)
            is_read = False
            shard = self.shards[number]
            version = shard.version
            members = line.waiting[: min(self.run.design.together, shard.left)]
            if not members:
                found = yield from self._look_at_all(instance)
                if found is None:
                    self._end(line, line.waiting, "sold out")
                else:
                    number, is_read = found, True
                    self._prefer(line, number)
            elif (yield from shard.commit(version, len(members), by=instance)):
                self._end(line, members, "sold")
                pause = self.assumptions.first_pause
            else:
                for booking in members:
                    booking.tries += 1
                lost = [one for one in members if one.tries > self.assumptions.retries]
                self._end(line, lost, "again")
                yield self.env.timeout(self.random.uniform(0, pause))
                pause = min(2 * pause, self.assumptions.longest_pause)
                if self.run.design.choice == "own":
                    found = yield from self._look_at_all(instance)
                    number, is_read = (line.shard, False) if found is None else (found, True)
                    self._prefer(line, number)
        line.is_busy = False

    def _prefer(self, line: _Line, number: int) -> None:
        if self.run.design.choice == "own":
            line.shard = number

    def _end(self, line: _Line, bookings: list[_Booking], outcome: Outcome) -> None:
        ended = {id(booking) for booking in bookings}
        for booking in bookings:
            booking.done.succeed(outcome)
        line.waiting = [booking for booking in line.waiting if id(booking) not in ended]

    def _look_at_all(self, instance: _Instance) -> Steps[int | None]:
        """Return a shard with places, one that no other instance uses where there is one."""
        yield from self._read(len(self.shards))
        left = [number for number, shard in enumerate(self.shards) if shard.left > 0]
        quiet = [number for number in left if self._is_quiet(self.shards[number], instance)]
        return self.random.choice(quiet or left) if left else None

    def _is_quiet(self, shard: _Shard, instance: _Instance) -> bool:
        return (
            shard.used_by is instance or shard.used_at < self.env.now - self.assumptions.quiet_for
        )

    def _read(self, documents: int) -> Steps[None]:
        self.run.reads += documents
        yield self.env.timeout(self.assumptions.read)
