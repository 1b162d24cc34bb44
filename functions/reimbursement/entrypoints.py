"""The deployable functions of reimbursement."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.kernel.push_endpoint import receive
from functions.reimbursement.jobs import jobs
from functions.reimbursement.routes import payment_files, routes
from functions.reimbursement.subscribers import events

routes.defer(
    "functions.reimbursement.accounting.routes",
    "GET /v1/reimbursement-batches/{batch_id}/accounting",
)
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
    "functions.reimbursement.batches.routes",
    "POST /v1/reimbursement-batches",
    "GET /v1/reimbursement-batches",
    "GET /v1/reimbursement-batches/{batch_id}",
    "GET /v1/reimbursement-batches/{batch_id}/payouts",
    "POST /v1/reimbursement-batches/{batch_id}/sent",
    "POST /v1/reimbursement-batches/{batch_id}/bank-answers",
    "POST /v1/reimbursement-batches/{batch_id}/executed",
    "GET /v1/payout-debts",
    "POST /v1/payout-debts/{account_id}/debit-note",
)
routes.defer(
    "functions.reimbursement.custom_rules.routes",
    "POST /v1/reimbursement-rules",
    "GET /v1/reimbursement-rules",
    "PATCH /v1/reimbursement-rules/{rule_id}",
)
routes.defer(
    "functions.reimbursement.gestures.routes",
    "POST /v1/commercial-gestures",
    "GET /v1/commercial-gestures",
    "POST /v1/commercial-gestures/{gesture_id}/approve",
    "POST /v1/commercial-gestures/{gesture_id}/refuse",
)
routes.defer(
    "functions.reimbursement.overpayments.routes",
    "POST /v1/reimbursement-incidents",
    "GET /v1/reimbursement-incidents",
)
routes.defer(
    "functions.reimbursement.overview.routes",
    "GET /v1/offerers/{siren}/revenue",
    "GET /v1/venues/{venue_id}/unpaid-bookings",
)
routes.defer(
    "functions.reimbursement.statements.routes",
    "GET /v1/offerers/{siren}/statements",
    "GET /v1/offerers/{siren}/statements/{statement_id}",
    "GET /v1/offerers/{siren}/statements/{statement_id}/lines",
    "GET /v1/offerers/{siren}/statements/{statement_id}/pdf",
    "GET /v1/offerers/{siren}/statements/{statement_id}/csv",
)
payment_files.defer(
    "functions.reimbursement.payment_files.routes",
    "GET /v1/reimbursement-batches/{batch_id}/sepa",
)
events.defer(
    "functions.reimbursement.bank_accounts.subscribers",
    "functions.reimbursement.receivables.subscribers",
)
jobs.defer(
    "functions.reimbursement.audit.jobs",
    "functions.reimbursement.batches.jobs",
    "functions.reimbursement.pricing.jobs",
)


@functions_framework.http
def reimbursement_api(request: flask.Request) -> flask.Response:
    """Serve bank accounts and finance: /v1/bank-accounts, /v1/reimbursement-rules."""
    return routes.dispatch(request)


@functions_framework.http
def payment_files_api(request: flask.Request) -> flask.Response:
    """Serve the payment files of batches; the only function that opens IBANs."""
    return payment_files.dispatch(request)


@functions_framework.cloud_event
def reimbursement_events(event: CloudEvent) -> None:
    """Keep a receivable for each used booking, and follow closed offerers."""
    receive(events, event)


@functions_framework.cloud_event
def reimbursement_jobs(event: CloudEvent) -> None:
    """Price receivables, audit reimbursement, begin and prepare batches."""
    receive(jobs, event)
