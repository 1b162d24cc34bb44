"""The deployable functions of accounts."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.accounts.jobs import jobs
from functions.accounts.routes import routes
from functions.accounts.subscribers import events
from functions.kernel.push_endpoint import receive

routes.defer(
    "functions.accounts.acts.routes",
    "GET /v1/acts",
    "POST /v1/comments",
)
routes.defer(
    "functions.accounts.addresses.routes",
    "GET /v1/addresses",
)
routes.defer(
    "functions.accounts.administrators.routes",
    "GET /v1/administrators",
    "PUT /v1/administrators/{administrator_id}",
)
routes.defer(
    "functions.accounts.api_keys.routes",
    "POST /v1/offerers/{siren}/api-keys",
    "GET /v1/offerers/{siren}/api-keys",
    "DELETE /v1/offerers/{siren}/api-keys/{prefix}",
)
routes.defer(
    "functions.accounts.communes.routes",
    "GET /v1/places",
)
routes.defer(
    "functions.accounts.erasure.routes",
    "DELETE /v1/me",
)
routes.defer(
    "functions.accounts.me.routes",
    "GET /v1/me",
)
routes.defer(
    "functions.accounts.members.routes",
    "POST /v1/offerers/{siren}/members",
    "GET /v1/offerers/{siren}/members",
    "DELETE /v1/offerers/{siren}/members",
    "DELETE /v1/offerers/{siren}/members/{member_id}",
    "DELETE /v1/offerers/{siren}/invitations/{invitation_id}",
    "GET /v1/me/invitations",
    "POST /v1/offerers/{siren}/accept-invitation",
    "POST /v1/offerers/{siren}/decline-invitation",
    "POST /v1/professionals/{professional_id}/suspend",
    "POST /v1/professionals/{professional_id}/unsuspend",
)
routes.defer(
    "functions.accounts.notification_settings.routes",
    "GET /v1/me/notification-settings",
    "PUT /v1/me/notification-settings",
    "GET /v1/venues/{venue_id}/notification-settings",
    "PUT /v1/venues/{venue_id}/notification-settings",
)
routes.defer(
    "functions.accounts.offerer_page.routes",
    "GET /v1/offerers/{siren}",
)
routes.defer(
    "functions.accounts.offerer_queue.routes",
    "GET /v1/offerers",
    "POST /v1/offerers/{siren}/set-aside",
    "POST /v1/offerers/{siren}/reject",
    "POST /v1/offerers/{siren}/claims/{founder_id}/set-aside",
    "POST /v1/offerers/{siren}/claims/{founder_id}/reject",
)
routes.defer(
    "functions.accounts.offerers.routes",
    "POST /v1/offerers",
    "GET /v1/offerer-claims",
    "DELETE /v1/offerers/{siren}/claim",
    "POST /v1/offerers/{siren}/validate",
    "POST /v1/offerers/{siren}/reassign",
    "POST /v1/offerers/{siren}/close",
)
routes.defer(
    "functions.accounts.own_account.routes",
    "POST /v1/me/suspend",
    "POST /v1/me/unsuspend",
    "POST /v1/me/sign-out",
)
routes.defer(
    "functions.accounts.people.routes",
    "POST /v1/beneficiaries",
    "GET /v1/eligibility",
    "GET /v1/beneficiaries",
    "POST /v1/beneficiaries/{beneficiary_id}/activate",
    "POST /v1/beneficiaries/{beneficiary_id}/suspend",
    "POST /v1/beneficiaries/{beneficiary_id}/unsuspend",
    "POST /v1/beneficiaries/{beneficiary_id}/bonus",
)
routes.defer(
    "functions.accounts.pricing_points.routes",
    "PUT /v1/venues/{venue_id}/pricing-point",
)
routes.defer(
    "functions.accounts.venue_page.routes",
    "GET /v1/venues/{venue_id}",
)
routes.defer(
    "functions.accounts.venues.routes",
    "POST /v1/venues",
    "PATCH /v1/venues/{venue_id}",
    "GET /v1/offerers/{siren}/venues",
)
events.defer(
    "functions.accounts.erasure.subscribers",
    "functions.accounts.offerer_queue.subscribers",
    "functions.accounts.offerers.subscribers",
    "functions.accounts.own_account.subscribers",
    "functions.accounts.roles.subscribers",
)
jobs.defer(
    "functions.accounts.own_account.jobs",
    "functions.accounts.people.jobs",
)


@functions_framework.http
def accounts_api(request: flask.Request) -> flask.Response:
    """Serve sign-up, offerers, venues and places: /v1/me, /v1/offerers, /v1/venues, /v1/places."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def accounts_events(event: CloudEvent) -> None:
    """Update role claims, end sessions and delete accounts at the identity provider."""
    receive(events, event)


@functions_framework.cloud_event
def accounts_jobs(event: CloudEvent) -> None:
    """Run the jobs of accounts: credit-birthdays and close-suspended."""
    receive(jobs, event)
