"""The deployable functions of reimbursement."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.kernel.push_endpoint import receive
from functions.reimbursement.jobs import jobs
from functions.reimbursement.routes import routes
from functions.reimbursement.subscribers import events

routes.defer(
    "functions.reimbursement.custom_rules.routes",
    "POST /v1/reimbursement-rules",
    "GET /v1/reimbursement-rules",
    "PATCH /v1/reimbursement-rules/{rule_id}",
)
events.defer(
    "functions.reimbursement.receivables.subscribers",
)
jobs.defer(
    "functions.reimbursement.audit.jobs",
    "functions.reimbursement.pricing.jobs",
)


@functions_framework.http
def reimbursement_api(request: flask.Request) -> flask.Response:
    """Serve the finance role: /v1/reimbursement-rules."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def reimbursement_events(event: CloudEvent) -> None:
    """Keep a receivable for each used booking."""
    receive(events, event)


@functions_framework.cloud_event
def reimbursement_jobs(event: CloudEvent) -> None:
    """Run the jobs price-receivables and audit-reimbursement."""
    receive(jobs, event)
