"""The deployable functions of partners."""

import flask
import functions_framework

from functions.partners.routes import routes

routes.defer(
    "functions.partners.products.routes",
    "PUT /v1/partner/products",
    "GET /v1/partner/products",
)


@functions_framework.http
def partners_api(request: flask.Request) -> flask.Response:
    """Serve products in bulk and webhooks: /v1/partner, /v1/offerers/{siren}/webhook."""
    return routes.dispatch(request)
