"""Faults on purpose: the n-th call of a port fails, and what is left must be as if none had.

A run takes a world, fails one call of one command, repeats the command as its caller would, lets
the sweep and the jobs catch up, and delivers every event once more, the last one first. Then the
effects are compared with those of a run without a fault.
"""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any, Literal, TypeAlias, get_args

from functions.kernel.bus import Bus, Relay
from functions.kernel.database import OUTBOX, Query, Ref, Snapshot, Write
from functions.kernel.events import Message
from functions.kernel.jobs import JOBS, run_job
from functions.kernel.subscribers import HANDLED, subscribers
from tests.support.adapters import DelegatingAdapter
from tests.support.calls import CASES, Route, call
from tests.support.conformity import NotAsDocumented
from tests.support.world import NOTES, World

Mode: TypeAlias = Literal["before", "after", "killed"]
"""Whether the call fails before its effect, after it, or the process dies after it."""

MODES: tuple[Mode, ...] = get_args(Mode)

Verdict: TypeAlias = Literal["held", "lost", "doubled", "stuck"]

Effects: TypeAlias = Counter[tuple[str, str, str]]
"""How often a collection has a field with a value, and the sum of its numbers."""

_UNCOUNTED = {OUTBOX, HANDLED, *NOTES}
"""Collections that only say which requests, events and guesses were seen."""

_TRIES = {"attempts", "marks", "writes"}
"""Fields that count attempts, deliveries of events, or the writes of one document."""

_AUDITED = ("ledger", "reimbursement")

_NAMES = {"status", "state", "kind", "reason", "role"}
"""Fields whose value is one of a few names."""


class InjectedFault(Exception):
    """The fault of a call, as the product meets it."""


class Killed(BaseException):
    """The end of the process: nothing of ours runs after it."""


@dataclass
class Plan:
    """The call that fails, counted from 1 over all ports; None fails nothing."""

    at: int | None = None
    mode: Mode = "before"
    calls: list[str] = field(default_factory=list)

    def start(self, at: int | None, mode: Mode = "before") -> None:
        """Count from 1 again, and fail at this call."""
        self.at, self.mode, self.calls = at, mode, []

    @contextmanager
    def call(self, name: str) -> Iterator[None]:
        """Count a call; let it fail where the plan says so."""
        self.calls.append(name)
        fails = len(self.calls) == self.at
        if fails and self.mode == "before":
            raise InjectedFault(name)
        yield
        if fails:
            raise Killed(name) if self.mode == "killed" else InjectedFault(name)


@dataclass
class FaultyAdapter(DelegatingAdapter):
    """A database whose calls a plan may fail."""

    plan: Plan = field(default_factory=Plan)

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        """Read, or fail."""
        with self.plan.call("database.read"):
            return self.adapter.read(refs)

    def query(self, query: Query) -> Sequence[Snapshot]:
        """Query, or fail."""
        with self.plan.call("database.query"):
            return self.adapter.query(query)

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        """Commit, or fail."""
        with self.plan.call("database.commit"):
            return self.adapter.commit(writes)


@dataclass
class FaultyBus:
    """A bus whose calls a plan may fail; it remembers what was published."""

    bus: Bus
    plan: Plan
    keeps_waiting: bool = True
    published: list[Message] = field(default_factory=list)

    def publish(self, message: Message) -> None:
        """Publish, or fail."""
        self.published.append(message)
        with self.plan.call("bus.publish"):
            self.bus.publish(message)


class FaultyPort:
    """Any other port, whose calls a plan may fail."""

    def __init__(self, name: str, port: object, plan: Plan) -> None:
        self._name, self._port, self._plan = name, port, plan

    def __getattr__(self, name: str) -> Any:
        """Return the attribute of the port; a method of it is a call."""
        found = getattr(self._port, name)
        if not callable(found):
            return found

        def called(*arguments: Any, **named: Any) -> Any:
            with self._plan.call(f"{self._name}.{name}"):
                return found(*arguments, **named)

        return called


@dataclass(frozen=True)
class Command:
    """Something that is done to the world; `begin` returns one caller, who tries until it is done.

    A try returns whether it was answered, with success or with a refusal.
    """

    name: str
    begin: Callable[[], Callable[[], bool]]


@dataclass
class Tally:
    """The runs of one command by verdict."""

    command: str
    calls: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    """The runs that did not hold: the call, the mode, the verdict, and what differs."""

    @property
    def runs(self) -> int:
        """How many runs there were, each with one fault."""
        return self.verdicts.total()


