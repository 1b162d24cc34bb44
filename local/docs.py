"""The API's documentation: the OpenAPI document and its page; and the health check."""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import flask
import flask_openapi3_swagger
from werkzeug.exceptions import HTTPException

from functions.kernel.clock import Clock
from functions.kernel.compression import compressed
from functions.kernel.errors import NotFound, WrongMethod
from functions.kernel.problems import problem
from local.sign_in import ACCOUNTS

_SWAGGER = Path(flask_openapi3_swagger.__file__).parent / "templates" / "swagger"

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Culture pass - the API</title>
<link rel="stylesheet" href="/docs/css/swagger-ui.css">
<style>
body { margin: 0 }
.swagger-ui .topbar { display: none }
.swagger-ui .response:not([data-code^="2"]) .model-example,
.swagger-ui .response:not([data-code^="2"]) .response-controls { display: none }
#sign-in { padding: 12px 20px; font: 14px sans-serif; background: #f4f2f8 }
</style>
</head>
<body>
<form id="sign-in">
<label>Account <input name="email" type="email" list="people" value="ana@demo.test"></label>
<datalist id="people">
<option value="ana@demo.test"><option value="pro@demo.test"><option value="admin@demo.test">
</datalist>
<label>Password <input name="password" type="password" value="culture-pass"></label>
<button>Sign in</button> <output></output>
</form>
<div id="api"></div>
<script src="/docs/js/swagger-ui-bundle.js"></script>
<script>
const page = SwaggerUIBundle({
  url: "/v1/openapi.json", dom_id: "#api", deepLinking: true, docExpansion: "list",
  defaultModelsExpandDepth: 0, persistAuthorization: true, validatorUrl: null
});
document.getElementById("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { email, password } = event.target.elements;
  const body = { email: email.value, password: password.value, returnSecureToken: true };
  const answer = await fetch("SIGN_IN?key=docs", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const content = await answer.json();
  if (answer.ok) page.preauthorizeApiKey("token", content.idToken);
  event.target.querySelector("output").textContent =
    answer.ok ? `Signed in as ${content.email} for an hour.` : content.error.message;
});
</script>
</body>
</html>
""".replace("SIGN_IN", f"{ACCOUNTS}/v1/accounts:signInWithPassword")


def _hashes_of_scripts(page: str) -> str:
    """Return the sources, as in a Content-Security-Policy, that allow a page's own scripts."""
    scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
    digests = (b64encode(sha256(script.encode()).digest()).decode() for script in scripts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


_CONTENT_POLICY = (
    f"default-src 'none'; script-src 'self' {_hashes_of_scripts(_PAGE)};"
    # Swagger UI sets styles of its elements, and its icons are data.
    " style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


_LEAST_FREE_BYTES = 20_000_000
"""Below it, the health check fails: a picture and its sizes may not find room."""


def docs_app(
    openapi: dict[str, Any], *, clock: Clock, free_bytes: Callable[[], int]
) -> flask.Flask:
    """Return the app that serves /docs, /v1/openapi.json and /health with the server's time.

    `free_bytes` returns the room that is left on the disk.
    """
    app = flask.Flask(__name__, static_folder=None)
    text = json.dumps(openapi, ensure_ascii=False)

    @app.get("/v1/openapi.json")
    def openapi_document() -> flask.Response:
        return compressed(flask.Response(text, mimetype="application/json"), flask.request)

    @app.get("/docs", strict_slashes=False)
    def page() -> flask.Response:
        response = flask.Response(_PAGE, mimetype="text/html")
        response.headers["Content-Security-Policy"] = _CONTENT_POLICY
        return response

    @app.get("/docs/<path:name>")
    def asset(name: str) -> flask.Response:
        return flask.send_from_directory(_SWAGGER, name)

    @app.get("/health")
    def health() -> flask.Response:
        is_full = free_bytes() < _LEAST_FREE_BYTES
        status = "disk full" if is_full else "ready"
        response = flask.jsonify({"status": status, "now": clock.now().isoformat()})
        response.status_code = 503 if is_full else 200
        return response

    @app.errorhandler(HTTPException)
    def wrong(fault: HTTPException) -> flask.Response:
        if fault.code == 405:
            return problem(WrongMethod(allowed=["GET"]))
        return problem(NotFound())

    return app
