"""The deployable functions of offers."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

import functions.offers.categories.routes
import functions.offers.codes.routes
import functions.offers.favorites.routes
import functions.offers.favorites.subscribers
import functions.offers.pictures.routes
import functions.offers.publish.routes
import functions.offers.publish.subscribers
import functions.offers.review.routes
import functions.offers.search.find.routes
import functions.offers.search.listings.jobs
import functions.offers.search.listings.subscribers
import functions.offers.shards.subscribers
import functions.offers.stocks.routes
from functions.kernel.push_endpoint import receive
from functions.offers.pictures.subscribers import pictures
from functions.offers.routes import routes
from functions.offers.subscribers import events


@functions_framework.http
def offers_api(request: flask.Request) -> flask.Response:
    """Serve offers, stocks, search and favorites: /v1/offers, /v1/stocks, /v1/me/favorites."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def process_images(event: CloudEvent) -> None:
    """Process uploaded pictures reported by Cloud Storage."""
    receive(pictures, event)


@functions_framework.cloud_event
def offers_events(event: CloudEvent) -> None:
    """Close or withdraw offers, erase favorites, update search; run the trimming jobs."""
    receive(events, event)
