"""The files of Swagger UI, as their package brings them."""

from functools import cache
from pathlib import Path

import flask_openapi3_swagger

from functions.pages.files.data import file_at
from functions.pages.files.models import File

_SWAGGER = Path(flask_openapi3_swagger.__file__).parent / "templates" / "swagger"
_NAMES = ("css/swagger-ui.css", "js/swagger-ui-bundle.js")


@cache
def find_asset(name: str) -> File | None:
    """Return a file that the page loads, by its name below /docs/."""
    return file_at(_SWAGGER / name) if name in _NAMES else None
