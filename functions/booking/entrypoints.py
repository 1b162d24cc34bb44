"""The deployable functions of bookings."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.booking import (  # noqa: F401 - they fill the tables
    back_office,
    cancel_subscribers,
    desk_lists,
    door,
    ending_jobs,
    erasure_subscribers,
    export,
    move_subscribers,
    reminder_jobs,
    taking,
)
from functions.booking.audit import jobs as audit_jobs  # noqa: F401 - it adds a job
from functions.booking.jobs import jobs
from functions.booking.routes import routes
from functions.booking.subscribers import events
from functions.kernel.push_endpoint import receive


@functions_framework.http
def booking_api(request: flask.Request) -> flask.Response:
    """Serve bookings and the desk: /v1/bookings, /v1/desk."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def booking_events(event: CloudEvent) -> None:
    """Cancel, move or erase bookings after events of offers and accounts."""
    receive(events, event)


@functions_framework.cloud_event
def booking_jobs(event: CloudEvent) -> None:
    """Run the jobs expire-bookings, remind-expiring, use-past-events and audit-ledger."""
    receive(jobs, event)
