"""The functions that move events: the outbox relay and its sweep."""

from datetime import datetime, timedelta

import functions_framework
from cloudevents.http import CloudEvent

from functions.kernel.bus import OUTBOX
from functions.kernel.jobs import Report, job
from functions.kernel.logs import log
from functions.kernel.platform import Platform, current_platform
from functions.kernel.push_endpoint import DeliveryFailed, receive
from functions.kernel.subscribers import Subscriber

jobs = Subscriber("outbox_jobs")

_LEFT_BEHIND = timedelta(minutes=1)
"""Younger events are still on their way by the ordinary relay."""


_SWEEPING_TIME = timedelta(seconds=240)
"""The next sweep comes five minutes later. While the bus is away, each event takes its time."""


@job(jobs, "sweep-outbox")
def sweep_outbox(platform: Platform, at: datetime) -> Report:
    """Publish the events that a crash left in the outbox, those that have waited longest first.

    What takes too long for one run is left to the next.
    """
    until = platform.clock.now() + _SWEEPING_TIME
    relayed, failed = platform.relay.sweep(
        recorded_before=at - _LEFT_BEHIND, may_go_on=lambda: platform.clock.now() < until
    )
    return Report(counts={"relayed": relayed}, failed=failed)


@functions_framework.cloud_event
def relay_outbox(event: CloudEvent) -> None:
    """Publish one event, as Firestore tells that it was recorded."""
    try:
        # Eventarc names the document in an attribute: outbox/<event id>.
        collection, _, event_id = str(event["document"]).partition("/")
        if collection != OUTBOX:
            raise ValueError(collection)
        current_platform().relay.relay(event_id)
    except Exception as fault:
        log.error("delivery_failed", function="relay_outbox", fault=fault)
        raise DeliveryFailed("relay_outbox") from None


@functions_framework.cloud_event
def outbox_jobs(event: CloudEvent) -> None:
    """The outbox's job: sweep-outbox."""
    receive(jobs, event)
