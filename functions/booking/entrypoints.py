"""The functions of bookings: what a beneficiary books, what the desk does, events and jobs."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.booking import back_office, desk_lists, door, export, taking  # noqa: F401 - routes
from functions.booking.jobs import jobs
from functions.booking.reactions import events
from functions.booking.routes import routes
from functions.kernel.push_endpoint import receive


@functions_framework.http
def booking_api(request: flask.Request) -> flask.Response:
    """Bookings and the desk: /v1/bookings, /v1/desk."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def booking_events(event: CloudEvent) -> None:
    """What ends bookings elsewhere: deleted stocks, withdrawn offers, suspended people."""
    receive(events, event)


@functions_framework.cloud_event
def booking_jobs(event: CloudEvent) -> None:
    """The jobs of bookings: expire-bookings, remind-expiring, use-past-events, audit-ledger."""
    receive(jobs, event)
