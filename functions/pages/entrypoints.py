"""The deployable function of pages."""

import flask
import functions_framework

from functions.kernel.http import respond
from functions.kernel.platform import current_platform
from functions.pages.routes import answer


@functions_framework.http
def web_pages(request: flask.Request) -> flask.Response:
    """Serve the web app: its files, its addresses with link previews, robots.txt, sitemap.xml."""
    return respond(
        "web_pages", request, lambda matched: answer(current_platform(), request, matched)
    )
