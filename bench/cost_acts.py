"""The acts of a month, played through the real functions, with counts of their platform use.

As on the cloud, a request ends with its commit; the outbox is relayed by a function of its own, and
each subscriber gets each message in an invocation of its own. All of them are counted.
"""

import io
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import httpx

import main
from bench.data import OWNER, Person, add_book, add_concert, add_people, new_account, open_shop
from bench.standing import read_streamed
from deployables import ttl_fields
from functions.accounts.administrators import service as administrators_service
from functions.kernel.database import OUTBOX, Query, Snapshot, Write, metered
from functions.kernel.events import Message
from functions.kernel.identifiers import new_id
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.jobs import run_job
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber, subscribers
from local.demo.pictures import draw_picture
from local.server import TABLES, LocalServer
from tests.support.search_data import FRANCE, destination, load, programme

T = TypeVar("T")

_URL = "http://127.0.0.1:8080"
_RADIUS_M = 10_000
_TEXTS = (None, None, "jazz", "livre", "nuit de la poésie", "ciné")
"""Half of the searches are by place only; the others have a text."""

_OFFERS = 10
_HEADERS_BYTES = 400
"""Approximate size of an answer's headers, in bytes."""
_ROW_BYTES = 150
"""Bytes of a row of BigQuery beside the message: its subscription, id, time and names of fields."""

_LEAST_MESSAGE_BYTES = 1000
"""The least bytes billed for a publish and for a delivery."""

EXPIRING = frozenset(ttl_fields())
"""Collections whose documents expire; each deletion is billed."""


@dataclass
class Tally:
    """Use of the platform; bytes are those of JSON and of bodies."""

    invocations: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    work_seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """By function: the processor time of this process's own work."""

    round_trips: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    reads: float = 0
    writes: float = 0
    deletes: float = 0
    stored_bytes: float = 0
    message_bytes: float = 0
    streamed_bytes: float = 0
    """As billed for the subscription to BigQuery."""
    row_bytes: float = 0
    """As BigQuery stores them."""
    log_bytes: float = 0
    egress_bytes: float = 0
    requests: float = 0
    file_writes: float = 0
    file_bytes: float = 0

    def add(self, other: "Tally", times: float) -> None:
        """Add another tally, multiplied by `times`."""
        for name, value in vars(other).items():
            mine = getattr(self, name)
            if isinstance(value, defaultdict):
                for key, number in value.items():
                    mine[key] += number * times
            else:
                setattr(self, name, mine + value * times)


class Queue:
    """A bus that keeps published messages until they are delivered."""

    keeps_waiting = False

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def publish(self, message: Message) -> None:
        """Keep a message."""
        self.messages.append(message)


