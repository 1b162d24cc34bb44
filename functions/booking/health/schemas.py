"""The answer about the health of the platform."""

from datetime import datetime

from functions.booking.health.models import JobState
from functions.kernel.schemas import UnkeptView


class OutboxView(UnkeptView):
    """How many events wait for their delivery, and since when the oldest does."""

    waiting: int
    oldest_at: datetime | None


class DeadLetterView(UnkeptView):
    """An event that was set aside after many attempts, and the type of the last fault."""

    id: str
    topic: str
    fault: str


class DeadLettersView(UnkeptView):
    """How many events were set aside, and the first of them."""

    count: int
    items: list[DeadLetterView]


class FindingView(UnkeptView):
    """The faults that the audit found on a wallet, and since when."""

    wallet_id: str
    faults: tuple[str, ...]
    found_at: datetime


class JobRunView(UnkeptView):
    """The last run of a job.

    `ended_at` is null while it is under way, and `completed_at` is when a run last came to its end.
    `counts` are documents by outcome, `failed` those that raised a fault; `fault` is the code or
    type of the last one. `findings` are the faults by kind that the last complete pass of an audit
    found, and `pending` those of a pass that the next run resumes.
    """

    started_at: datetime
    ended_at: datetime | None
    completed_at: datetime | None
    pages: int
    pages_done: int
    counts: dict[str, int]
    failed: int
    fault: str | None
    findings: dict[str, int]
    pending: dict[str, int]


class JobView(UnkeptView):
    """A job and its last run, late when no run has come to its end for `silent_hours`.

    Its state is stalled when a run has been silent for longer than any message is worked on,
    partial when some documents failed, and failed when the job itself did.
    """

    name: str
    silent_hours: int
    state: JobState
    is_late: bool
    is_ill: bool
    run: JobRunView | None


class HealthView(UnkeptView):
    """The health of the platform: the outbox, dead letters, jobs, and the audit of wallets.

    Jobs that are late, stalled or failed come first.
    """

    outbox: OutboxView
    dead_letters: DeadLettersView | None
    jobs: list[JobView]
    findings: list[FindingView]
