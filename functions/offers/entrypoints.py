"""Deployable functions of offers."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.kernel.push_endpoint import receive
from functions.offers import (  # noqa: F401 - routes, jobs
    category_routes,
    codes,
    favorites,
    finding,
    jobs,
    picture_routes,
    publishing,
    reviewing,
    selling,
)
from functions.offers.picture_subscribers import pictures
from functions.offers.routes import routes
from functions.offers.subscribers import events


@functions_framework.http
def offers_api(request: flask.Request) -> flask.Response:
    """Publish and find offers: /v1/offers and what belongs to it, /v1/me/favorites."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def process_images(event: CloudEvent) -> None:
    """Process uploaded pictures, as Cloud Storage reports them."""
    receive(pictures, event)


@functions_framework.cloud_event
def offers_events(event: CloudEvent) -> None:
    """Close or withdraw offers, forget favorites, keep search up to date; run the trimming jobs."""
    receive(events, event)
