"""Where each path of the API is served, for its document."""

import re
from collections.abc import Mapping
from typing import Any

from functions.pages.files.rules import Apis


def with_servers(document: Mapping[str, Any], apis: Apis) -> dict[str, Any]:
    """Return the document with the server of each path whose function has a URL of its own."""
    paths = document["paths"]
    found = {path: _server_of(path, apis) for path in paths}
    served = {
        path: {**item, "servers": [{"url": url}]} if (url := found[path]) else item
        for path, item in paths.items()
    }
    return {**document, "paths": served}


def _server_of(path: str, apis: Apis) -> str | None:
    sample = re.sub(r"{[^}]*}", "any", path)
    return next((url for pattern, url in apis if re.search(pattern, sample)), None)
