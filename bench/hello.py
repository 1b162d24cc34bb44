"""The baseline of whole requests and of cold starts: a function that does nothing."""

import flask
import functions_framework


@functions_framework.http
def hello(request: flask.Request) -> str:  # noqa: ARG001
    """Answer, whatever is asked."""
    return "hello\n"
