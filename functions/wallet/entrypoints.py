"""The deployable functions of the wallet."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

import functions.wallet.balance.routes
import functions.wallet.grants.jobs
import functions.wallet.grants.subscribers
import functions.wallet.holds.subscribers
from functions.kernel.push_endpoint import receive
from functions.wallet.jobs import jobs
from functions.wallet.routes import routes
from functions.wallet.subscribers import events


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
