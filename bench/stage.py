"""The stage of a benchmark: a platform with people and concerts, and the acts to measure."""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal
from uuid import uuid4

import flask
import functions_framework

from bench.data import Person, add_concert, add_people, fill, open_shop
from bench.timing import Act
from functions.booking.models import BookOffer
from functions.booking.take import service as take_service
from functions.kernel.bus.inline import InlineBus
from functions.kernel.config import Settings
from functions.kernel.database import OUTBOX, Query, Ref, UnitOfWork, metered
from functions.kernel.identifiers import new_countermark, new_id, new_proof
from functions.kernel.logs import log
from functions.kernel.platform import Platform, use_platform
from local.emulators import environment, running

MAIN = Path(__file__).resolve().parent.parent / "main.py"
HELLO = Path(__file__).resolve().parent / "hello.py"

Adapter = Literal["sqlite", "firestore"]
Kind = Literal["one read, one write", "use case", "hello world", "whole request"]


class NotBooked(Exception):
    """A booking that had to succeed was refused; the text is the answer."""


@dataclass
class Attempts:
    """The outcome of racing calls: how often each code was answered, and units of work begun."""

    codes: Counter[str] = field(default_factory=Counter)
    begun: int = 0


class _Handing(InlineBus):
    """A bus whose publisher does not wait, as a subscriber sees it."""

    keeps_waiting = False


class Stage:
    """A platform with `people` and `stocks`, and the booking function as the framework serves it.

    The platform has no relay: as on the cloud, a booking ends with its commit, and another function
    handles its event.
    """

    def __init__(self, platform: Platform, *, people: int, stocks: int) -> None:
        self.platform = platform
        open_shop(platform)
        self.people = add_people(platform, people)
        self.stocks = [add_concert(platform, str(n), quantity=None) for n in range(stocks)]
        self._booking: flask.Flask = functions_framework.create_app("booking_api", str(MAIN))
        self._hello: flask.Flask = functions_framework.create_app("hello", str(HELLO))
        self._booked = 0
        self._database = platform.database
        self._aside = ThreadPoolExecutor(1)

    def acts(self, kind: Kind, number: int) -> list[Act]:
        """Return `number` acts of a kind, none of which touches a document of another."""
        if kind == "one read, one write":
            return [self._unit() for _ in range(number)]
        if kind == "hello world":
            client = self._hello.test_client(use_cookies=False)
            return [lambda: client.get("/") for _ in range(number)]
        pairs = [self._pair() for _ in range(number)]
        make = self.use_case if kind == "use case" else self.request
        return [make(person, stock_id) for person, stock_id in pairs]

    def follow(self) -> None:
        """Relay the outbox and handle its events, as on the cloud: each in a function of its own.

        The events come from a trigger, so finding them here is not a call of theirs.
        """
        self.platform.use("bus", _Handing(self.platform))
        find = partial(self._database.adapter.query, Query(OUTBOX))
        while events := self._aside.submit(find).result():
            for event in events:
                self.platform.relay.relay_found(event)

    def use_case(self, person: Person, stock_id: str) -> Act:
        """Return the act of booking in a unit of work, without any HTTP around it."""
        command = BookOffer(
            booking_id=new_id(),
            beneficiary_id=person.uid,
            stock_id=stock_id,
            quantity=1,
            countermark=new_countermark(),
            proof=new_proof(),
        )
        database, now = self.platform.database, self.platform.clock.now()
        return lambda: database.run(lambda work: take_service.book_offer(work, command, now=now))

    def request(self, person: Person, stock_id: str, *, attempts: Attempts | None = None) -> Act:
        """Return the act of posting a booking with a token and an Idempotency-Key.

        With `attempts`, any answer is recorded there; otherwise a refusal raises NotBooked.
        """
        client = self._booking.test_client(use_cookies=False)
        headers = {"Authorization": f"Bearer {person.token}", "Idempotency-Key": new_id()}

        def act() -> None:
            with metered() as meter:
                answer = client.post("/v1/bookings", json={"stock_id": stock_id}, headers=headers)
            if attempts is not None:
                code = "sold" if answer.status_code == 201 else str(answer.get_json()["code"])
                attempts.codes[code] += 1
                attempts.begun += meter.attempts
            elif answer.status_code != 201:
                raise NotBooked(answer.text)

        return act

    def _unit(self) -> Act:
        database, ref = self.platform.database, Ref("bench_units", new_id())

        def body(work: UnitOfWork) -> None:
            work.find(ref)
            work.create(ref, {"name": "a document of one field"})

        return lambda: database.run(body)

    def _pair(self) -> tuple[Person, str]:
        """Return the next person and stock; neighbours share neither, and none books twice."""
        turn, number = divmod(self._booked, len(self.people))
        if turn >= len(self.stocks):
            raise ValueError("every person has booked every stock")
        self._booked += 1
        return self.people[number], self.stocks[(turn + number) % len(self.stocks)]


@contextmanager
def open_stage(
    database: Adapter,
    folder: Path,
    *,
    people: int,
    stocks: int,
    filling: int = 0,
) -> Iterator[Stage]:
    """Provide a stage for the block, with its files in `folder`; logs are written and thrown away.

    The database holds `filling` more documents than the stage needs.
    """
    settings = Settings(
        database=database,
        relay="trigger",
        data=folder,
        project=f"demo-{uuid4().hex}",
        deal_stocks=True,
    )
    platform = Platform(settings)
    with quiet():
        use_platform(platform)
        try:
            fill(platform, filling)
            yield Stage(platform, people=people, stocks=stocks)
        finally:
            use_platform(None)
            platform.close()


@contextmanager
def quiet() -> Iterator[None]:
    """Write logs during the block, and throw them away."""
    with Path(os.devnull).open("w") as nowhere:
        log.to(nowhere)
        try:
            yield
        finally:
            log.to(None)


@contextmanager
def stage_on(database: Adapter, *, people: int, stocks: int, filling: int = 0) -> Iterator[Stage]:
    """Provide a stage for the block in a folder of its own, with an emulator where it needs one.

    Raises Unavailable where the emulator is not installed.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-stage-")))
        if database == "firestore":
            host = stack.enter_context(running("firestore"))
            stack.enter_context(environment(FIRESTORE_EMULATOR_HOST=host))
        yield stack.enter_context(
            open_stage(database, folder, people=people, stocks=stocks, filling=filling)
        )
