"""`python -m bench http`: requests a second over real HTTP on the embedded default.

`python -m local` runs as one server process; wrk calls it beside a function that does nothing under
functions-framework. Bars are parts of that baseline's rate in the same round.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Literal

from bench.data import OWNER, Person, add_book, add_people, open_shop
from bench.processes import Process, served, serving
from bench.stage import HELLO, quiet
from bench.tables import Cell, conclude, table
from functions.booking.models import BookOffer
from functions.booking.take import service as take_service
from functions.kernel.config import Settings
from functions.kernel.identifiers import new_countermark, new_id, new_proof
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.platform import Platform, use_platform
from functions.offers.store import offer_id_of
from local.renewal import renew_once
from tests.support.search_data import FRANCE, NOW, load, programme
from tests.support.world import State

Act = Literal["hello", "offer", "wallet", "desk look-up", "search page", "booking", "redeem"]
BARS: dict[Act, float] = {
    "offer": 0.6,
    "wallet": 0.6,
    "desk look-up": 0.6,
    "search page": 0.15,
    "booking": 0.33,
    "redeem": 0.3,
}
"""The least rate of each act, as a part of hello world's."""

CALLERS = (1, 8)
_SCRIPT = Path(__file__).with_suffix(".lua")
_SHOWN = 50
_SPARE = 5
"""How many stocks are booked beforehand: one to be looked up at the desk, the others redeemed."""

_PAGE_SIZE = 20
_PARIS = (48.8566, 2.3522)
_NO_MAILS = {
    "CULTUREPASS_MAIL": "smtp",
    "CULTUREPASS_SMTP_HOST": "127.0.0.1",
    "CULTUREPASS_SMTP_SENDER": "bench@bench.test",
    # Nothing listens there: the mails stay due.
    "CULTUREPASS_SMTP_PORT": "9",
}


class Broken(Exception):
    """The server did not answer as it has to; the text says how."""


@dataclass(frozen=True)
class Request:
    """One request that wrk sends."""

    method: str
    path: str
    token: str = ""
    key: str = ""
    body: str = ""

    def line(self) -> str:
        """Return the request as a line for the script."""
        return "\t".join((self.method, self.path, self.token, self.key, self.body))


@dataclass(frozen=True)
class Round:
    """The result of one run of wrk: answers a second, CPU seconds an answer, and latencies in s."""

    rate: float
    user: float
    system: float
    p50: float
    p99: float


@dataclass
class Result:
    """The rounds of one act at so many callers, and its rates as parts of the baseline's."""

    act: Act
    callers: int
    rounds: list[Round] = field(default_factory=list)
    parts: list[float] = field(default_factory=list)

    @property
    def part(self) -> float:
        """The median part of the baseline's rate."""
        return median(self.parts)


