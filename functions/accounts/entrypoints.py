"""The deployable functions of accounts."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

import functions.accounts.administrators.routes
import functions.accounts.api_keys.routes
import functions.accounts.erasure.routes
import functions.accounts.erasure.subscribers
import functions.accounts.me.routes
import functions.accounts.members.routes
import functions.accounts.offerers.routes
import functions.accounts.offerers.subscribers
import functions.accounts.people.jobs
import functions.accounts.people.routes
import functions.accounts.roles.subscribers
import functions.accounts.venues.routes
from functions.accounts.jobs import jobs
from functions.accounts.routes import routes
from functions.accounts.subscribers import events
from functions.kernel.push_endpoint import receive


@functions_framework.http
def accounts_api(request: flask.Request) -> flask.Response:
    """Serve sign-up, offerers and venues: /v1/beneficiaries, /v1/me, /v1/offerers, /v1/venues."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def accounts_events(event: CloudEvent) -> None:
    """Update role claims and delete accounts at the identity provider."""
    receive(events, event)


@functions_framework.cloud_event
def accounts_jobs(event: CloudEvent) -> None:
    """Run the job of accounts: credit-birthdays."""
    receive(jobs, event)
