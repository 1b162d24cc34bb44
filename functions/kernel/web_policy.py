"""Headers for browsers: what an answer may load or be embedded in, and which origins may read it.

Every answer of a function and of the local server passes through `guarded`.
"""

from collections.abc import Sequence

import flask

CONTENT_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The Content-Security-Policy of an answer that is no page: it loads and embeds nothing."""

_ALWAYS = (
    ("Content-Security-Policy", CONTENT_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
)

_OPEN_PATHS = ("/v1/", "/local/uploads/", "/local/public/")
_REQUEST_HEADERS = "Accept, Authorization, Content-Type, Idempotency-Key, X-Api-Key"
_ANSWER_HEADERS = "Content-Disposition, Retry-After"
_PREFLIGHT_SECONDS = 3600


def guarded(
    response: flask.Response, request: flask.Request, *, path: str, origins: Sequence[str]
) -> flask.Response:
    """Return the response with its security headers, readable by pages of these origins.

    A header that the response has already is left as it is. Credentials are never allowed, because
    tokens travel in headers. Where `path`, the whole path, is one of the API, a preflight request
    of one of the origins gets its answer.
    """
    headers = response.headers
    given = {name.lower() for name, _ in headers}
    headers.extend([(name, value) for name, value in _ALWAYS if name.lower() not in given])
    if not origins or not path.startswith(_OPEN_PATHS):
        return response
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    # Browsers send an origin in one form, so nothing needs to be normalized.
    if origin not in origins:
        return response
    headers["Access-Control-Allow-Origin"] = origin
    if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
        headers["Access-Control-Expose-Headers"] = _ANSWER_HEADERS
    elif allowed := headers.pop("Allow", None):
        response.status_code = 204
        response.set_data(b"")
        headers.pop("Content-Type", None)
        headers["Access-Control-Allow-Methods"] = allowed
        headers["Access-Control-Allow-Headers"] = _REQUEST_HEADERS
        headers["Access-Control-Max-Age"] = str(_PREFLIGHT_SECONDS)
    return response
