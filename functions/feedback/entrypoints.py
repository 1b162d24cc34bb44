"""The deployable functions of feedback."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.feedback.jobs import jobs
from functions.feedback.routes import routes
from functions.feedback.subscribers import events
from functions.kernel.push_endpoint import receive

routes.defer(
    "functions.feedback.messages.routes",
    "POST /v1/feedback",
    "GET /v1/feedback",
    "POST /v1/feedback/{feedback_id}/answer",
)
routes.defer(
    "functions.feedback.reports.routes",
    "POST /v1/offers/{offer_id}/reports",
    "GET /v1/offer-reports",
    "GET /v1/offer-reports/{offer_id}",
    "POST /v1/offer-reports/{offer_id}/decide",
)
routes.defer(
    "functions.feedback.surveys.routes",
    "POST /v1/surveys",
    "GET /v1/surveys",
    "PATCH /v1/surveys/{survey_id}",
    "GET /v1/surveys/{survey_id}/figures",
    "GET /v1/surveys/{survey_id}/comments",
    "GET /v1/me/surveys",
    "POST /v1/surveys/{survey_id}/answers",
)
events.defer(
    "functions.feedback.erasure.subscribers",
    "functions.feedback.reports.subscribers",
)
jobs.defer(
    "functions.feedback.messages.jobs",
    "functions.feedback.reports.jobs",
    "functions.feedback.surveys.jobs",
)


@functions_framework.http
def feedback_api(request: flask.Request) -> flask.Response:
    """Serve reports, messages and surveys: /v1/offer-reports, /v1/feedback, /v1/surveys."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def feedback_events(event: CloudEvent) -> None:
    """Answer reports once they are decided, and erase what a person wrote."""
    receive(events, event)


@functions_framework.cloud_event
def feedback_jobs(event: CloudEvent) -> None:
    """Erase reports, messages and answers after 13 months."""
    receive(jobs, event)
