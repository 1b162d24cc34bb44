"""The deployable functions of the wallet."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.kernel.push_endpoint import receive
from functions.wallet.jobs import jobs
from functions.wallet.routes import routes
from functions.wallet.subscribers import events

routes.defer(
    "functions.wallet.balance.routes",
    "GET /v1/wallet",
    "GET /v1/wallet/entries",
)
events.defer(
    "functions.wallet.grants.subscribers",
    "functions.wallet.holds.subscribers",
)
jobs.defer(
    "functions.wallet.grants.jobs",
)


@functions_framework.http
def wallet_api(request: flask.Request) -> flask.Response:
    """Serve the wallet of a beneficiary: /v1/wallet."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def wallet_events(event: CloudEvent) -> None:
    """Grant, capture and hold credit after events of accounts and bookings."""
    receive(events, event)


@functions_framework.cloud_event
def wallet_jobs(event: CloudEvent) -> None:
    """Run the job expire-grants."""
    receive(jobs, event)
