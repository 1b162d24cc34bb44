"""Jobs as commands of their own, on a data folder: their end, their bar, and their death."""

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from functions.kernel.config import Settings
from functions.kernel.platform import Platform, use_platform
from tests.support import given
from tests.support.given import HandClock
from tests.support.processes import ROOT, Command, environment
from tests.support.server import eventually
from tests.support.world import State

AFTER = (given.NOW + timedelta(days=12)).isoformat()
PEOPLE, OFFERS = 8, 24
BOOKED = PEOPLE * OFFERS
HALF = BOOKED // 2


@contextmanager
def opened(folder: Path) -> Iterator[Platform]:
    """Use the platform of a data folder for the block, at the tests' clock."""
    with closing(Platform(Settings(data=folder), is_durable=False)) as platform:
        platform.clock = HandClock()
        use_platform(platform)
        try:
            yield platform
        finally:
            use_platform(None)


@pytest.fixture(scope="module")
def booked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which 8 people have booked each of 24 books, all due in 12 days."""
    made = tmp_path_factory.mktemp("booked")
    with opened(made) as platform:
        people = [f"p{number}" for number in range(PEOPLE)]
        for uid in people:
            given.beneficiary(platform, uid)
        house = given.house(platform)
        for _ in range(OFFERS):
            stock = given.stock(platform, given.thing(100), at_venue=house)
            for uid in people:
                given.book(platform, stock.id, uid)
    return made


@pytest.fixture
def folder(booked: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return shutil.copytree(booked, tmp_path / "data")


def command(folder: Path, *arguments: str, errors: Path | None = None) -> Command:
    """Start a job by hand."""
    settings = environment(folder)
    return Command("local.jobs:run_by_hand", *arguments, environment=settings, errors=errors)


@contextmanager
def full_pipe(path: Path) -> Iterator[int]:
    """Make a named pipe that takes nothing until somebody reads from the descriptor."""
    os.mkfifo(path)
    pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        with suppress(BlockingIOError):
            while True:
                os.write(pipe, b"\n" * 4096)
        yield pipe
    finally:
        os.close(pipe)


def drained(pipe: int) -> bytes:
    content = b""
    with suppress(BlockingIOError):
        while True:
            content += os.read(pipe, 1_000_000)
    return content


def expired(folder: Path) -> int:
    with closing(State(folder)) as state:
        bookings = state.collection("bookings").values()
    return sum(booking["status"] == "expired" for booking in bookings)


def test_a_job_by_hand_says_what_it_did_and_logs_when_nobody_looks(folder: Path) -> None:
    done = command(folder, "expire-bookings", "--at", AFTER).wait()
    assert (done.status, done.out) == (0, f"expire-bookings: {BOOKED} expired, 0 failed.\n")
    last = json.loads(done.err.splitlines()[-1])
    assert (last["message"], last["expired"], last["failed"]) == ("job", BOOKED, 0)
    assert "\r" not in done.err
    assert expired(folder) == BOOKED


def test_a_job_in_a_terminal_shows_a_bar_with_the_log_above_it(folder: Path) -> None:
    with opened(folder) as platform:
        name = next(iter(given.documents(platform, "bookings")))
        given.change(platform, "bookings", name, quantity="lots")
    terminal, there = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "local.jobs", "expire-bookings", "--at", AFTER],
        cwd=ROOT,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=there,
        text=True,
    )
    os.close(there)
    shown = _read_all(terminal)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, f"expire-bookings: {BOOKED - 1} expired, 1 failed.\n")
    *_, last = (part for part in shown.split("\r") if part.startswith("expire-bookings "))
    assert re.match(rf"expire-bookings 100%\|█{{8,}}\| {BOOKED}/{BOOKED} \[", last)
    assert f"{BOOKED - 1} expired, 1 failed" in last
    assert max(map(len, re.split("[\r\n]", shown.split("{")[0]))) <= 80
    told = [json.loads(part) for part in shown.replace("\r", "\n").split("\n") if "{" in part]
    assert [line["message"] for line in told] == ["job_item_failed", "job"]
    assert told[0]["item"] == name


def _read_all(terminal: int) -> str:
    content = b""
    while True:
        try:
            content += os.read(terminal, 4096)
        except OSError:  # The other side has gone.
            os.close(terminal)
            return content.decode()


@pytest.mark.parametrize("arguments", [["make-coffee"], [], ["expire-bookings", "--at", "noon"]])
def test_what_cannot_be_run_is_said(tmp_path: Path, arguments: list[str]) -> None:
    done = command(tmp_path, *arguments).wait()
    assert done.status == 2
    assert "python -m local.jobs: error: " in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_job_that_is_stopped_in_the_middle_goes_on_where_it_was(
    folder: Path, tmp_path: Path, number: signal.Signals
) -> None:
    with opened(folder) as platform:
        faulty = sorted(given.documents(platform, "bookings"))[HALF]
        given.change(platform, "bookings", faulty, quantity="lots")
    with full_pipe(tmp_path / "errors") as errors:
        process = command(folder, "expire-bookings", "--at", AFTER, errors=tmp_path / "errors")
        # The job cannot log the faulty booking, and waits there.
        assert eventually(lambda: expired(folder), lambda done: done == HALF) == HALF
        process.send(number)
        logged = drained(errors)
        ended = process.wait()
        logged += drained(errors)
    if number != signal.SIGKILL:
        assert ended.status == 130
        assert ended.out.startswith("Stopped. ")
        assert b"Traceback" not in logged
    else:
        assert ended.status == -number
    done = expired(folder)
    assert done == HALF
    with opened(folder) as platform:
        given.change(platform, "bookings", faulty, quantity=1)
        given.audit(platform)
        booked = sum(stock["booked"] for stock in given.documents(platform, "stocks").values())
        assert booked == BOOKED - done
    again = command(folder, "expire-bookings", "--at", AFTER).wait()
    assert again.out == f"expire-bookings: {BOOKED - done} expired, 0 failed.\n"
    with opened(folder) as platform:
        # What a kill left in the outbox is told by the sweep, as when a server starts.
        platform.relay.sweep()
        assert given.documents(platform, "outbox") == {}
        assert {given.parts(platform, f"p{n}") for n in range(PEOPLE)} == {(50_000, 0, 0, 0)}
        stocks = given.documents(platform, "stocks").values()
        assert {stock["booked"] for stock in stocks} == {0}
        given.audit(platform)
    again = command(folder, "expire-bookings", "--at", AFTER).wait()
    assert again.out == "expire-bookings: 0 expired, 0 failed.\n"
