"""The deployable functions of bookings."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

import functions.booking.audit.jobs
import functions.booking.cancel.subscribers
import functions.booking.desk.routes
import functions.booking.erasure.subscribers
import functions.booking.expiry.jobs
import functions.booking.export.routes
import functions.booking.holder.routes
import functions.booking.reinstate.routes
import functions.booking.reminders.jobs
import functions.booking.reschedule.subscribers
import functions.booking.sales.routes
import functions.booking.take.routes
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
