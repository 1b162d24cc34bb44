"""Entry points of the outbox: the relay and its sweep."""

from datetime import datetime, timedelta

import functions_framework
from cloudevents.http import CloudEvent

from functions.kernel.database import OUTBOX
from functions.kernel.jobs import Report, job
from functions.kernel.logs import log
from functions.kernel.platform import Platform, current_platform
from functions.kernel.push_endpoint import DeliveryFailed, receive
from functions.kernel.subscribers import Subscriber

jobs = Subscriber("outbox_jobs")

_LEFT_BEHIND = timedelta(minutes=1)
"""Younger events may still be with the ordinary relay."""


_SWEEPING_TIME = timedelta(seconds=240)
"""The next sweep starts after five minutes; while the bus is down, each event times out."""


@job(jobs, "sweep-outbox")
def sweep_outbox(platform: Platform, at: datetime) -> Report:
    """Publish the events that a crash left in the outbox, oldest first.

    Stops when its time is up; the next run continues.
    """
    until = platform.clock.now() + _SWEEPING_TIME
    relayed, failed = platform.relay.sweep(
        recorded_before=at - _LEFT_BEHIND, may_go_on=lambda: platform.clock.now() < until
    )
    return Report(counts={"relayed": relayed}, failed=failed)


@functions_framework.cloud_event
def relay_outbox(event: CloudEvent) -> None:
    """Publish one event when Firestore reports its outbox document."""
    try:
        # Eventarc names the document in an attribute: outbox/<event id>.
        collection, _, event_id = str(event["document"]).partition("/")
        if collection != OUTBOX:
            raise ValueError(collection)
        platform = current_platform()
        found = platform.database.adapter.reported(event.data)
        if found is None:
            platform.relay.relay(event_id)
        else:
            platform.relay.relay_found(found)
    except Exception as fault:
        log.error("delivery_failed", function="relay_outbox", fault=fault)
        raise DeliveryFailed("relay_outbox") from None


@functions_framework.cloud_event
def outbox_jobs(event: CloudEvent) -> None:
    """Run the job of the outbox: sweep-outbox."""
    receive(jobs, event)
