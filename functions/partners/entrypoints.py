"""The deployable functions of partners."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.kernel.push_endpoint import receive
from functions.partners.deliveries.jobs import jobs
from functions.partners.deliveries.subscribers import events
from functions.partners.routes import routes

routes.defer(
    "functions.partners.products.routes",
    "PUT /v1/partner/products",
    "GET /v1/partner/products",
)
routes.defer(
    "functions.partners.webhooks.routes",
    "PUT /v1/offerers/{siren}/webhook",
    "GET /v1/offerers/{siren}/webhook",
    "POST /v1/offerers/{siren}/webhook/rotate-secret",
    "DELETE /v1/offerers/{siren}/webhook",
)
routes.defer(
    "functions.partners.deliveries.routes",
    "GET /v1/offerers/{siren}/webhook/deliveries",
    "POST /v1/offerers/{siren}/webhook/deliveries/{delivery_id}/redeliver",
)


@functions_framework.http
def partners_api(request: flask.Request) -> flask.Response:
    """Serve products in bulk and webhooks: /v1/partner, /v1/offerers/{siren}/webhook."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def partners_events(event: CloudEvent) -> None:
    """Send booking events to the webhooks of offerers."""
    receive(events, event)


@functions_framework.cloud_event
def partners_jobs(event: CloudEvent) -> None:
    """Run the job send-webhooks."""
    receive(jobs, event)
