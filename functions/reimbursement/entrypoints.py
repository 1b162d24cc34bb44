"""The deployable functions of reimbursement."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.kernel.push_endpoint import receive
from functions.reimbursement.jobs import jobs
from functions.reimbursement.routes import routes
from functions.reimbursement.subscribers import events

routes.defer(
    "functions.reimbursement.bank_accounts.routes",
    "POST /v1/offerers/{siren}/bank-accounts",
    "GET /v1/offerers/{siren}/bank-accounts",
    "GET /v1/bank-accounts",
    "POST /v1/bank-accounts/{account_id}/accept",
    "POST /v1/bank-accounts/{account_id}/refuse",
    "POST /v1/bank-accounts/{account_id}/close",
    "DELETE /v1/bank-accounts/{account_id}",
    "PUT /v1/bank-accounts/{account_id}/venues",
    "GET /v1/venues/{venue_id}/bank-accounts",
    "GET /v1/account-moves",
    "POST /v1/account-moves/{venue_id}/accept",
    "POST /v1/account-moves/{venue_id}/refuse",
)
routes.defer(
    "functions.reimbursement.custom_rules.routes",
    "POST /v1/reimbursement-rules",
    "GET /v1/reimbursement-rules",
    "PATCH /v1/reimbursement-rules/{rule_id}",
)
events.defer(
    "functions.reimbursement.bank_accounts.subscribers",
    "functions.reimbursement.receivables.subscribers",
)
jobs.defer(
    "functions.reimbursement.audit.jobs",
    "functions.reimbursement.pricing.jobs",
)


@functions_framework.http
def reimbursement_api(request: flask.Request) -> flask.Response:
    """Serve bank accounts and finance: /v1/bank-accounts, /v1/reimbursement-rules."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def reimbursement_events(event: CloudEvent) -> None:
    """Keep a receivable for each used booking, and follow closed offerers."""
    receive(events, event)


@functions_framework.cloud_event
def reimbursement_jobs(event: CloudEvent) -> None:
    """Run the jobs price-receivables and audit-reimbursement."""
    receive(jobs, event)
