"""A recording of every route and job: the queries and writes made, and the ports used.

The use of a port is recorded for the function that makes the call. Each route belongs to a function
and so does each subscriber, which the bus here delivers to as the deployment would.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import combinations, product
from typing import Any, Literal, get_args, get_origin

from pydantic import AwareDatetime, BaseModel
from werkzeug.test import Client

from deployables import deployables, function_of_path, route_tables
from functions.booking.models import BookingRedeemed
from functions.kernel.bus import Relay
from functions.kernel.database import Index, Query, Write
from functions.kernel.events import Message, to_message
from functions.kernel.indexes import MissingIndex, serving_indexes
from functions.kernel.jobs import JOBS, run_job
from functions.kernel.platform import INDEXES, Platform
from functions.kernel.quotas import Leases
from functions.kernel.route import Who
from functions.kernel.subscribers import subscribers
from tests.support import given
from tests.support.calls import CASES, WHO_MAY, call
from tests.support.server import Caller, answer, jpeg
from tests.support.world import World

LISTED = deployables()

SCOPES = {"venue_id": "{venue_id}", "offerer_siren": "{siren}", "offer_id": "{offer_id}"}
"""Query parameters that select the owner of a list, one at a time."""

RADII_M = ["100", "1000", "10000", "30000", "100000"]
"""Radii that select different cell sizes, and so different indexes."""

COORDINATE = ["7.75"]

PAGING = {"page_size", "page_token"}
"""Query parameters that change neither filter nor order."""


class Used:
    """The port calls that each function makes: `files.publish`, `bus.job-trim-showings`."""

    def __init__(self) -> None:
        self.by_function: dict[str, set[str]] = defaultdict(set)
        self._running: list[str] = []

    @contextmanager
    def running(self, function: str | None) -> Iterator[None]:
        """Record calls in the block for this function; None records nothing."""
        self._running.append(function or "")
        try:
            yield
        finally:
            self._running.pop()

    def note(self, what: str) -> None:
        """Record a call by the running function."""
        if self._running and self._running[-1]:
            self.by_function[self._running[-1]].add(what)


class WatchedPort:
    """A port whose calls are recorded."""

    def __init__(self, name: str, port: Any, used: Used) -> None:
        self._name, self._port, self._used = name, port, used

    def __getattr__(self, call: str) -> Any:
        self._used.note(f"{self._name}.{call}")
        return getattr(self._port, call)


class HandingBus:
    """Delivers each message to its subscribers in turn, recording calls for each."""

    keeps_waiting = False

    def __init__(self, platform: Platform, used: Used) -> None:
        self._platform, self._used = platform, used

    def publish(self, message: Message) -> None:
        """Deliver the message to every subscriber, then raise the first fault."""
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
    """The queries, writes and port calls of every route and job, played in a world."""

    def __init__(self, world: World) -> None:
        # A new instance has leased nothing yet.
        world.platform.leases = Leases()
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

        database.on_query = self._ask
        database.on_commit = committed
        platform.use("bus", bus)
        platform.use("files", WatchedPort("files", platform.files, self.rights))
        platform.use("identity", WatchedPort("identity", platform.identity, self.rights))
        platform.use("mail", WatchedPort("mail", platform.mail, self.rights))
        platform.use("encryption", WatchedPort("encryption", platform.encryption, self.rights))
        self._routes(world)
        self._picture(world)
        self._lists(world)
        self._pages(world)
        self._jobs(world)
        self._late(world)
        self._batch(world)

    def _ask(self, query: Query) -> None:
        try:
            self.used.update(serving_indexes(query, INDEXES))
        except MissingIndex as missing:
            self.missing.add(str(missing))

    def _routes(self, world: World) -> None:
        for caller in (world.callers[WHO_MAY[Who.DESK]], world.callers["API key"]):
            world.api.call("GET", "/v1/desk/countermarks/ZZZZZZ", by=caller)
        for method, path in CASES:
            world.state.restore()
            key = None if method == "GET" else "a key"
            function = function_of_path(world.path(CASES[method, path].path or path), LISTED)
            with self.rights.running(function):
                answered = call(world, method, path, key=key)
            assert answered.status_code < 500, f"{method} {path}"

    def _picture(self, world: World) -> None:
        """Replace an offer's picture, which publishes the new one and removes the old one."""
        world.state.restore()
        content = jpeg(500, 400)
        announced = {"content_type": "image/jpeg", "size_bytes": len(content), "credit": "L. S."}
        path = world.path("/v1/offers/{offer_id}/image")
        ticket = answer(world.api.post(path, announced, by=world.callers["member"]), 201)["upload"]
        sent = world.client.put(ticket["url"], headers=ticket["headers"], content=content)
        assert sent.status_code == 200, sent.text

    def _lists(self, world: World) -> None:
        world.state.restore()
        client = Client(world.app)

        def ask(method: str, path: str, *, by: Caller, params: Mapping[str, str]) -> None:
            headers = dict(by.headers) if by else {}
            asked = client.open(path, method=method, query_string=params, headers=headers)
            assert asked.status_code < 500, (path, params)

        administrator = world.callers["administrator"]
        for params in ({}, {"by": "support"}):
            ask("GET", "/v1/acts", by=administrator, params=params)
        # A search for nothing but a place has an index of its own.
        place = dict.fromkeys(("latitude", "longitude"), COORDINATE[0])
        ask("GET", "/v1/offers", by=administrator, params=place)
        for table in route_tables(LISTED):
            for route in table.routes:
                if route.query is None:
                    continue
                case = CASES[route.method, route.path]
                by = world.callers[case.by]
                needed = {name: world.path(value) for name, value in case.query.items()}
                known = [name for name in SCOPES if name in route.query.model_fields]
                others = {name: value for name, value in needed.items() if name not in SCOPES}
                scopes = [{**others, name: world.path(SCOPES[name])} for name in known]
                for base in scopes or [needed]:
                    filtered = variants(route.query, {*needed, *SCOPES, *PAGING})
                    for some in ({}, *filtered) if scopes else filtered:
                        # Combinations that the route refuses are answered with an error.
                        ask(route.method, world.path(route.path), by=by, params={**base, **some})

    def _pages(self, world: World) -> None:
        """Open the pages that read the database: an offer's preview, and the sitemap."""
        world.state.restore()
        client = Client(world.app)
        month = f"{world.platform.clock.now():%Y-%m}"
        for path in (world.path("/offres/{offer_id}"), "/sitemap.xml", f"/sitemaps/{month}.xml"):
            with self.rights.running(function_of_path(path, LISTED)):
                shown = client.get(path)
            assert shown.status_code == 200, path

    def _jobs(self, world: World) -> None:
        now = world.platform.clock.now()
        for at in (now, now + timedelta(days=4_000)):
            for name in JOBS:
                # First in one go, as by hand; then in messages, as scheduled.
                world.state.restore()
                run_job(world.platform, name, at)
                world.state.restore()
                scheduled = Message(f"job-{name}", "scheduled", f'{{"at": "{at.isoformat()}"}}')
                with self.rights.running(None):
                    world.platform.bus.publish(scheduled)
        world.platform.relay.sweep(recorded_before=now)

    def _batch(self, world: World) -> None:
        """Begin a batch and prepare it, with what the jobs before have left to do."""
        world.state.restore()
        platform = world.platform
        at = platform.clock.now() + timedelta(days=40)
        for name in ("price-receivables", "begin-batch", "prepare-batches", "prepare-payouts"):
            run_job(platform, name, at)

    def _late(self, world: World) -> None:
        """Let a booking arrive late, before one that was priced."""
        world.state.restore()
        platform, name = world.platform, world.path("{sold_id}")
        run_job(platform, "price-receivables", platform.clock.now() + timedelta(hours=1))
        used_at = platform.clock.now() - timedelta(hours=1)
        given.change(platform, "bookings", name, used_at=used_at)
        booking = given.the_booking(platform, name)
        message = to_message(BookingRedeemed.of(booking, at=used_at))
        with self.rights.running(None):
            platform.bus.publish(message)


def variants(query: type[BaseModel], needed: Any) -> Iterator[dict[str, str]]:
    """Yield combinations of up to three query parameters of a route, with each of their values."""
    ways: list[list[dict[str, str]]] = []
    place: dict[str, str] = {}
    for name, field in query.model_fields.items():
        name = field.alias or name  # noqa: PLW2901
        values = RADII_M if name == "radius_m" else values_of(field.annotation)
        if values == COORDINATE:
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
    """Return sample values for a parameter's type; none for an unknown type."""
    known = {
        bool: ["true", "false"],
        datetime: ["2026-05-04T10:00:00Z"],
        AwareDatetime: ["2026-05-04T10:00:00Z"],
        float: COORDINATE,
        int: ["1000"],
        str: ["livre"],
    }
    if kind in known:
        return known[kind]
    if get_origin(kind) is Literal:
        return [str(value) for value in get_args(kind)]
    inner = [each for each in get_args(kind) if isinstance(each, type) or get_args(each)]
    return next((found for each in inner if (found := values_of(each))), [])
