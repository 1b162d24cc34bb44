"""The deployable functions of notices."""

import functions_framework
from cloudevents.http import CloudEvent

from functions.kernel.push_endpoint import receive
from functions.notices.delivery.subscribers import events
from functions.notices.jobs import jobs

jobs.defer(
    "functions.notices.delivery.jobs",
    "functions.notices.venue_news.jobs",
)


@functions_framework.cloud_event
def notices_events(event: CloudEvent) -> None:
    """Notify people and venues of bookings, grants and pictures by mail."""
    receive(events, event)


@functions_framework.cloud_event
def notices_jobs(event: CloudEvent) -> None:
    """Run the jobs send-notices and notify-venues."""
    receive(jobs, event)
