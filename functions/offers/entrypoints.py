"""The deployable functions of offers."""

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.kernel.push_endpoint import receive
from functions.offers.routes import routes
from functions.offers.subscribers import events, pictures

routes.defer(
    "functions.offers.batches.routes",
    "POST /v1/offers/{offer_id}/stocks/series",
    "POST /v1/offers/{offer_id}/stocks/move",
    "POST /v1/offers/{offer_id}/stocks/price",
    "POST /v1/offers/{offer_id}/stocks/quantity",
    "POST /v1/offers/{offer_id}/stocks/delete",
    "GET /v1/offers/{offer_id}/stock-batch",
    "GET /v1/stock-batches/{batch_id}",
    "POST /v1/stock-batches/{batch_id}/resume",
)
routes.defer(
    "functions.offers.categories.routes",
    "GET /v1/categories",
)
routes.defer(
    "functions.offers.codes.routes",
    "POST /v1/stocks/{stock_id}/activation-codes",
    "GET /v1/stocks/{stock_id}/activation-codes",
)
routes.defer(
    "functions.offers.duplicates.routes",
    "POST /v1/offers/{offer_id}/duplicate",
)
routes.defer(
    "functions.offers.favorites.routes",
    "PUT /v1/me/favorites/{offer_id}",
    "DELETE /v1/me/favorites/{offer_id}",
    "GET /v1/me/favorites",
)
routes.defer(
    "functions.offers.price_categories.routes",
    "POST /v1/offers/{offer_id}/price-categories",
    "PATCH /v1/offers/{offer_id}/price-categories/{category_id}",
    "DELETE /v1/offers/{offer_id}/price-categories/{category_id}",
)
routes.defer(
    "functions.offers.publish.routes",
    "POST /v1/offers",
    "GET /v1/offers/{offer_id}/own",
    "PATCH /v1/offers/{offer_id}",
    "POST /v1/offers/{offer_id}/publish",
    "POST /v1/offers/{offer_id}/unpublish",
    "GET /v1/offerers/{siren}/offers",
    "GET /v1/offers/{offer_id}",
)
routes.defer(
    "functions.offers.pictures.routes",
    "POST /v1/offers/{offer_id}/image",
)
routes.defer(
    "functions.offers.review.routes",
    "GET /v1/pending-offers",
    "POST /v1/offer-decisions",
    "POST /v1/offers/{offer_id}/approve",
    "POST /v1/offers/{offer_id}/reject",
)
routes.defer(
    "functions.offers.search.at_venue.routes",
    "GET /v1/venues/{venue_id}/offers",
)
routes.defer(
    "functions.offers.search.find.routes",
    "GET /v1/offers",
)
routes.defer(
    "functions.offers.search.suggest.routes",
    "GET /v1/suggestions",
)
routes.defer(
    "functions.offers.stocks.routes",
    "GET /v1/offers/{offer_id}/stocks",
    "POST /v1/offers/{offer_id}/stocks",
    "PATCH /v1/stocks/{stock_id}",
    "DELETE /v1/stocks/{stock_id}",
)
events.defer(
    "functions.offers.batches.subscribers",
    "functions.offers.erasure.subscribers",
    "functions.offers.publish.subscribers",
    "functions.offers.reactions.jobs",
    "functions.offers.search.listings.subscribers",
    "functions.offers.search.listings.jobs",
    "functions.offers.shards.subscribers",
    "functions.offers.venue_changes.subscribers",
)
pictures.defer("functions.offers.pictures.subscribers", "functions.offers.duplicates.subscribers")


@functions_framework.http
def offers_api(request: flask.Request) -> flask.Response:
    """Serve offers, stocks, search and favorites: /v1/offers, /v1/stocks, /v1/me/favorites."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def process_images(event: CloudEvent) -> None:
    """Process uploaded pictures reported by Cloud Storage, and copy those of duplicates."""
    receive(pictures, event)


@functions_framework.cloud_event
def offers_events(event: CloudEvent) -> None:
    """Close or withdraw offers, erase favorites, update search; run the trimming jobs."""
    receive(events, event)
