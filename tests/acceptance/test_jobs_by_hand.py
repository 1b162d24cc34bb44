"""Jobs as commands of their own, on a data folder: their end, their bar, and their death."""

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from functions.kernel.config import Settings
from functions.kernel.platform import Platform, use_platform
from tests.support import given
from tests.support.given import HandClock
from tests.support.world import State

ROOT = Path(__file__).resolve().parent.parent.parent
AFTER = (given.NOW + timedelta(days=12)).isoformat()
PEOPLE, OFFERS = 8, 24
BOOKED = PEOPLE * OFFERS


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


def command(folder: Path, *arguments: str, **more: int) -> "subprocess.Popen[str]":
    """Start a job by hand."""
    return subprocess.Popen(
        [sys.executable, "-m", "local.jobs", *arguments],
        cwd=ROOT,
        env={**os.environ, "CULTUREPASS_DATA": str(folder)},
        stdout=subprocess.PIPE,
        stderr=more.get("stderr", subprocess.PIPE),
        text=True,
    )


def expired(folder: Path) -> int:
    bookings = State(folder).collection("bookings").values()
    return sum(booking["status"] == "expired" for booking in bookings)


def test_a_job_by_hand_says_what_it_did_and_logs_when_nobody_looks(folder: Path) -> None:
    process = command(folder, "expire-bookings", "--at", AFTER)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, f"expire-bookings: {BOOKED} expired, 0 failed.\n")
    last = json.loads(err.splitlines()[-1])
    assert (last["message"], last["expired"], last["failed"]) == ("job", BOOKED, 0)
    assert "\r" not in err
    assert expired(folder) == BOOKED


def test_a_job_in_a_terminal_shows_a_bar_with_the_log_above_it(folder: Path) -> None:
    with opened(folder) as platform:
        name = next(iter(given.documents(platform, "bookings")))
        given.change(platform, "bookings", name, quantity="lots")
    terminal, there = pty.openpty()
    process = command(folder, "expire-bookings", "--at", AFTER, stderr=there)
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
    process = command(tmp_path, *arguments)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "python -m local.jobs: error: " in err
    assert "Traceback" not in err


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_job_that_is_stopped_in_the_middle_goes_on_where_it_was(
    folder: Path, number: signal.Signals
) -> None:
    process = command(folder, "expire-bookings", "--at", AFTER)
    until = time.monotonic() + 60
    while not expired(folder) and time.monotonic() < until:
        time.sleep(0.005)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    if number == signal.SIGINT:
        assert (process.returncode, "Traceback" in err) == (130, False)
        assert out.startswith("Stopped. ")
    done = expired(folder)
    assert 0 < done < BOOKED, "stopped in the middle"
    with opened(folder) as platform:
        given.audit(platform)
        booked = sum(stock["booked"] for stock in given.documents(platform, "stocks").values())
        assert booked == BOOKED - done
    out, _ = command(folder, "expire-bookings", "--at", AFTER).communicate(timeout=60)
    assert out == f"expire-bookings: {BOOKED - done} expired, 0 failed.\n"
    with opened(folder) as platform:
        # What a kill left in the outbox is told by the sweep, as when a server starts.
        platform.relay.sweep()
        assert given.documents(platform, "outbox") == {}
        assert {given.parts(platform, f"p{n}") for n in range(PEOPLE)} == {(50_000, 0, 0, 0)}
        stocks = given.documents(platform, "stocks").values()
        assert {stock["booked"] for stock in stocks} == {0}
        given.audit(platform)
    out, _ = command(folder, "expire-bookings", "--at", AFTER).communicate(timeout=60)
    assert out == "expire-bookings: 0 expired, 0 failed.\n"