class Laboratory:
    """A world whose ports fail on purpose."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.plan = Plan()
        platform = self.platform = world.platform
        database = platform.database
        database.adapter = FaultyAdapter(database.adapter, plan=self.plan)
        self.bus = FaultyBus(platform.bus, self.plan)
        platform.use("bus", self.bus)
        database.on_commit = Relay(database, self.bus).after_commit
        platform.use("files", FaultyPort("files", platform.files, self.plan))
        platform.use("identity", FaultyPort("identity", platform.identity, self.plan))
        platform.use("webhooks", FaultyPort("webhooks", platform.webhooks, self.plan))
        platform.use("encryption", FaultyPort("encryption", platform.encryption, self.plan))
        self._keys = count(1)

    def commands(self) -> list[Command]:
        """Return every command over HTTP with a key, and every job at instants when it has work."""
        at = [self.platform.clock.now() + timedelta(days=days) for days in (0, 6, 40, 800)]
        return [
            *(Command(" ".join(r), partial(self._request, r)) for r in CASES if r[0] != "GET"),
            *(
                Command(f"{job} {when:%Y-%m}", partial(self._job, job, when))
                for job in JOBS
                for when in at
            ),
        ]

    def is_effective(self, command: Command) -> bool:
        """Return whether a command changes anything, so that a fault in it can lose something."""
        self.world.state.restore()
        before = self.world.state.digest()
        self.plan.start(None)
        command.begin()()
        return self.world.state.digest() != before

    def try_out(self, command: Command, *, every: int = 1, most: int | None = None) -> Tally:
        """Fail each `every`-th call of a command in each mode; return what became of the runs.

        Fewer fail, evenly spread, where they would be more than `most`.
        """
        expected, _ = self._run(command, None, "before")
        tally = Tally(command.name, len(self.plan.calls))
        names = list(self.plan.calls)
        if most is not None:
            every = max(every, math.ceil(len(names) / most))
        for at in range(1, len(names) + 1, every):
            for mode in MODES:
                effects, is_stuck = self._run(command, at, mode)
                verdict = _verdict(expected, effects, is_stuck=is_stuck)
                tally.verdicts[verdict] += 1
                if verdict != "held":
                    more, fewer = effects - expected, expected - effects
                    tally.broken.append(
                        f"{names[at - 1]} ({at}) {mode}: {verdict}; more {dict(more)},"
                        f" fewer {dict(fewer)}"
                    )
        return tally

    def _run(self, command: Command, at: int | None, mode: Mode) -> tuple[Effects, bool]:
        """Run a command with a fault, and all that follows; return effects and whether it stuck."""
        self.world.state.restore()
        self.bus.published.clear()
        attempt = command.begin()
        self.plan.start(at, mode)
        is_done = False
        # Nobody announces the status of a fault.
        with suppress(InjectedFault, Killed, NotAsDocumented):
            is_done = attempt()
        calls = self.plan.calls
        self.plan.start(None)
        is_done = is_done or attempt()
        is_caught_up = self._catch_up()
        self.plan.calls = calls
        return _effects(self.world), not (is_done and is_caught_up)

    def _catch_up(self) -> bool:
        """Sweep, deliver every event once more, the last one first, and send; audit it all."""
        relay = self.platform.relay
        relay.sweep()
        for message in reversed(list(self.bus.published)):
            for subscriber in subscribers:
                if message.topic in subscriber.subscriptions:
                    subscriber.deliver(self.platform, message)
        relay.sweep()
        now = self.platform.clock.now()
        # A notice that a killed sender has taken is due again when its lease ends.
        run_job(self.platform, "send-notices", now + timedelta(hours=1))
        # A killed run of the job may have been one of a later day.
        run_job(self.platform, "send-webhooks", now + timedelta(days=801))
        # So may one that prices, and its claim lasts a while.
        run_job(self.platform, "price-receivables", now + timedelta(days=801))
        audits = [run_job(self.platform, f"audit-{name}", now) for name in _AUDITED]
        return not self.world.state.collection(OUTBOX) and not any(
            report.counts["faulty"] for report in audits
        )

    def _request(self, route: Route) -> Callable[[], bool]:
        key = f"fault-{next(self._keys)}"
        return lambda: call(self.world, *route, key=key).status_code < 500

    def _job(self, name: str, at: datetime) -> Callable[[], bool]:
        return lambda: run_job(self.platform, name, at).failed == 0


def _verdict(expected: Effects, effects: Effects, *, is_stuck: bool) -> Verdict:
    if is_stuck:
        return "stuck"
    if effects == expected:
        return "held"
    return "lost" if expected - effects else "doubled"


def _effects(world: World) -> Effects:
    """Return what a world holds, without ids and times."""
    effects: Effects = Counter()
    for collection, _, _, text in world.state.documents():
        if collection in _UNCOUNTED:
            continue
        effects[collection, "", ""] += 1
        for name, value in json.loads(text).items():
            if name in _TRIES:
                continue
            if isinstance(value, int):
                effects[collection, name, "sum"] += value
            elif name in _NAMES and isinstance(value, str):
                # Whether a mail left is not known after some faults; it never leaves twice.
                effects[collection, name, "sent" if value == "unsure" else value] += 1
    return effects
