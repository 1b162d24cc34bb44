"""A function that does nothing: the baseline of whole requests and of cold starts."""

import flask
import functions_framework


@functions_framework.http
def hello(request: flask.Request) -> str:  # noqa: ARG001
    """Answer any request."""
    return "hello\n"
