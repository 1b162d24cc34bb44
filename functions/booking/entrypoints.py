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
    "functions.booking.door.routes",
    "GET /v1/desk/door-list",
    "POST /v1/desk/scans",
    "POST /v1/desk/scans/undo",
)
routes.defer(
    "functions.booking.export.routes",
    "GET /v1/me/export",
    "POST /v1/me/exports",
    "GET /v1/me/exports",
    "GET /v1/me/exports/latest/file",
    "POST /v1/back-office/people/{person_id}/export",
)
routes.defer(
    "functions.booking.health.routes",
    "GET /v1/back-office/health",
)
routes.defer(
    "functions.booking.holder.routes",
    "GET /v1/bookings",
    "GET /v1/bookings/{booking_id}",
    "POST /v1/bookings/{booking_id}/cancel",
)
routes.defer(
    "functions.booking.office.routes",
    "GET /v1/back-office/search",
    "GET /v1/back-office/people/{person_id}",
    "GET /v1/back-office/people/{person_id}/bookings",
    "GET /v1/back-office/offerers/{siren}",
    "GET /v1/back-office/venues/{venue_id}",
    "GET /v1/back-office/offers/{offer_id}",
    "GET /v1/back-office/bookings/{booking_id}",
)
routes.defer(
    "functions.booking.on_behalf.routes",
    "POST /v1/back-office/bookings/{booking_id}/cancel",
    "POST /v1/back-office/bookings/{booking_id}/redeem",
)
routes.defer(
    "functions.booking.reactions.routes",
    "PUT /v1/bookings/{booking_id}/reaction",
    "GET /v1/bookings/{booking_id}/reaction",
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
    "functions.booking.export.subscribers",
    "functions.booking.reactions.subscribers",
    "functions.booking.reschedule.subscribers",
)
jobs.defer(
    "functions.booking.audit.jobs",
    "functions.booking.expiry.jobs",
    "functions.booking.reminders.jobs",
    "functions.booking.takings.jobs",
)


@functions_framework.http
def booking_api(request: flask.Request) -> flask.Response:
    """Serve bookings, the desk and the back office: /v1/bookings, /v1/desk, /v1/back-office."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def booking_events(event: CloudEvent) -> None:
    """Cancel, move or erase bookings after events, and make exports."""
    receive(events, event)


@functions_framework.cloud_event
def booking_jobs(event: CloudEvent) -> None:
    """Run audit-ledger, expire-bookings, remind-expiring, sum-takings and use-past-events."""
    receive(jobs, event)