class Month:
    """A platform with a shop, people, and offers all over the country, to play acts on."""

    def __init__(self, platform: Platform, *, people: int, offers: int) -> None:
        main.load_all()
        self.platform = platform
        self.queue = Queue()
        self._tally = Tally()
        self._streamed = read_streamed()
        open_shop(platform)
        for number in range(_OFFERS):
            add_concert(platform, f"c{number}", quantity=None)
        load(platform.database.adapter, programme(offers, FRANCE))
        self._chance = random.Random(1)
        self.people: list[Person] = add_people(platform, people)
        identity = platform.identity
        assert isinstance(identity, LocalIdentity)
        identity.create_account("owner@bench.test", None, claims={"professional": True}, uid=OWNER)
        identity.create_account("admin@bench.test", None, claims={}, uid="admin")
        platform.database.run(
            lambda work: administrators_service.set_roles(
                work, "admin", ("administrator",), by="command", now=platform.clock.now()
            )
        )
        self._tokens = {uid: identity.open_session(uid).id_token for uid in (OWNER, "admin")}
        self._http = httpx.Client(
            transport=httpx.WSGITransport(app=LocalServer(platform)), base_url=_URL
        )
        platform.use("bus", self.queue)
        platform.database.on_commit = self._committed
        self._made = 0
        with _counted_logs(self._tally):
            # Events of the set-up belong to no act.
            self._deliver()

    def close(self) -> None:
        """Close the client."""
        self._http.close()

    def play(self, act: str, times: int) -> Tally:
        """Play an act `times` times; return its use, including everything that follows by event."""
        play: Callable[[Person], None] = getattr(self, act)
        self._tally = Tally()
        with _counted_logs(self._tally):
            for number in range(times):
                play(self.people[number % len(self.people)])
                self._deliver()
        return self._tally

    # The acts

    def search(self, person: Person) -> None:
        """Search near a point of a town or of the country."""
        (area,) = self._chance.choices(FRANCE, [area.share for area in FRANCE])
        latitude, longitude = destination(
            *area.point,
            bearing=self._chance.uniform(0, 360),
            metres=self._chance.uniform(0, area.spread_m / 2),
        )
        wanted = {"latitude": latitude, "longitude": longitude, "radius_m": _RADIUS_M}
        text = self._chance.choice(_TEXTS)
        self._call(person.token, "GET", "/v1/offers", params=wanted | ({"q": text} if text else {}))

    def read_offer(self, person: Person) -> None:
        """Read an offer."""
        self._call(person.token, "GET", "/v1/offers/bench-c7")

    def open_app(self, person: Person) -> None:  # noqa: ARG002
        """Open a shared offer: the document with its preview, and the settings of sign-in."""
        for path in ("/offres/bench-c7", "/config.json"):
            response: httpx.Response = self._invoke("web_pages", partial(self._http.get, path))
            response.raise_for_status()
            self._tally.requests += 1
            self._tally.egress_bytes += int(response.headers["Content-Length"]) + _HEADERS_BYTES

    def look_around(self, person: Person) -> None:
        """Read the wallet."""
        self._call(person.token, "GET", "/v1/wallet")

    def book(self, person: Person) -> None:
        """Book a thing."""
        self._book(person)

    def cancel(self, person: Person) -> None:
        """Cancel a booking; making it is counted elsewhere."""
        booked = self._uncounted(lambda: self._book(person))
        self._call(person.token, "POST", f"/v1/bookings/{booked['id']}/cancel")

    def redeem(self, person: Person) -> None:
        """Look up a countermark and redeem it."""
        booked = self._uncounted(lambda: self._book(person))
        path = f"/v1/desk/countermarks/{booked['countermark']}"
        self._call(self._tokens[OWNER], "GET", path)
        self._call(self._tokens[OWNER], "POST", f"{path}/redeem")

    def expire(self, person: Person) -> None:
        """Let the job expire a booking."""
        self._uncounted(lambda: self._book(person))
        at = self.platform.clock.now() + timedelta(days=32)
        self._invoke("booking_jobs", lambda: run_job(self.platform, "expire-bookings", at))

    def desk_list(self, person: Person) -> None:  # noqa: ARG002
        """List a page of the venue's bookings."""
        query = {"venue_id": "bench-venue"}
        self._call(self._tokens[OWNER], "GET", "/v1/desk/bookings", params=query)

    def publish(self, person: Person) -> None:  # noqa: ARG002
        """Create an offer, upload its picture, add a stock and publish it."""
        token = self._tokens[OWNER]
        self._made += 1
        words = f"Lecture {self._made}"
        body = {
            "venue_id": "bench-venue",
            "name": words,
            "description": "Un livre que l'on ne lâche pas.",
            "category": "paper_book",
        }
        offer = self._call(token, "POST", "/v1/offers", json=body)
        picture = draw_picture(words, "Strasbourg", "books", 200)
        announced = {"content_type": "image/jpeg", "size_bytes": len(picture)}
        path = f"/v1/offers/{offer['id']}"
        upload = self._call(token, "POST", f"{path}/image", json=announced)["upload"]
        sent = self._http.put(upload["url"], content=picture, headers=upload["headers"])
        sent.raise_for_status()
        self._tally.file_writes += 5
        self._tally.file_bytes += len(picture)
        self._deliver()
        self._call(token, "POST", f"{path}/stocks", json={"price_cents": 900, "quantity": 50})
        self._call(token, "POST", f"{path}/publish")

    def join(self, person: Person) -> None:  # noqa: ARG002
        """Sign up and be activated."""
        self._made += 1
        token, body = new_account(self.platform, f"bench-j{9_000 + self._made}")
        made = self._call(token, "POST", "/v1/beneficiaries", json=body)
        self._call(self._tokens["admin"], "POST", f"/v1/beneficiaries/{made['id']}/activate")

    # How acts are played

    def _book(self, person: Person) -> Mapping[str, Any]:
        stock_id = self._uncounted(self._new_stock)
        booked = self._call(person.token, "POST", "/v1/bookings", json={"stock_id": stock_id})
        self._deliver()
        return booked

    def _new_stock(self) -> str:
        self._made += 1
        return add_book(self.platform, f"t{self._made}", quantity=5)

    def _call(self, token: str, method: str, path: str, **content: Any) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": new_id()}
        if method == "GET":
            del headers["Idempotency-Key"]
        response: httpx.Response = self._invoke(
            _function_of(path),
            lambda: self._http.request(method, path, headers=headers, **content),
        )
        response.raise_for_status()
        self._tally.requests += 1
        self._tally.egress_bytes += len(response.content) + _HEADERS_BYTES
        answer: Mapping[str, Any] = response.json()
        return answer

    def _deliver(self) -> None:
        """Relay and deliver messages, as the cloud does, until none is left."""
        while True:
            waiting = self._uncounted(self._outbox)
            for event in waiting:
                self._invoke("relay_outbox", partial(self._relay, event))
            if not waiting and not self.queue.messages:
                return
            while self.queue.messages:
                self._hand_out(self.queue.messages.pop(0))

    def _outbox(self) -> Sequence[Snapshot]:
        return self.platform.database.query(Query(OUTBOX))

    def _relay(self, event: Snapshot) -> None:
        self.platform.relay.relay_found(event)

    def _hand_out(self, message: Message) -> None:
        size = max(_LEAST_MESSAGE_BYTES, len(message.data) + len(message.id) + len(message.topic))
        self._tally.message_bytes += size
        if message.topic in self._streamed:
            self._tally.streamed_bytes += size
            texts = len(message.data) + len(message.id) + len(message.topic)
            self._tally.row_bytes += texts + _ROW_BYTES
        for subscriber in subscribers:
            if message.topic in subscriber.subscriptions:
                self._tally.message_bytes += size
                deliver = partial(_delivered, subscriber, self.platform, message)
                self._invoke(subscriber.name, deliver)

    def _invoke(self, function: str, work: Callable[[], T]) -> T:
        """Run an invocation of a function and count it."""
        started = time.thread_time()
        with metered() as meter:
            result = work()
        self._tally.work_seconds[function] += time.thread_time() - started
        self._tally.invocations[function] += 1
        self._tally.round_trips[function] += meter.round_trips
        self._tally.reads += meter.documents_read
        return result

    def _uncounted(self, work: Callable[[], T]) -> T:
        """Run a preparation without counting its use."""
        kept, self._tally = self._tally, Tally()
        try:
            return work()
        finally:
            self._tally = kept

    def _committed(self, writes: Sequence[Write]) -> None:
        for write in writes:
            if write.kind == "delete":
                self._tally.deletes += 1
                continue
            # A check that writes nothing is billed as a write.
            self._tally.writes += 1
            if write.kind == "create" and write.ref.collection in EXPIRING:
                self._tally.deletes += 1
            elif write.kind == "create" and write.ref.collection != OUTBOX:
                text = json.dumps(write.data, default=str, ensure_ascii=False)
                self._tally.stored_bytes += len(text.encode())


def _delivered(subscriber: Subscriber, platform: Platform, message: Message) -> None:
    subscriber.deliver(platform, message)
    log.info("delivered", function=subscriber.name, topic=message.topic)


def _function_of(path: str) -> str:
    return next(table.function for table in TABLES if table.owns(path))


@contextmanager
def _counted_logs(tally: Tally) -> Iterator[None]:
    lines = io.StringIO()
    log.to(lines)
    try:
        yield
    finally:
        log.to(None)
        tally.log_bytes += len(lines.getvalue().encode())
