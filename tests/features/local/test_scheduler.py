"""Scheduled jobs on one machine: when they are due, and that each runs once."""

from datetime import UTC, datetime

import pytest

from deployables import FUNCTIONS, deployables, read_yaml
from functions.kernel.calendar_days import PARIS
from functions.kernel.job_runs import last_runs
from functions.kernel.platform import Platform
from local.scheduler import Scheduler, scheduler_of
from tests.support.given import HandClock


def scheduler(platform: Platform, **schedules: str) -> Scheduler:
    named = {name.replace("_", "-"): schedule for name, schedule in schedules.items()}
    return Scheduler(platform, schedules=named)


def test_a_job_runs_once_for_each_instant_of_its_schedule(
    platform: Platform, clock: HandClock
) -> None:
    clock.at = datetime(2026, 5, 4, 10, 3, tzinfo=UTC)
    hourly = scheduler(platform, expire_bookings="5 * * * *")
    assert hourly.run_due() == ["expire-bookings"], "it has never run"
    assert hourly.run_due() == []
    clock.at = datetime(2026, 5, 4, 10, 4, 59, tzinfo=UTC)
    assert hourly.run_due() == []
    clock.at = datetime(2026, 5, 4, 10, 5, tzinfo=UTC)
    assert hourly.run_due() == ["expire-bookings"]
    assert hourly.run_due() == []
    run = last_runs(platform.database, ["expire-bookings"])["expire-bookings"]
    assert run is not None
    assert run.completed_at == clock.at


def test_a_job_that_was_missed_for_days_runs_once(platform: Platform, clock: HandClock) -> None:
    hourly = scheduler(platform, expire_bookings="5 * * * *")
    hourly.run_due()
    clock.move(days=3)
    assert hourly.run_due() == ["expire-bookings"]
    assert hourly.run_due() == []


def test_a_run_on_a_clock_that_was_ahead_stops_nothing(
    platform: Platform, clock: HandClock
) -> None:
    hourly = scheduler(platform, expire_bookings="5 * * * *")
    before = clock.at
    clock.move(days=365)
    hourly.run_due()
    clock.at = before
    assert hourly.run_due() == ["expire-bookings"]
    assert hourly.run_due() == []


def test_a_job_that_fails_does_not_stop_the_next(
    platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    both = scheduler(platform, no_such_job="* * * * *", expire_bookings="* * * * *")
    assert both.run_due() == ["no-such-job", "expire-bookings"]
    assert last_runs(platform.database, ["expire-bookings"])["expire-bookings"] is not None
    assert "scheduled_job_failed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("schedule", "now", "instant"),
    [
        ("0 5 * * *", "2026-07-01T03:00:00", "2026-07-01T03:00:00"),
        ("0 5 * * *", "2026-12-01T03:59:59", "2026-11-30T04:00:00"),
        ("0 5 * * *", "2026-12-01T04:00:30", "2026-12-01T04:00:00"),
        # 02:30 does not exist on the day on which summer time begins.
        ("30 2 * * *", "2026-03-29T12:00:00", "2026-03-29T01:00:00"),
        ("*/10 * * * *", "2026-10-25T01:09:00", "2026-10-25T01:00:00"),
        ("45 7-21 * * *", "2026-05-05T02:00:00", "2026-05-04T19:45:00"),
    ],
)
def test_schedules_are_those_of_paris(
    platform: Platform, schedule: str, now: str, instant: str
) -> None:
    found = scheduler(platform).last_instant(
        schedule, datetime.fromisoformat(now).replace(tzinfo=UTC)
    )
    assert found.astimezone(UTC) == datetime.fromisoformat(instant).replace(tzinfo=UTC)


def test_every_job_of_the_cloud_runs_on_one_machine(platform: Platform) -> None:
    listed = {name for function in deployables().values() for name in function.jobs}
    assert read_yaml(FUNCTIONS)["time_zone"] == PARIS
    # The local server has sweeps of its own for these.
    own = {"send-notices", "send-webhooks"}
    assert set(scheduler_of(platform, deployables()).run_due()) == listed - own
    runs = last_runs(platform.database, listed - own)
    assert {name for name, run in runs.items() if run is None or run.fault} == set()
    assert scheduler_of(platform, deployables()).run_due() == []
