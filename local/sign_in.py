"""Sign-in at the local server: the routes of Firebase Auth that its client SDKs call.

A client that uses this server as its Auth emulator works unchanged. Unlike the emulator, it lets
nobody in as an administrator, and signs its tokens.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import flask
from werkzeug.exceptions import HTTPException

from functions.kernel.errors import Unavailable
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.identity.local_accounts import SignInError
from functions.kernel.identity.local_attempts import Attempts
from functions.kernel.logs import log
from functions.kernel.problems import UNAVAILABLE_SECONDS
from local import sign_in_calls as calls
from local.sign_in_bodies import Malformed
from local.sign_in_calls import Answer, RequestMail
from local.sign_in_mails import MailRequest

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ACCOUNTS = "/identitytoolkit.googleapis.com"
TOKENS = "/securetoken.googleapis.com"
"""Prefixes of the paths; the app works mounted there or at the root."""

_BODY_BYTES = 64 * 1024
_REASONS = {403: "forbidden", 404: "notFound", 405: "methodNotAllowed", 413: "uploadTooLarge"}
_STATUSES = {400: "INVALID_ARGUMENT", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 500: "INTERNAL"}

_NOT_OFFERED = (
    "v1/accounts:issueSamlResponse",
    "v1/accounts:sendVerificationCode",
    "v1/accounts:signInWithCustomToken",
    "v1/accounts:signInWithEmailLink",
    "v1/accounts:signInWithGameCenter",
    "v1/accounts:signInWithIdp",
    "v1/accounts:signInWithPhoneNumber",
    "v1/accounts:verifyIosClient",
    "v2/accounts:revokeToken",
    "v2/accounts/mfaEnrollment:start",
    "v2/accounts/mfaEnrollment:finalize",
    "v2/accounts/mfaEnrollment:withdraw",
    "v2/accounts/mfaSignIn:start",
    "v2/accounts/mfaSignIn:finalize",
    "v2/accounts/passkeyEnrollment:start",
    "v2/accounts/passkeySignIn:start",
)
"""Calls of Firebase's clients for ways to sign in that the pass does not have."""


def _no_mail(asked: MailRequest) -> None:  # noqa: ARG001
    raise SignInError("OPERATION_NOT_ALLOWED")


def sign_in_app(
    identity: LocalIdentity,
    *,
    request_mail: RequestMail = _no_mail,
    attempts: Attempts | None = None,
) -> flask.Flask:
    """Return the app that serves sign-in for the accounts of `identity`."""
    app = flask.Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _BODY_BYTES
    # A redirect to the normalized path would be an HTML page.
    app.url_map.merge_slashes = False
    answered: Mapping[str, Callable[[LocalIdentity], Answer]] = {
        f"{ACCOUNTS}/v1/accounts:signUp": calls.sign_up,
        f"{ACCOUNTS}/v1/accounts:signInWithPassword": partial(
            calls.sign_in, attempts or Attempts()
        ),
        f"{ACCOUNTS}/v1/accounts:lookup": calls.lookup,
        f"{ACCOUNTS}/v1/accounts:update": calls.update,
        f"{ACCOUNTS}/v1/accounts:delete": calls.delete,
        f"{ACCOUNTS}/v1/accounts:createAuthUri": calls.sign_in_methods,
        f"{ACCOUNTS}/v1/accounts:sendOobCode": partial(calls.send_mail, request_mail),
        f"{ACCOUNTS}/v1/accounts:resetPassword": calls.reset_password,
        f"{TOKENS}/v1/token": calls.token,
    }
    app.add_url_rule(
        f"{ACCOUNTS}/v2/passwordPolicy", view_func=calls.password_policy, methods=["GET"]
    )
    for action in _NOT_OFFERED:
        path = f"{ACCOUNTS}/{action}"
        app.add_url_rule(path, endpoint=action, view_func=calls.not_offered, methods=["POST"])
    for path, call in answered.items():
        app.add_url_rule(
            path,
            endpoint=path.replace(".", "-"),
            view_func=partial(call, identity),
            methods=["POST"],
        )
    app.before_request(_admit)
    app.after_request(_open_to_pages)
    app.register_error_handler(SignInError, _refused)
    app.register_error_handler(Malformed, _malformed)
    app.register_error_handler(Unavailable, _not_now)
    app.register_error_handler(HTTPException, _failed)
    app.wsgi_app = _whole_path(app.wsgi_app)  # type: ignore[assignment,method-assign]
    return app


def _admit() -> flask.Response | None:
    request = flask.request
    if request.method == "OPTIONS":
        return flask.Response(status=204)
    key = request.args.get("key") or request.headers.get("X-Goog-Api-Key")
    if request.url_rule is not None and not key:
        return _error(403, "The request is missing a valid API key.")
    return None


def _open_to_pages(response: flask.Response) -> flask.Response:
    # Any page may call: there are no cookies that a forged call could use.
    wanted = flask.request.headers
    response.headers["Access-Control-Allow-Origin"] = "*"
    if flask.request.method == "OPTIONS":
        rule = flask.request.url_rule
        is_read = rule is not None and "GET" in (rule.methods or ())
        response.headers["Access-Control-Allow-Methods"] = (
            "GET, OPTIONS" if is_read else "POST, OPTIONS"
        )
        response.headers["Access-Control-Allow-Headers"] = wanted.get(
            "Access-Control-Request-Headers", "*"
        )
        response.headers["Access-Control-Max-Age"] = "3600"
        if "Access-Control-Request-Private-Network" in wanted:
            response.headers["Access-Control-Allow-Private-Network"] = "true"
    response.headers["Cache-Control"] = "no-store"
    return response


def _refused(refused: SignInError) -> flask.Response:
    return _error(400, refused.code)


def _malformed(malformed: Malformed) -> flask.Response:
    return _error(400, str(malformed), status="INVALID_ARGUMENT")


def _not_now(full: Unavailable) -> flask.Response:
    log.error("sign_in_failed", fault=full)
    response = _error(503, "The service is currently unavailable.", status="UNAVAILABLE")
    response.headers["Retry-After"] = str(UNAVAILABLE_SECONDS)
    return response


def _failed(fault: HTTPException) -> flask.Response:
    code = fault.code or 500
    response = _error(code, fault.name, status=_STATUSES.get(code))
    for name, value in fault.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _error(code: int, message: str, *, status: str | None = None) -> flask.Response:
    reason = _REASONS.get(code, "invalid")
    error: Answer = {
        "code": code,
        "message": message,
        "errors": [{"message": message, "reason": reason, "domain": "global"}],
    }
    if status or code != 400:
        error["status"] = status or _STATUSES.get(code, "INVALID_ARGUMENT")
    response = flask.jsonify({"error": error})
    response.status_code = code
    return response


def _whole_path(inner: "WSGIApplication") -> "WSGIApplication":
    """Return `inner` with the whole path that the client asked for, wherever it is mounted."""

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        environ["PATH_INFO"] = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        environ["SCRIPT_NAME"] = ""
        return inner(environ, start)

    return application
