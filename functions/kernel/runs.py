"""A run of a job: when it began, what its messages did, and how it ended."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from functions.kernel.errors import Refusal
from functions.kernel.values import Model, Struct, field, replace

STALLED_AFTER = timedelta(minutes=15)
"""How long a run may be silent before it counts as stalled: an event function is stopped after nine
minutes, and its message delivered again."""

Outcome = Literal["running", "done", "partial", "failed"]


class JobRun(Model, frozen=True, kw_only=True):
    """The last run of a job.

    `outcome` is partial if documents failed, and failed if the job itself did; `fault` is the code
    or type of the last fault. `completed_at` is when a run last came to its end, and `findings`
    counts by kind the faults that the last complete pass of an audit found; `pending` are those of
    a pass that later runs resume. Times are aware UTC.
    """

    at: datetime
    started_at: datetime
    noted_at: datetime
    ended_at: datetime | None = None
    completed_at: datetime | None = None
    outcome: Outcome = "running"
    pages: int = 0
    pages_done: int = 0
    is_listed: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    failed: int = 0
    fault: str | None = None
    findings: dict[str, int] = field(default_factory=dict)
    pending: dict[str, int] = field(default_factory=dict)


class Part(Struct, frozen=True, kw_only=True):
    """The part of one message in a run: documents by outcome, and pages handed out or processed.

    `is_listed` says that no more pages follow, `is_broken` that the job itself failed.
    """

    counts: Mapping[str, int] = {}
    failed: int = 0
    fault: str | None = None
    findings: Mapping[str, int] = {}
    pages: int = 0
    pages_done: int = 0
    is_listed: bool = False
    is_broken: bool = False


def fault_code(fault: Exception) -> str:
    """Return the code of a refusal, or the type of another fault: its message may name people."""
    return fault.code if isinstance(fault, Refusal) else type(fault).__name__


def with_part(run: JobRun, part: Part, *, now: datetime) -> JobRun:
    """Return a run with a part of it added, and ended if it was the last."""
    run = replace(
        run,
        noted_at=now,
        pages=run.pages + part.pages,
        pages_done=run.pages_done + part.pages_done,
        is_listed=run.is_listed or part.is_listed,
        counts=dict(Counter(run.counts) + Counter(part.counts)),
        failed=run.failed + part.failed,
        fault=part.fault or run.fault,
    )
    if part.is_broken:
        return replace(run, ended_at=now, outcome="failed")
    if not run.is_listed or run.pages_done < run.pages:
        return run
    found = dict(Counter(run.pending) + Counter(part.findings))
    is_resumed = "unfinished" in run.counts
    return replace(
        run,
        ended_at=now,
        completed_at=now,
        outcome="partial" if run.failed else "done",
        # What a repeat has put right is no fault of the run.
        fault=run.fault if run.failed else None,
        findings=run.findings if is_resumed else found,
        pending=found if is_resumed else {},
    )
