"""Instances of the booking function: processes called by many threads at the same time."""

import io
import multiprocessing
import resource
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import Barrier as ThreadBarrier
from types import TracebackType

import functions_framework
from flask.testing import FlaskClient

from bench.data import Person
from functions.kernel.config import Settings
from functions.kernel.database import metered
from functions.kernel.identifiers import new_id
from functions.kernel.logs import log
from functions.kernel.platform import Platform, use_platform

MAIN = Path(__file__).resolve().parent.parent / "main.py"

_PATIENCE_SECONDS = 120.0

_spawning = multiprocessing.get_context("spawn")
_ready: Barrier | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one caller, its latency, and the number of units of work begun."""

    code: str
    seconds: float
    attempts: int
    lost: int


class Instances:
    """Processes with the function loaded, on the platform that the settings name."""

    def __init__(self, settings: Settings, number: int) -> None:
        self._number = number
        ready = _spawning.Barrier(number)
        self._pool = ProcessPoolExecutor(
            number, mp_context=_spawning, initializer=_open, initargs=(settings, ready)
        )

    def book(self, crowd: Sequence[Person], stock_id: str) -> tuple[list[Answer], float]:
        """Let everybody book at once; return the answers, and the seconds until the last one."""
        shares = [crowd[first :: self._number] for first in range(self._number)]
        futures = [self._pool.submit(_book, share, stock_id) for share in shares]
        done = [future.result() for future in futures]
        answers = list(chain.from_iterable(answers for answers, _, _ in done))
        return answers, max(ended for *_, ended in done) - min(began for _, began, _ in done)

    def __enter__(self) -> "Instances":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown()


def _open(settings: Settings, ready: Barrier) -> None:
    global _ready
    _ready = ready
    # SQLite keeps three files open for each thread.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    log.to(io.StringIO())
    use_platform(Platform(settings))


def _book(crowd: Sequence[Person], stock_id: str) -> tuple[list[Answer], float, float]:
    """Let a share of the crowd book; return the answers, and when it began and ended."""
    app = functions_framework.create_app("booking_api", str(MAIN))
    clients = [app.test_client(use_cookies=False) for _ in crowd]
    # A request that is answered without the database, so that everything is loaded.
    clients[0].post("/v1/bookings", json={"stock_id": stock_id})
    together = ThreadBarrier(len(crowd))
    assert _ready is not None
    _ready.wait(_PATIENCE_SECONDS)
    began = time.monotonic()

    def call(person: Person, client: FlaskClient) -> Answer:
        headers = {"Authorization": f"Bearer {person.token}", "Idempotency-Key": new_id()}
        together.wait(_PATIENCE_SECONDS)
        started = time.monotonic()
        with metered() as meter:
            answer = client.post("/v1/bookings", json={"stock_id": stock_id}, headers=headers)
        seconds = time.monotonic() - started
        code = "sold" if answer.status_code == 201 else str(answer.get_json()["code"])
        return Answer(code, seconds, meter.attempts, meter.lost)

    with ThreadPoolExecutor(len(crowd)) as threads:
        answers = list(threads.map(call, crowd, clients))
    return answers, began, time.monotonic()
