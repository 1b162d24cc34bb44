"""The deployable functions of statistics."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.kernel.push_endpoint import receive
from functions.statistics.jobs import jobs
from functions.statistics.routes import routes
from functions.statistics.subscribers import events

routes.defer(
    "functions.statistics.figures.routes",
    "GET /v1/statistics",
    "GET /v1/statistics/csv",
    "GET /v1/statistics/territories",
)
routes.defer("functions.statistics.offers.routes", "GET /v1/offerers/{siren}/statistics")
routes.defer("functions.statistics.report.routes", "GET /v1/statistics/pdf")
events.defer("functions.statistics.counting.subscribers")
jobs.defer("functions.statistics.counting.jobs", "functions.statistics.figures.jobs")


@functions_framework.http
def statistics_api(request: flask.Request) -> flask.Response:
    """Serve statistics: /v1/statistics, /v1/offerers/{siren}/statistics."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def statistics_events(event: CloudEvent) -> None:
    """Note who has to be counted again."""
    receive(events, event)


@functions_framework.cloud_event
def statistics_jobs(event: CloudEvent) -> None:
    """Count people again, and publish the figures of months that changed."""
    receive(jobs, event)
