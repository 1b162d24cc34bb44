"""Whether jobs run as they should."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from functions.booking.health.models import JobHealth, JobState
from functions.kernel.runs import STALLED_AFTER, JobRun

_ILL = ("never", "stalled", "partial", "failed")


def jobs_health(
    silent_hours: Mapping[str, int], runs: Mapping[str, JobRun | None], *, now: datetime
) -> list[JobHealth]:
    """Return the health of every job: those that are late or failed first, then by name."""
    jobs = [
        job_health(name, hours, runs.get(name), now=now) for name, hours in silent_hours.items()
    ]
    return sorted(jobs, key=lambda job: (not job.is_ill, job.name))


def job_health(name: str, silent_hours: int, run: JobRun | None, *, now: datetime) -> JobHealth:
    """Return the health of a job whose last run is given."""
    completed_at = None if run is None else run.completed_at
    is_late = completed_at is None or now - completed_at > timedelta(hours=silent_hours)
    state = _state(run, now=now)
    return JobHealth(
        name=name,
        silent_hours=silent_hours,
        state=state,
        is_late=is_late,
        is_ill=is_late or state in _ILL,
        run=run,
    )


def _state(run: JobRun | None, *, now: datetime) -> JobState:
    if run is None:
        return "never"
    is_silent = run.outcome == "running" and now - run.noted_at > STALLED_AFTER
    return "stalled" if is_silent else run.outcome
