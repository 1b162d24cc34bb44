"""The deployable functions of notices."""

import functions_framework
from cloudevents.http import CloudEvent

from functions.kernel.push_endpoint import receive
from functions.notices.delivery.jobs import jobs
from functions.notices.delivery.subscribers import events


@functions_framework.cloud_event
def notices_events(event: CloudEvent) -> None:
    """Notify people of bookings, grants and pictures by mail."""
    receive(events, event)


@functions_framework.cloud_event
def notices_jobs(event: CloudEvent) -> None:
    """Run the job send-notices."""
    receive(jobs, event)
