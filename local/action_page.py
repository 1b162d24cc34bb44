"""The page that links in mails of the local sign-in open.

Opening it changes nothing, because mail programs open links to check them; its button does.
"""

from pathlib import Path

import flask
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from functions.kernel.identity.local import LocalIdentity
from functions.kernel.identity.local_accounts import SignInError
from local.sign_in_mails import ACTION

_BODY_BYTES = 16 * 1024


def action_app(identity: LocalIdentity) -> flask.Flask:
    """Return the app that serves the page for the accounts of `identity`."""
    app = flask.Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _BODY_BYTES
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
    )

    def page() -> flask.Response:
        try:
            content, status = _content(identity), 200
        except SignInError as refused:
            content, status = {"fault": refused.code}, 400
        facts = {"fault": None, "done": False, **content}
        response = flask.Response(templates.get_template("action.html.j2").render(facts), status)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        )
        return response

    for path in (ACTION, "/"):
        app.add_url_rule(path, endpoint=path, view_func=page, methods=["GET", "POST"])
    return app


def _content(identity: LocalIdentity) -> dict[str, object]:
    if flask.request.method == "GET":
        code = identity.read_code(flask.request.args.get("oobCode", ""))
        return {"kind": code.kind, "email": code.email, "code": code.code}
    form = flask.request.form
    kind = identity.read_code(form.get("oobCode", "")).kind
    password = form.get("newPassword", "") if kind == "PASSWORD_RESET" else None
    identity.use_code(form.get("oobCode", ""), kind, password=password)
    return {"kind": kind, "done": True}
