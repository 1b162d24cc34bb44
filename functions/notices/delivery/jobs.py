"""The scheduled job that sends notices."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from functions.kernel.jobs import Report, job
from functions.kernel.platform import Platform
from functions.notices.delivery.service import Sender
from functions.notices.jobs import jobs
from functions.notices.queue.store import count_due, due

_SENDING_TIME = timedelta(seconds=50)
"""How long a run sends. The next run starts a minute later; longer runs would queue up until
Pub/Sub dropped some of them."""

MOST_WAITING = 100
"""How many due notices are left to the job on one machine; beyond that, each event sends its own.
The job's thread cannot keep up with several threads that book."""


@job(jobs, "send-notices")
def send_notices(platform: Platform, at: datetime) -> Report:
    """Send the notices that are due, those that have waited longest first."""
    return send_due(platform, at)


def send_due(platform: Platform, at: datetime) -> Report:
    """Send notices due by `at`, for as long as a run may take; return the counts by outcome."""
    started = platform.clock.now()

    def now() -> datetime:
        return at + (platform.clock.now() - started)

    def waiting() -> Iterator[str]:
        for notice_id in due(platform.database, at=at):
            if now() - at > _SENDING_TIME:
                return
            yield notice_id

    return sender_of(platform, now=now).send(waiting())


def is_behind(platform: Platform, at: datetime) -> bool:
    """Return whether the job falls behind, and nobody would wait for a mail server."""
    return platform.mail.is_immediate and count_due(platform.database, at=at) > MOST_WAITING


def sender_of(platform: Platform, *, now: Callable[[], datetime]) -> Sender:
    """Return the sender of a platform."""

    def reached(url: str) -> str | None:
        """Return a URL; None if a mail that leaves this machine would lead back to it."""
        return url if url.startswith("https://") or platform.mail.is_immediate else None

    return Sender(
        database=platform.database,
        identity=platform.identity,
        mail=platform.mail,
        now=now,
        site=reached(platform.settings.base_url),
        files=reached(platform.settings.public_url("")),
    )
