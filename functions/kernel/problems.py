"""Problem details (RFC 9457) for refusals, contention and faults."""

import inspect
import json
from collections.abc import Mapping, Sequence

import flask
from pydantic_core import to_jsonable_python

from functions.kernel.errors import (
    Conflict,
    Contention,
    Forbidden,
    Gone,
    Malformed,
    NotFound,
    Refusal,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
    Unsupported,
    WrongMethod,
)

_RETRY_AFTER_SECONDS = 1
UNAVAILABLE_SECONDS = 60
"""How long a client waits before it tries again what could not be saved."""

_STATUS: Sequence[tuple[type[Refusal], int]] = (
    (Malformed, 400),
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (WrongMethod, 405),
    (Conflict, 409),
    (Gone, 410),
    (TooLarge, 413),
    (Unsupported, 415),
    (TooMany, 429),
)


def problem(refusal: Refusal) -> flask.Response:
    """Return the RFC 9457 problem of a refusal, with its fields formatted as JSON."""
    status = next(status for kind, status in _STATUS if isinstance(refusal, kind))
    facts = to_jsonable_python(refusal.facts)
    response = _problem(status, refusal.code, refusal.message(), facts)
    if isinstance(refusal, Unauthenticated):
        response.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after_seconds)
    if isinstance(refusal, WrongMethod):
        response.headers["Allow"] = ", ".join(refusal.allowed)
    return response


def status_of(kind: type[Refusal]) -> int:
    """Return the HTTP status of refusals of this kind."""
    return next(status for parent, status in _STATUS if issubclass(kind, parent))


def busy() -> flask.Response:
    """Return the problem that asks the client to retry later."""
    return _later("contention", Contention, _RETRY_AFTER_SECONDS)


def unavailable() -> flask.Response:
    """Return the problem of a disk or a service that fails."""
    return _later("unavailable", Unavailable, UNAVAILABLE_SECONDS)


def broken() -> flask.Response:
    """Return the problem of an internal fault, which does not reveal the cause."""
    return _problem(500, "internal_error", "Something went wrong on our side.", {})


def _later(code: str, kind: type[Exception], seconds: int) -> flask.Response:
    message = (inspect.getdoc(kind) or "").splitlines()[0]
    response = _problem(503, code, message, {})
    response.headers["Retry-After"] = str(seconds)
    return response


def _problem(status: int, code: str, title: str, facts: Mapping[str, object]) -> flask.Response:
    content = {
        "type": f"urn:culture-pass:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        **facts,
    }
    response = flask.Response(json.dumps(content, ensure_ascii=False), status)
    response.headers["Content-Type"] = "application/problem+json"
    return response
