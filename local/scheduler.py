"""The scheduled jobs of one machine, which Cloud Scheduler starts on the cloud."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from deployables import Deployable
from functions.kernel.calendar_days import PARIS
from functions.kernel.job_runs import last_runs
from functions.kernel.jobs import run_job
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.kernel.runs import JobRun
from functions.kernel.subscribers import subscribers

EVERY_SECONDS = 20.0
"""How often the scheduler looks for jobs that are due."""

_SWEPT = {"send-notices", "send-webhooks"}
"""The jobs that the local server runs in threads of their own, every few seconds."""


class Scheduler:
    """Runs the jobs of `schedules`, cron expressions by name, in Paris time.

    `load` imports a job by its name before its run. Each is due from an instant of its schedule
    until a run has begun. So one that was missed while the machine was off is run once, and so is
    one that has never run.
    """

    def __init__(
        self,
        platform: Platform,
        *,
        schedules: Mapping[str, str],
        load: Callable[[str], object] = lambda _: None,
    ) -> None:
        self._platform = platform
        self._schedules = schedules
        self._load = load

    def run_due(self) -> list[str]:
        """Run the jobs that are due, one after the other; return their names.

        One that fails is logged, kept as its last run, and due again at its next instant.
        """
        platform = self._platform
        now = platform.clock.now()
        runs = last_runs(platform.database, self._schedules)
        names = [
            name
            for name, schedule in self._schedules.items()
            if is_due(runs[name], self.last_instant(schedule, now), now=now)
        ]
        for name in names:
            try:
                self._load(name)
                run_job(platform, name, platform.clock.now())
            except Exception as fault:
                log.error("scheduled_job_failed", job=name, fault=fault)
        return names

    def last_instant(self, schedule: str, now: datetime) -> datetime:
        """Return the last instant of a schedule that is not after `now`."""
        # It looks for instants before the one that it is given, in whole minutes.
        following = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
        return next(CronSim(schedule, following.astimezone(ZoneInfo(PARIS)), reverse=True))


def is_due(last: JobRun | None, instant: datetime, *, now: datetime) -> bool:
    """Return whether a job has not begun since an instant of its schedule.

    A run of the future is one of a clock that was set ahead, and counts for nothing.
    """
    return last is None or last.at < instant or last.at > now


def scheduler_of(platform: Platform, listed: Mapping[str, Deployable]) -> Scheduler:
    """Return the scheduler of the functions' jobs, but those that the local server runs itself."""
    known = {subscriber.name: subscriber for subscriber in subscribers}
    jobs = {
        name: (job.schedule, known[function.name])
        for function in listed.values()
        for name, job in function.jobs.items()
        if name not in _SWEPT
    }
    return Scheduler(
        platform,
        schedules={name: schedule for name, (schedule, _) in jobs.items()},
        load=lambda name: jobs[name][1].load(),
    )
