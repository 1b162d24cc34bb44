"""A batch that fails at any call, or whose process is killed, ends as if nothing had happened."""

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from functions.kernel.database import Write
from functions.kernel.platform import Platform
from tests.features.reimbursement.test_batches import faults, share
from tests.support.adapters import DelegatingAdapter
from tests.support.faults import MODES, FaultyAdapter, InjectedFault, Killed, Mode, Plan
from tests.support.given import NOW, HandClock
from tests.support.payouts import (
    all_lines,
    all_payouts,
    all_statements,
    pay,
    put_account,
    put_offerer,
    return_transfer,
    status_of,
)
from tests.support.platforms import platform_on
from tests.support.processes import FORKS
from tests.support.reimbursement import VENUE, Till, all_receivables, put_venue

DAY = timedelta(days=1)

ONCE = ("returned", "unchanged")
"""The outcomes of an answer that may have been entered before."""

EVERY = 5
"""Each mode fails every fifth call of a batch."""


def pay_in_pages(platform: Platform, at: datetime, number: int) -> None:
    """Prepare, send and execute the batch of a day, in small pages."""
    pay(platform, at, f"F26{number:07}", page=2)


@pytest.mark.parametrize("mode", MODES)
def test_fault_at_calls_of_a_batch_is_made_good(platform: Platform, mode: Mode) -> None:
    put_venue(platform, VENUE)
    put_offerer(platform)
    put_account(platform, "a1", VENUE.id)
    till, plan = Till(platform), Plan()
    database = platform.database
    database.adapter = FaultyAdapter(database.adapter, plan=plan)
    for number in count(1):
        if not _one_day(till, plan, number, mode, call=1 + (number - 1) * EVERY):
            break
    assert number > 5
    lines = all_lines(platform)
    assert set(lines) == set(all_receivables(platform))
    assert len(lines) == 3 * number == sum(one.lines for one in all_payouts(platform).values())
    assert sorted(all_statements(platform)) == [f"F26{n:07}" for n in range(1, number + 1)]
    assert {one.state for one in all_payouts(platform).values()} == {"executed"}
    assert {status_of(platform, name) for name in lines} == {"reimbursed"}
    assert share(platform, "bank") == 100 * len(lines)
    assert faults(platform) == []


@pytest.mark.parametrize("mode", MODES)
def test_fault_at_calls_of_a_return_is_made_good(platform: Platform, mode: Mode) -> None:
    put_venue(platform, VENUE)
    put_offerer(platform)
    put_account(platform, "a1", VENUE.id)
    till, plan = Till(platform), Plan()
    for _ in range(7):
        till.sell(100, NOW - DAY)
    till.price()
    pay_in_pages(platform, NOW, 1)
    database = platform.database
    database.adapter = FaultyAdapter(database.adapter, plan=plan)
    is_reached, returns = True, 0
    while is_reached:
        returns += 1
        at, batch, call = NOW + returns * DAY, f"VIR{returns}", 1 + (returns - 1) * EVERY
        plan.start(call, mode)
        with suppress(InjectedFault, Killed):
            return_transfer(platform, batch, "F260000001", at, page=2)
        is_reached = len(plan.calls) >= call
        plan.start(None)
        assert return_transfer(platform, batch, "F260000001", at, page=2) in ONCE
        assert (share(platform, "bank"), share(platform, "payable")) == (0, 700)
        assert all_statements(platform)["F260000001"].returns == returns
        assert faults(platform) == []
        pay_in_pages(platform, at, 1)
        assert (share(platform, "bank"), share(platform, "payable")) == (700, 0)
    assert returns > 3
    assert {status_of(platform, name) for name in all_lines(platform)} == {"reimbursed"}
    assert faults(platform) == []


def _one_day(till: Till, plan: Plan, number: int, mode: Mode, *, call: int) -> bool:
    at = NOW + number * DAY
    for _ in range(3):
        till.sell(100, at - DAY)
    till.price(now=at)
    plan.start(call, mode)
    with suppress(InjectedFault, Killed):
        pay_in_pages(till.platform, at, number)
    is_reached = len(plan.calls) >= call
    plan.start(None)
    pay_in_pages(till.platform, at, number)
    return is_reached


class DyingAdapter(DelegatingAdapter):
    """A database whose process is killed behind its n-th commit."""

    left = 0

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        """Commit, and die when the time has come."""
        result = self.adapter.commit(writes)
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def pay_or_die(folder: Path, commits: int) -> None:
    """Pay the batch of a folder, in a process that is killed after some commits."""
    with platform_on("sqlite", folder, HandClock()) as platform:
        dying = DyingAdapter(platform.database.adapter)
        dying.left = commits
        platform.database.adapter = dying
        pay_in_pages(platform, NOW, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_processes_leave_no_line_twice_and_skip_no_number(tmp_path: Path) -> None:
    with platform_on("sqlite", tmp_path, HandClock()) as platform:
        put_venue(platform, VENUE)
        put_offerer(platform)
        put_account(platform, "a1", VENUE.id)
        till = Till(platform)
        for _ in range(9):
            till.sell(100, NOW - DAY)
        till.price()
    endings = []
    for commits in (2, 5, 3, 4, 6, 1000):
        process = FORKS.Process(target=pay_or_die, args=(tmp_path, commits))
        process.start()
        process.join()
        endings.append(process.exitcode)
    assert endings[0] == -signal.SIGKILL
    assert endings[-1] == 0
    with platform_on("sqlite", tmp_path, HandClock()) as platform:
        lines = all_lines(platform)
        assert set(lines) == set(all_receivables(platform))
        assert sorted(line.number for line in lines.values()) == list(range(1, 10))
        assert list(all_statements(platform)) == ["F260000001"]
        assert {status_of(platform, name) for name in lines} == {"reimbursed"}
        assert share(platform, "bank") == 900
        assert faults(platform) == []
