"""The last run of each job, in one document for each: begun, what its messages did, and its end.

A run is named by the instant that it works for. A job that hands out pages has ended when all of
them are done; parts of an earlier run are not counted once another has begun.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from functions.kernel.database import Database, UnitOfWork
from functions.kernel.database.documents import Collection
from functions.kernel.runs import JobRun, Part, with_part
from functions.kernel.values import replace

job_runs = Collection("job_runs", JobRun)


def begin(database: Database, name: str, at: datetime, *, now: datetime) -> None:
    """Note that a run begins, in place of the run before."""

    def write(work: UnitOfWork) -> None:
        ref = job_runs.ref(name)
        document = work.find(ref)
        # A document that cannot be read must not stop its job.
        former = job_runs.shown(ref, document)
        run = JobRun(at=at, started_at=now, noted_at=now)
        if former is not None:
            run = replace(
                run,
                completed_at=former.completed_at,
                findings=former.findings,
                pending=former.pending,
            )
        put = job_runs.create if document is None else job_runs.replace
        put(work, name, run)

    database.run(write)


def note(database: Database, name: str, at: datetime, part: Part, *, now: datetime) -> None:
    """Add a part to the run for the instant `at`; nothing changes once another run has begun."""

    def write(work: UnitOfWork) -> None:
        ref = job_runs.ref(name)
        run = job_runs.shown(ref, work.find(ref))
        if run is not None and run.at == at:
            job_runs.replace(work, name, with_part(run, part, now=now))

    database.run(write)


def last_runs(database: Database, names: Iterable[str]) -> Mapping[str, JobRun | None]:
    """Return the last run of each of these jobs, None where there is none that can be read."""
    found = database.read([job_runs.ref(name) for name in names])
    return {one.ref.id: job_runs.shown(one.ref, one.data) for one in found}
