"""Every route and every job of the code, played: what is asked for, written and used on the way.

And used by which function: each route belongs to one, and so does each subscriber, to whom the bus
here hands its messages as the deployment would.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import combinations, product
from typing import Any, Literal, get_args, get_origin

from pydantic import AwareDatetime, BaseModel

from functions.kernel.bus import Relay
from functions.kernel.database import Index, Query, Write
from functions.kernel.events import Message
from functions.kernel.http import Who
from functions.kernel.indexes import MissingIndex, serving_indexes
from functions.kernel.jobs import JOBS, run_job
from functions.kernel.platform import INDEXES, Platform
from functions.kernel.subscribers import subscribers
from infra.deployables import deployables, function_of_path, route_tables
from tests.support.calls import CASES, WHO_MAY, call
from tests.support.server import answer, jpeg
from tests.support.world import World

LISTED = deployables()

SCOPES = {"venue_id": "{venue_id}", "offerer_siren": "{siren}", "offer_id": "{offer_id}"}
"""Of what a list may be asked for, one at a time."""

RADII_M = ["100", "1000", "10000", "30000", "100000"]
"""Each is looked up by another size of cell, and so by another index."""

PAGING = {"page_size", "page_token"}
"""What asks for more or less of the same, in the same order."""


class Used:
    """What each function uses of the platform: `files.publish`, `bus.job-trim-showings`."""

    def __init__(self) -> None:
        self.by_function: dict[str, set[str]] = defaultdict(set)
        self._running: list[str] = []

    @contextmanager
    def running(self, function: str | None) -> Iterator[None]:
        """Have what is used in the block be used by this function; None: by nobody deployed."""
        self._running.append(function or "")
        try:
            yield
        finally:
            self._running.pop()

    def note(self, what: str) -> None:
        """Note that the running function uses something."""
        if self._running and self._running[-1]:
            self.by_function[self._running[-1]].add(what)


class WatchedPort:
    """A port whose calls are noted."""

    def __init__(self, name: str, port: Any, used: Used) -> None:
        self._name, self._port, self._used = name, port, used

    def __getattr__(self, call: str) -> Any:
        self._used.note(f"{self._name}.{call}")
        return getattr(self._port, call)


class HandingBus:
    """Hands each message to its subscribers one after the other, each in its own name."""

    keeps_waiting = False

    def __init__(self, platform: Platform, used: Used) -> None:
        self._platform, self._used = platform, used

    def publish(self, message: Message) -> None:
        """Have every subscriber handle the message; raise the first fault."""
        # Events are published by the relay, which here runs right after a commit.
        if message.topic.startswith("job-"):
            self._used.note(f"bus.{message.topic}")
        faults: list[Exception] = []
        for subscriber in subscribers:
            if message.topic in subscriber.subscriptions:
                try:
                    with self._used.running(subscriber.name):
                        subscriber.deliver(self._platform, message)
                except Exception as fault:
                    faults.append(fault)
        if faults:
            raise faults[0]


class Played:
    """What a world's databases were asked, what was written to them, and who used what."""

    def __init__(self, world: World) -> None:
        self.used: set[Index] = set()
        self.missing: set[str] = set()
        self.fields: dict[str, dict[str, object]] = defaultdict(dict)
        self.rights = Used()
        platform = world.platform
        database, bus = platform.database, HandingBus(platform, self.rights)
        relay = Relay(database, bus).after_commit

        def committed(writes: Sequence[Write]) -> None:
            for write in writes:
                known = {k: v for k, v in (write.data or {}).items() if v is not None}
                self.fields[write.ref.collection].update(known)
            relay(writes)

        database.asked = self._ask
        database.committed = committed
        platform.use("bus", bus)
        platform.use("files", WatchedPort("files", platform.files, self.rights))
        platform.use("identity", WatchedPort("identity", platform.identity, self.rights))
        platform.use("mail", WatchedPort("mail", platform.mail, self.rights))
        self._routes(world)
        self._picture(world)
        self._lists(world)
        self._jobs(world)

    def _ask(self, query: Query) -> None:
        try:
            self.used.update(serving_indexes(query, INDEXES))
        except MissingIndex as missing:
            self.missing.add(str(missing))

    def _routes(self, world: World) -> None:
        member = world.callers[WHO_MAY[Who.DESK]]
        world.api.call("GET", "/v1/desk/countermarks/ZZZZZZ", by=member)
        for method, path in CASES:
            world.state.restore()
            key = None if method == "GET" else "a key"
            function = function_of_path(world.path(CASES[method, path].path or path), LISTED)
            with self.rights.running(function):
                answered = call(world, method, path, key=key)
            assert answered.status_code < 500, f"{method} {path}"

    def _picture(self, world: World) -> None:
        """Give an offer another picture: it is made, and the one before is removed."""
        world.state.restore()
        content = jpeg()
        announced = {"content_type": "image/jpeg", "size_bytes": len(content), "credit": "L. S."}
        path = world.path("/v1/offers/{offer_id}/image")
        ticket = answer(world.api.post(path, announced, by=world.callers["member"]), 201)["upload"]
        sent = world.client.put(ticket["url"], headers=ticket["headers"], content=content)
        assert sent.status_code == 200, sent.text

    def _lists(self, world: World) -> None:
        world.state.restore()
        for table in route_tables(LISTED):
            for route in table.routes:
                if route.query is None:
                    continue
                case = CASES[route.method, route.path]
                by = world.callers[WHO_MAY[case.who]]
                needed = {name: world.path(value) for name, value in case.query.items()}
                known = [name for name in SCOPES if name in route.query.model_fields]
                scopes = [{name: world.path(SCOPES[name])} for name in known]
                for base in scopes or [needed]:
                    for some in variants(route.query, {*needed, *SCOPES, *PAGING}):
                        # Not all may be asked for together, which the answer tells.
                        world.api.call(
                            route.method, world.path(route.path), by=by, params={**base, **some}
                        )

    def _jobs(self, world: World) -> None:
        now = world.platform.clock.now()
        for at in (now, now + timedelta(days=4_000)):
            for name in JOBS:
                # By hand all at once, and as the schedule has it, in messages.
                world.state.restore()
                run_job(world.platform, name, at)
                world.state.restore()
                told = Message(f"job-{name}", "scheduled", f'{{"at": "{at.isoformat()}"}}')
                with self.rights.running(None):
                    world.platform.bus.publish(told)
        world.platform.relay.sweep(recorded_before=now)


