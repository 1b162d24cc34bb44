"""Runners of the acts of a race: threads of this process, or several processes."""

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from functions.kernel.config import Settings
from functions.kernel.database import RetryPolicy
from functions.kernel.logs import log
from functions.kernel.platform import Platform, use_platform
from tests.support.given import HandClock
from tests.support.processes import FORKS
from tests.support.races.race import Act

PATIENT = RetryPolicy(deadline=60.0)
"""Two slow cores and an emulator make callers wait longer than the product lets them."""


class Runner(Protocol):
    """Something that runs acts at the same time."""

    def run(self, platform: Platform, acts: Sequence[Act]) -> list[str]:
        """Run the acts, and return their outcomes in their order."""


class Threads:
    """A thread for each act."""

    def run(self, platform: Platform, acts: Sequence[Act]) -> list[str]:
        """Run the acts, and return their outcomes in their order."""
        gate = threading.Barrier(len(acts))

        def start(act: Act) -> str:
            gate.wait()
            return act.outcome(platform)

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(start, acts))


class Processes:
    """A few processes on the same data folder, each with a thread for each of its acts."""

    def __init__(self, count: int = 3) -> None:
        self._lines: list[Connection] = []
        self._processes: list[multiprocessing.process.BaseProcess] = []
        for _ in range(count):
            ours, theirs = multiprocessing.Pipe()
            process = FORKS.Process(target=_work, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            self._lines.append(ours)
            self._processes.append(process)

    def run(self, platform: Platform, acts: Sequence[Act]) -> list[str]:
        """Run the acts, and return their outcomes in their order."""
        shares = [acts[number :: len(self._lines)] for number in range(len(self._lines))]
        for line, share in zip(self._lines, shares, strict=True):
            line.send((platform.settings.data, platform.clock.now(), list(share)))
        for line in self._lines:
            if (reply := line.recv()) != "ready":
                raise RuntimeError(f"a process could not open the data folder: {reply}")
        for line in self._lines:
            line.send("go")
        got = [""] * len(acts)
        for number, line in enumerate(self._lines):
            got[number :: len(self._lines)] = line.recv()
        return got

    def close(self) -> None:
        """End the processes."""
        for line in self._lines:
            with suppress(BrokenPipeError):
                line.send(None)
            line.close()
        for process in self._processes:
            process.join(20)


@contextmanager
def processes(count: int = 3) -> Iterator[Processes]:
    """Provide processes for the block."""
    with closing(Processes(count)) as running:
        yield running


def _work(line: Connection) -> None:
    with Path(os.devnull).open("w") as nowhere:
        log.to(nowhere)
        _serve(line)


def _serve(line: Connection) -> None:
    opened: Platform | None = None
    threads = Threads()
    while (asked := line.recv()) is not None:
        folder, now, acts = asked
        if opened is None or opened.settings.data != folder:
            if opened is not None:
                opened.close()
            try:
                opened = _open(folder, now)
            except Exception as fault:
                line.send(repr(fault))
                return
        line.send("ready")
        line.recv()
        line.send(threads.run(opened, acts) if acts else [])
    if opened is not None:
        opened.close()


def _open(folder: Path, now: datetime) -> Platform:
    platform = Platform(Settings(data=folder), is_durable=False)
    platform.clock = HandClock(now)
    platform.database.policy = PATIENT
    use_platform(platform)
    return platform
