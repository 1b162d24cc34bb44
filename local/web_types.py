"""`make web-types`: write the types of the API that the web app is checked with.

They come from the schemas of the OpenAPI document, through openapi-typescript (Node.js).
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from functions.kernel.openapi import document
from functions.pages.files.data import WEB
from local.server import TABLES

TYPES = WEB / "kit" / "openapi.d.ts"
COMMAND = WEB.parent / "tests/web/node_modules/.bin/openapi-typescript"


def api_types() -> str:
    """Return the types of the schemas of the OpenAPI document."""
    whole = document(TABLES, server="http://127.0.0.1:8080")
    schemas = {"schemas": whole["components"]["schemas"]}
    part = {"openapi": whole["openapi"], "info": whole["info"], "paths": {}, "components": schemas}
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "openapi.json"), Path(folder, "openapi.d.ts")
        source.write_text(json.dumps(part), "utf-8")
        command = [str(COMMAND), str(source), "-o", str(target)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command
        return target.read_text("utf-8")


if __name__ == "__main__":
    if not COMMAND.exists():
        sys.exit("openapi-typescript is missing: `make web-types` installs it.")
    TYPES.write_text(api_types(), "utf-8")
