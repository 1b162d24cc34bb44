"""The health check of one machine, with the server's time."""

from collections.abc import Callable

import flask
from werkzeug.exceptions import HTTPException

from functions.kernel.clock import Clock
from functions.kernel.errors import NotFound, WrongMethod
from functions.kernel.problems import problem

_LEAST_FREE_BYTES = 20_000_000
"""Below it, the health check fails: a picture and its sizes may not find room."""


def health_app(*, clock: Clock, free_bytes: Callable[[], int]) -> flask.Flask:
    """Return the app that serves /health; `free_bytes` returns the room left on the disk."""
    app = flask.Flask(__name__, static_folder=None)

    @app.get("/health")
    def health() -> flask.Response:
        is_full = free_bytes() < _LEAST_FREE_BYTES
        status = "disk full" if is_full else "ready"
        response = flask.jsonify({"status": status, "now": clock.now().isoformat()})
        response.status_code = 503 if is_full else 200
        return response

    @app.errorhandler(HTTPException)
    def wrong(fault: HTTPException) -> flask.Response:
        if fault.code == 405:
            return problem(WrongMethod(allowed=["GET"]))
        return problem(NotFound())

    return app