def variants(query: type[BaseModel], needed: Any) -> Iterator[dict[str, str]]:
    """Yield the parameters of a route: each three of them, in each of their ways."""
    ways: list[list[dict[str, str]]] = []
    place: dict[str, str] = {}
    for name, field in query.model_fields.items():
        name = field.alias or name  # noqa: PLW2901
        values = RADII_M if name == "radius_m" else values_of(field.annotation)
        if values and field.annotation in (float, float | None):
            # Two coordinates are one place.
            place[name] = values[0]
        elif values and name not in needed:
            ways.append([{name: value} for value in values])
    ways += [[place]] if place else []
    for number in range(1, 4):
        for chosen in combinations(ways, number):
            for values_together in product(*chosen):
                yield {name: value for one in values_together for name, value in one.items()}


def values_of(kind: Any) -> list[str]:
    """Return some values that a parameter of this type may have, none where none is known."""
    known = {
        bool: ["true", "false"],
        datetime: ["2026-05-04T10:00:00Z"],
        AwareDatetime: ["2026-05-04T10:00:00Z"],
        float: ["7.75"],
        int: ["1000"],
        str: ["livre"],
    }
    if kind in known:
        return known[kind]
    if get_origin(kind) is Literal:
        return [str(value) for value in get_args(kind)]
    inner = [each for each in get_args(kind) if isinstance(each, type) or get_args(each)]
    return next((found for each in inner if (found := values_of(each))), [])
