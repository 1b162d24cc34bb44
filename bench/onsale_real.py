"""A hot event on the product's own code: processes on one database, one of which is killed.

Every caller posts a booking with an Idempotency-Key, and again when asked to try again. Callers
without an answer from the killed process call another one with the same key.
"""

import io
import multiprocessing
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

import functions_framework

from bench.data import Person, add_concert, add_crowd
from bench.stage import Stage
from bench.tables import Cell, table
from bench.timing import percentile
from functions.booking.claims_audit.store import live_bookings
from functions.kernel.config import Settings
from functions.kernel.jobs import run_job
from functions.kernel.logs import log
from functions.kernel.platform import Platform, use_platform
from functions.offers.shards.service import gathered
from functions.offers.store import stocks

MAIN = Path(__file__).resolve().parent.parent / "main.py"

_RETRIES = 6
_PAUSE_SECONDS = 1.0
"""A caller who is asked to try again waits up to this long."""

_spawning = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Call:
    """The last answer to one caller, and the seconds since that caller's first call."""

    number: int
    code: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """The outcome of one sale."""

    places: int
    processes: int
    killed: int
    calls: Sequence[Call]
    elapsed: float
    booked: int
    """Places of live bookings in the database."""

    left: int
    """Places left in all shards."""

    faulty: int
    """Wallets and stocks that the audit found faulty."""

    @property
    def codes(self) -> Counter[str]:
        """The answers, by code."""
        return Counter(call.code for call in self.calls)

    @property
    def p95(self) -> float:
        """The 95th percentile of the latency of all callers, in seconds."""
        return percentile([call.seconds for call in self.calls], 0.95)


def sell(
    stage: Stage, *, places: int, callers: int, processes: int, threads: int, kill: bool
) -> Sale:
    """Sell the places of one new event; kill a process when half of them are sold, if `kill`."""
    platform = stage.platform
    stock_id = add_concert(platform, "onsale", quantity=places)
    crowd = list(enumerate(add_crowd(platform, callers)))
    shares = [crowd[first::processes] for first in range(processes)]
    workers = [_Worker(platform.settings, stock_id, threads) for _ in shares]
    for worker in workers:
        worker.ready()
    began = time.monotonic()
    for worker, share in zip(workers, shares, strict=True):
        worker.send(share)
    calls: dict[int, Call] = {}
    killed = 0
    while waiting := [worker for worker in workers if worker.is_expected]:
        readable = wait([worker.answers for worker in waiting])
        for worker in [one for one in waiting if one.answers in readable]:
            calls.update((call.number, call) for call in worker.receive())
        if kill and not killed and _sold(calls.values()) >= places // 2:
            killed = 1
            lost = workers[0].kill()
            workers[1].send([(number, crowd[number][1]) for number in sorted(lost)])
    elapsed = time.monotonic() - began
    for worker in workers:
        worker.end()
    audit = run_job(platform, "audit-ledger", platform.clock.now())
    stock = platform.database.run(lambda work: gathered(work, stocks.get(work, stock_id)))
    return Sale(
        places=places,
        processes=processes,
        killed=killed,
        calls=list(calls.values()),
        elapsed=elapsed,
        booked=sum(one.quantity for one in live_bookings(platform.database, stock_id)),
        left=stock.remaining or 0,
        faulty=audit.counts["faulty"] + audit.counts["undecided"] + audit.counts["unfinished"],
    )


def missed(sale: Sale) -> list[str]:
    """Return a sentence for each bar that a sale missed."""
    sentences = []
    sold, expected = sale.codes["sold"], min(sale.places, len(sale.calls))
    if not sold == sale.booked == expected or sale.left != sale.places - expected:
        sentences.append(
            f"{expected} places: {sold} were confirmed, {sale.booked} bookings are stored,"
            f" and {sale.left} are left"
        )
    if others := sale.codes.keys() - {"sold", "sold_out", "contention"}:
        sentences.append(f"unexpected answers: {', '.join(sorted(others))}")
    if sale.faulty:
        sentences.append(f"the audit finds {sale.faulty} faults")
    return sentences


def results(sale: Sale) -> str:
    """Return the table of a sale."""
    header = (
        *("", "callers", "sold", "sold out", "again", "left", "faults"),
        *("p95 s", "all s", "sold/s"),
    )
    codes = sale.codes
    row: Sequence[Cell] = (
        f"{sale.processes} processes, {sale.killed} killed",
        len(sale.calls),
        codes["sold"],
        codes["sold_out"],
        codes["contention"],
        sale.left,
        sale.faulty,
        sale.p95,
        sale.elapsed,
        codes["sold"] / sale.elapsed,
    )
    return table(
        f"{sale.places} places of one event, on Firestore's emulator",
        header,
        [row],
        caption=(
            "Whole requests by threads of the processes. Again: callers whom the last of seven"
            " calls asked to try again. P95: from a caller's first call to the last answer, without"
            " the wait for a thread."
        ),
    )


class _Worker:
    """A process that serves callers with as many threads as it is given."""

    def __init__(self, settings: Settings, stock_id: str, threads: int) -> None:
        self.answers, theirs = _spawning.Pipe()
        self._process = _spawning.Process(
            target=_serve, args=(theirs, settings, stock_id, threads), daemon=True
        )
        self._process.start()
        theirs.close()
        self._open: set[int] = set()

    @property
    def is_expected(self) -> bool:
        """Whether callers still wait for its answers."""
        return bool(self._open)

    def ready(self) -> None:
        """Wait until the function is loaded."""
        self.answers.recv()

    def send(self, callers: Sequence[tuple[int, Person]]) -> None:
        """Let these callers call now."""
        self._open.update(number for number, _ in callers)
        self.answers.send(callers)

    def receive(self) -> Sequence[Call]:
        """Return the answers that have come."""
        calls: list[Call] = []
        while self.answers.poll():
            calls.append(self.answers.recv())
        self._open.difference_update(call.number for call in calls)
        return calls

    def kill(self) -> set[int]:
        """Kill the process; return the callers who have no answer."""
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.join()
        lost, self._open = self._open, set()
        return lost

    def end(self) -> None:
        """End the process, which has answered everybody."""
        self._process.terminate()
        self._process.join()
        self.answers.close()


def _sold(calls: Iterable[Call]) -> int:
    return sum(call.code == "sold" for call in calls)


def _serve(pipe: Connection, settings: Settings, stock_id: str, threads: int) -> None:
    log.to(io.StringIO())
    use_platform(Platform(settings))
    app = functions_framework.create_app("booking_api", str(MAIN))
    client = app.test_client(use_cookies=False)
    client.post("/v1/bookings", json={"stock_id": stock_id})
    pipe.send("ready")
    guard = threading.Lock()

    def call(number: int, person: Person) -> None:
        began = time.monotonic()
        headers = {"Authorization": f"Bearer {person.token}", "Idempotency-Key": f"call-{number}"}
        for _ in range(_RETRIES + 1):
            answer = app.test_client(use_cookies=False).post(
                "/v1/bookings", json={"stock_id": stock_id}, headers=headers
            )
            if answer.status_code != 503:
                break
            time.sleep(random.uniform(0, _PAUSE_SECONDS))
        code = "sold" if answer.status_code == 201 else str(answer.get_json()["code"])
        with guard:
            pipe.send(Call(number, code, time.monotonic() - began))

    with ThreadPoolExecutor(threads) as pool:
        while True:
            for number, person in pipe.recv():
                pool.submit(call, number, person)
