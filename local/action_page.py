"""The page that links in mails of the local sign-in open.

Opening it changes nothing, because mail programs open links to check them; its button does.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import flask

from functions.kernel.identity.local import LocalIdentity
from functions.kernel.identity.local_accounts import SignInError
from functions.kernel.templates import environment_of
from local.action_texts import TEXTS, Language
from local.sign_in_mails import ACTION, app_path

if TYPE_CHECKING:
    from jinja2 import Template

_BODY_BYTES = 16 * 1024
_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def action_app(identity: LocalIdentity) -> flask.Flask:
    """Return the app that serves the page for the accounts of `identity`."""
    app = flask.Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _BODY_BYTES

    def page() -> flask.Response:
        try:
            content, status = _content(identity)
        except SignInError as refused:
            content, status = _fault(refused.code), 400
        language = _language()
        shown = _template().render(t=TEXTS[language], language=language, **content)
        response = flask.Response(shown, status)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = _POLICY
        return response

    for path in (ACTION, "/"):
        app.add_url_rule(path, endpoint=path, view_func=page, methods=["GET", "POST"])
    return app


@cache
def _template() -> "Template":
    return environment_of(Path(__file__).parent / "templates").get_template("action.html.j2")


def _content(identity: LocalIdentity) -> tuple[Mapping[str, object], int]:
    """Return what the page shows of a code, once the form that was sent has used it.

    Raises SignInError where the code cannot be used.
    """
    code = identity.codes.read(flask.request.values.get("oobCode", ""))
    asked = {"state": "form", "kind": code.kind, "email": code.email, "is_weak": False}
    if flask.request.method == "GET":
        return asked, 200
    is_reset = code.kind == "PASSWORD_RESET"
    password = flask.request.form.get("newPassword", "") if is_reset else None
    try:
        identity.codes.use(code.code, code.kind, password=password)
    except SignInError as refused:
        if not refused.code.startswith(("WEAK_PASSWORD", "MISSING_PASSWORD")):
            raise
        return {**asked, "is_weak": True}, 400
    then = _then()
    if is_reset:
        then = "/connexion" + (f"?{urlencode({'suite': then})}" if then != "/" else "")
    return {"state": "done", "kind": code.kind, "then": then}, 200


def _fault(code: str) -> Mapping[str, object]:
    is_reset = flask.request.values.get("mode") == "resetPassword"
    return {
        "state": "fault",
        "why": "expired" if code == "EXPIRED_OOB_CODE" else "invalid",
        "is_reset": is_reset,
        "then": "/mot-de-passe" if is_reset else _then(),
    }


def _then() -> str:
    """Return the address of the app where the person goes on."""
    return app_path(flask.request.values.get("continueUrl", "")) or "/"


def _language() -> Language:
    """Return the language of the app that asked for the mail, or else of this browser."""
    tags = (flask.request.values.get("lang", ""), *flask.request.accept_languages.values())
    spoken = (tag.partition("-")[0] for tag in tags)
    return "en" if next((each for each in spoken if each in TEXTS), "fr") == "en" else "fr"
