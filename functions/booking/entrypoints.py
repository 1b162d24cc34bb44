"""The deployable functions of bookings."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.booking.jobs import jobs
from functions.booking.routes import routes
from functions.booking.subscribers import events
from functions.kernel.push_endpoint import receive

routes.defer(
    "functions.booking.calendar.routes",
    "GET /v1/bookings/{booking_id}/calendar.ics",
)
routes.defer(
    "functions.booking.desk.routes",
    "GET /v1/desk/countermarks/{code}",
    "POST /v1/desk/countermarks/{code}/redeem",
    "POST /v1/desk/countermarks/{code}/undo",
    "POST /v1/desk/countermarks/{code}/cancel",
)
routes.defer(
    "functions.booking.export.routes",
    "GET /v1/me/export",
)
routes.defer(
    "functions.booking.holder.routes",
    "GET /v1/bookings",
    "GET /v1/bookings/{booking_id}",
    "POST /v1/bookings/{booking_id}/cancel",
)
routes.defer(
    "functions.booking.reinstate.routes",
    "POST /v1/bookings/{booking_id}/reinstate",
)
routes.defer(
    "functions.booking.sales.routes",
    "GET /v1/desk/bookings",
    "GET /v1/desk/transactions",
)
routes.defer(
    "functions.booking.take.routes",
    "POST /v1/bookings",
)
events.defer(
    "functions.booking.cancel.subscribers",
    "functions.booking.erasure.subscribers",
    "functions.booking.reschedule.subscribers",
)
jobs.defer(
    "functions.booking.audit.jobs",
    "functions.booking.expiry.jobs",
    "functions.booking.reminders.jobs",
)


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