@dataclass
class World:
    """The data folder that the server serves, and the requests that are sent to it."""

    folder: Path
    owner_token: str
    stock_ids: Sequence[str]
    """The stocks whose bookings are redeemed."""

    reads: dict[Act, list[Request]]
    bookings: list[Request]
    """One for each person and stock, each used once."""

    def take(self, act: Act) -> list[Request]:
        """Return requests for a round of an act. Raises Broken when none are left."""
        if act == "booking":
            requests = self.bookings
        elif act == "redeem":
            requests = list(self._redeemable())
        else:
            requests = self.reads[act]
        if not requests:
            raise Broken(f"no request is left for {act}: there are too few people")
        return requests

    def drop(self, act: Act, requests: Sequence[Request], number: int) -> None:
        """Note that the first requests were used. Raises Broken when some were used twice."""
        if act in self.reads:
            return
        if number > len(requests):
            raise Broken(f"the requests for {act} ran out: there are too few people")
        if act == "booking":
            self.bookings = self.bookings[number:]

    def _redeemable(self) -> Iterator[Request]:
        for booking in State(self.folder).collection("bookings").values():
            if booking["status"] == "confirmed" and booking["stock_id"] in self.stock_ids:
                path = f"/v1/desk/countermarks/{booking['countermark']}/redeem"
                yield Request("POST", path, self.owner_token)


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 0 only if no bar was missed."""
    parser = argparse.ArgumentParser("python -m bench http")
    parser.add_argument("--people", type=int, default=500, help="each books each stock once")
    parser.add_argument("--stocks", type=int, default=64)
    parser.add_argument("--offers", type=int, default=100_000, help="offers to search among")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="of each run of wrk")
    parser.add_argument("--callers", type=int, nargs="+", default=CALLERS, metavar="NUMBER")
    parser.add_argument("--acts", nargs="+", choices=list(BARS), default=list(BARS), metavar="ACT")
    parser.add_argument("--mails", action="store_true", help="send mails while bookings are made")
    options = parser.parse_args(arguments)
    if shutil.which("wrk") is None:
        print("wrk is missing: `apt-get install wrk`, or the package of that name elsewhere.")
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-http-") as folder, ExitStack() as stack:
        world, now = prepare(
            Path(folder), people=options.people, stocks=options.stocks, offers=options.offers
        )
        hello = stack.enter_context(served("hello", HELLO, settings={}, headers={}))
        hello.first_answer("/")
        settings = settings_at(now, mails=options.mails)
        server = stack.enter_context(serving(world.folder, settings))
        results = measure(
            world,
            hello=hello,
            server=server,
            acts=options.acts,
            callers=options.callers,
            rounds=options.rounds,
            seconds=options.seconds,
        )
    print(_table(results, mails=options.mails))
    sentences = missed(results)
    return conclude(sentences)


def prepare(folder: Path, *, people: int, stocks: int, offers: int) -> tuple[World, datetime]:
    """Fill a data folder; return what can be asked of it, and the time on its clock."""
    with quiet(), closing(Platform(Settings(data=folder, now=NOW))) as platform:
        use_platform(platform)
        try:
            # Nothing is older than this release: the server has nothing to rewrite when it starts.
            renew_once(platform.database)
            open_shop(platform)
            persons = add_people(platform, people)
            stock_ids = [add_book(platform, str(number), quantity=None) for number in range(stocks)]
            load(platform.database.adapter, programme(offers, FRANCE))
            shown, *spare = stock_ids[:_SPARE]
            codes = [_book(platform, person, shown) for person in persons[:_SHOWN]]
            # Redemptions may be quicker than the bookings made between them.
            for stock_id in spare:
                for person in persons:
                    _book(platform, person, stock_id)
            identity = platform.identity
            assert isinstance(identity, LocalIdentity)
            identity.create_account("owner@bench.test", None, claims={}, uid=OWNER)
            owner = identity.open_session(OWNER).id_token
            now = platform.clock.now()
        finally:
            use_platform(None)
    # The first fsync of the server would wait for all that was written here.
    os.sync()
    chance = random.Random(1)
    reads: dict[Act, list[Request]] = {
        "hello": [Request("GET", "/")],
        "offer": [Request("GET", f"/v1/offers/{offer_id_of(stock)}") for stock in stock_ids],
        "wallet": [Request("GET", "/v1/wallet", person.token) for person in persons],
        "desk look-up": [Request("GET", f"/v1/desk/countermarks/{code}", owner) for code in codes],
        "search page": [Request("GET", _search_path(chance)) for _ in range(_SHOWN)],
    }
    free = stock_ids[_SPARE:]
    posts = [
        # Neighbours share neither a person nor a stock.
        _booking(person, free[(turn + number) % len(free)])
        for turn in range(len(free))
        for number, person in enumerate(persons)
    ]
    return World(folder, owner, stock_ids[1:], reads, posts), now


def settings_at(now: datetime, *, mails: bool = False) -> dict[str, str]:
    """Return the settings of a server on whose clock it is `now`, which sends mails or not."""
    return {"CULTUREPASS_NOW": now.isoformat()} | ({} if mails else _NO_MAILS)


def book_all(world: World, server: Process, bookings: int) -> int:
    """Make at least so many bookings with eight callers; return how many. Raises Broken."""
    made = 0
    while made < bookings:
        before = len(world.bookings)
        _run(world, "booking", server, callers=CALLERS[-1], seconds=2)
        made += before - len(world.bookings)
    return made


def measure(
    world: World,
    *,
    hello: Process,
    server: Process,
    acts: Sequence[Act],
    callers: Sequence[int],
    rounds: int,
    seconds: int,
) -> list[Result]:
    """Return the rounds of every act, in turns, so that all of them meet the same weather."""
    chosen: list[Act] = ["hello", *acts]
    results = [Result(act, number) for number in callers for act in chosen]
    for number in range(rounds + 1):
        base = 0.0
        for result in results:
            process = hello if result.act == "hello" else server
            seen = _run(world, result.act, process, callers=result.callers, seconds=seconds)
            if result.act == "hello":
                base = seen.rate
            # The first round warms everything up.
            if number > 0:
                result.rounds.append(seen)
                result.parts.append(seen.rate / base)
    return results


def missed(results: Sequence[Result]) -> list[str]:
    """Return a sentence for each bar that a result missed."""
    return [
        f"{result.act}, {result.callers} at once: {result.part:.2f} of hello world's rate, the bar"
        f" is {BARS[result.act]}"
        for result in results
        if result.act in BARS and result.part < BARS[result.act]
    ]


def _run(world: World, act: Act, process: Process, *, callers: int, seconds: int) -> Round:
    """Return what wrk counted in a run, all of whose requests succeeded. Raises Broken."""
    requests = world.take(act)
    with tempfile.NamedTemporaryFile("w", prefix="bench-http-", suffix=".txt") as file:
        file.write("\n".join(request.line() for request in requests))
        file.flush()
        user, system = process.cpu_seconds()
        command = ["wrk", "-t1", f"-c{callers}", f"-d{seconds}s", "-s", str(_SCRIPT)]
        done = subprocess.run(
            [*command, f"http://127.0.0.1:{process.port}", "--", file.name],
            check=True,
            capture_output=True,
            text=True,
        )
    user_after, system_after = process.cpu_seconds()
    counted = json.loads(done.stdout.splitlines()[-1])
    answers = counted["answers"]
    world.drop(act, requests, counted["taken"])
    if not answers or counted["refused"] or counted["broken"]:
        raise Broken(f"{act}: {counted}")
    return Round(
        answers / counted["seconds"],
        (user_after - user) / answers,
        (system_after - system) / answers,
        counted["p50"],
        counted["p99"],
    )


def _book(platform: Platform, person: Person, stock_id: str) -> str:
    """Book a stock for somebody; return the countermark."""
    command = BookOffer(
        booking_id=new_id(),
        beneficiary_id=person.uid,
        stock_id=stock_id,
        quantity=1,
        countermark=new_countermark(),
        proof=new_proof(),
    )
    now = platform.clock.now()
    booked = platform.database.run(lambda work: take_service.book_offer(work, command, now=now))
    return booked.countermark


def _booking(person: Person, stock_id: str) -> Request:
    body = json.dumps({"stock_id": stock_id})
    return Request("POST", "/v1/bookings", person.token, new_id(), body)


def _search_path(chance: random.Random) -> str:
    """Return the first page of a search within 2 km of somewhere in Paris."""
    latitude, longitude = (chance.gauss(middle, 0.01) for middle in _PARIS)
    near = f"latitude={latitude:.5f}&longitude={longitude:.5f}&radius_m=2000"
    return f"/v1/offers?{near}&page_size={_PAGE_SIZE}"


def _table(results: Sequence[Result], *, mails: bool) -> str:
    rows: list[Sequence[Cell]] = []
    for result in results:
        if result.act == "hello" and rows:
            rows.append(())
        bar = BARS.get(result.act)
        rows.append(
            (
                result.act,
                result.callers,
                median(seen.rate for seen in result.rounds),
                f"{result.part:.2f}",
                "" if bar is None else f"{bar:.2f}",
                median(seen.user for seen in result.rounds) * 1000,
                median(seen.system for seen in result.rounds) * 1000,
                median(seen.p50 for seen in result.rounds) * 1000,
                median(seen.p99 for seen in result.rounds) * 1000,
            )
        )
    return table(
        f"one server process over HTTP, medians of {len(results[0].rounds)} rounds",
        ("", "callers", "a second", "of hello", "bar", "user ms", "system ms", "p50 ms", "p99 ms"),
        rows,
        caption=(
            "Hello: a function that does nothing under functions-framework. Of hello: the part of"
            " its rate in the same round. User and system: CPU of the server for each answer, what"
            f" follows from it included. Mails {'are' if mails else 'are not'} sent meanwhile."
        ),
    )
