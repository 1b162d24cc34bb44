"""The health of the platform."""

from datetime import datetime
from typing import Literal

from functions.booking.audit.models import Finding
from functions.kernel.runs import JobRun
from functions.kernel.values import Struct


class SetAside(Struct, frozen=True, kw_only=True):
    """A dead letter: an event that was set aside, and the type of the last fault."""

    id: str
    topic: str
    fault: str


JobState = Literal["never", "running", "stalled", "done", "partial", "failed"]


class JobHealth(Struct, frozen=True, kw_only=True):
    """A job, its last run, and whether none has come to its end within `silent_hours`.

    `is_ill` says that somebody should look at it.
    """

    name: str
    silent_hours: int
    state: JobState
    is_late: bool
    is_ill: bool
    run: JobRun | None


class Health(Struct, frozen=True, kw_only=True):
    """Events in the outbox and since when, dead letters, jobs, and the findings of the audit.

    `waiting` and `dead` count all of them; of the dead letters and findings the first are named.
    """

    waiting: int
    oldest_at: datetime | None
    dead: int
    letters: list[SetAside]
    jobs: list[JobHealth]
    findings: list[Finding]
