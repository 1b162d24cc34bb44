"""The addresses of the API's document and of the page that shows it.

Both are for developers, and rarely asked for: what they need is imported then.
"""

import json
from functools import cache
from urllib.parse import urlsplit

import flask

from functions.kernel.config import Settings
from functions.kernel.deferred import load_entrypoints
from functions.kernel.http import Routes
from functions.pages.api_docs import rules, texts
from functions.pages.files.models import File
from functions.pages.files.rules import api_patterns

DOCUMENT = "/v1/openapi.json"
PAGE = "/docs"


def document_of(settings: Settings) -> flask.Response:
    """Return the OpenAPI document of every function."""
    response = flask.Response(
        _document(settings.base_url, settings.api_urls), content_type="application/json"
    )
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response


def page_of(settings: Settings) -> flask.Response:
    """Return the page that shows the document, with a form to sign in."""
    url = settings.password_sign_in_url
    page = texts.docs_page(sign_in_url=url, has_demo=settings.has_demo)
    named = (url, *(each for _, each in api_patterns(settings.api_urls)))
    calls = tuple(f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, named))
    response = flask.Response(page, content_type="text/html; charset=utf-8")
    policy = texts.content_policy(page, calls=tuple(each for each in calls if each != "://"))
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = "no-cache"
    return response


def find_asset(path: str) -> File | None:
    """Return a file of the page by its path."""
    if not path.startswith(f"{PAGE}/"):
        return None
    from functions.pages.api_docs import data  # noqa: PLC0415 - its package loads slowly

    return data.find_asset(path.removeprefix(f"{PAGE}/"))


@cache
def _document(server: str, api_urls: tuple[str, ...]) -> str:
    from functions.kernel.openapi import document  # noqa: PLC0415 - of every function

    tables = {
        id(table): table
        for module in load_entrypoints()
        for table in vars(module).values()
        if isinstance(table, Routes)
    }
    whole = document(sorted(tables.values(), key=lambda table: table.function), server=server)
    return json.dumps(rules.with_servers(whole, api_patterns(api_urls)), ensure_ascii=False)
