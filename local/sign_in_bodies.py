"""Bodies of calls to the local sign-in, read as Firebase reads them."""

import json
from collections.abc import Iterable, Mapping

import flask

from functions.kernel.identity.local_accounts import SignInError


class Malformed(Exception):
    """The body is malformed."""


def read_body() -> Mapping[str, object]:
    """Return the JSON object of the body, empty where there is none; raises Malformed."""
    raw = flask.request.get_data()
    try:
        body = json.loads(raw or b"{}")
    except (ValueError, RecursionError) as wrong:
        raise Malformed("Invalid JSON payload received.") from wrong
    if not isinstance(body, dict):
        raise Malformed("Invalid JSON payload received. The body must be an object.")
    return body


def text_of(body: Mapping[str, object], name: str) -> str:
    """Return the text of this name, empty when missing.

    Raises Malformed where it is no text, or holds half a surrogate pair.
    """
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or (not value.isascii() and not _is_encodable(value)):
        raise Malformed(f"Invalid value at '{name}' (TYPE_STRING)")
    return value


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def flag_of(body: Mapping[str, object], name: str) -> bool:
    """Return the flag of this name, False when missing; raises Malformed."""
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise Malformed(f"Invalid value at '{name}' (TYPE_BOOL)")
    return value


def list_of(body: Mapping[str, object], name: str) -> Iterable[object]:
    """Return the list of this name, empty when missing; raises Malformed."""
    value = body.get(name) or []
    if not isinstance(value, list):
        raise Malformed(f"Invalid value at '{name}' (a list)")
    return value


def id_token_of(body: Mapping[str, object]) -> str:
    """Return the ID token; raises SignInError where it is missing."""
    token = text_of(body, "idToken")
    if not token:
        raise SignInError("MISSING_ID_TOKEN")
    return token
