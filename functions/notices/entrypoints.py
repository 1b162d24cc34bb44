"""The functions of notices: the events that people are told of, and the job that sends."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import functions_framework
from cloudevents.http import CloudEvent

from functions.kernel.events import Event
from functions.kernel.jobs import Report, job
from functions.kernel.platform import Platform
from functions.kernel.push_endpoint import receive
from functions.kernel.subscribers import Subscriber
from functions.notices import service
from functions.notices.models import TOLD
from functions.notices.sending import Sender
from functions.notices.store import due

events = Subscriber("notices_events")
jobs = Subscriber("notices_jobs")

_SENDING_TIME = timedelta(seconds=50)
"""The next run comes a minute later and goes on: runs that took longer would wait for each other,
until Pub/Sub gave up some of them."""


def tell(platform: Platform, event: Event) -> None:
    """Have the people whom an event concerns told of it.

    It is sent at once unless somebody waits for this event to be handled. What cannot be sent is
    left to the job, so that the event has been handled in any case.
    """
    now = platform.clock.now()
    opened = platform.database.run(lambda work: service.open_notices(work, event, now=now))
    if not platform.bus.keeps_waiting:
        _sender(platform, platform.clock.now).send(iter(opened))


for kind in TOLD.values():
    events.on_at_least_once(kind)(tell)


@job(jobs, "send-notices")
def send_notices(platform: Platform, at: datetime) -> Report:
    """Send the notices that are due, those that have waited longest first."""
    return send_due(platform, at)


def send_due(platform: Platform, at: datetime) -> Report:
    """Send what is due by `at`, for as long as a run may take; return what became of it."""
    started = platform.clock.now()

    def now() -> datetime:
        return at + (platform.clock.now() - started)

    def waiting() -> Iterator[str]:
        for notice_id in due(platform.database, at=at):
            if now() - at > _SENDING_TIME:
                return
            yield notice_id

    return _sender(platform, now).send(waiting())


def _sender(platform: Platform, now: Callable[[], datetime]) -> Sender:
    return Sender(
        database=platform.database, identity=platform.identity, mail=platform.mail, now=now
    )


@functions_framework.cloud_event
def notices_events(event: CloudEvent) -> None:
    """Tell people of bookings, grants and pictures."""
    receive(events, event)


@functions_framework.cloud_event
def notices_jobs(event: CloudEvent) -> None:
    """The job of notices: send-notices."""
    receive(jobs, event)
