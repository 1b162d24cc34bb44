"""Sign-in at the local server: the routes of Firebase Auth that its client SDKs call.

A client that uses this server as its Auth emulator works unchanged. Unlike the emulator, it lets
nobody in as an administrator, and signs its tokens.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import flask
from werkzeug.exceptions import HTTPException

from functions.kernel.errors import Unavailable
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.identity.local_accounts import (
    Account,
    Session,
    SignInError,
    checked_email,
)
from functions.kernel.identity.local_attempts import Attempts
from functions.kernel.identity.local_codes import MailCodeKind
from functions.kernel.identity.local_passwords import LEAST_CHARACTERS
from functions.kernel.identity.local_tokens import LIFETIME_SECONDS
from functions.kernel.logs import log
from functions.kernel.problems import UNAVAILABLE_SECONDS
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

_Answer = dict[str, object]


class _Malformed(Exception):
    """The body is malformed."""


RequestMail = Callable[[MailRequest], None]
"""Requests a mail with a code to an address. Raises SignInError where none can be sent."""


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
    calls: Mapping[str, Callable[[LocalIdentity], _Answer]] = {
        f"{ACCOUNTS}/v1/accounts:signUp": _sign_up,
        f"{ACCOUNTS}/v1/accounts:signInWithPassword": partial(_sign_in, attempts or Attempts()),
        f"{ACCOUNTS}/v1/accounts:lookup": _lookup,
        f"{ACCOUNTS}/v1/accounts:update": _update,
        f"{ACCOUNTS}/v1/accounts:delete": _delete,
        f"{ACCOUNTS}/v1/accounts:createAuthUri": _sign_in_methods,
        f"{ACCOUNTS}/v1/accounts:sendOobCode": partial(_send_mail, request_mail),
        f"{ACCOUNTS}/v1/accounts:resetPassword": _reset_password,
        f"{TOKENS}/v1/token": _token,
    }
    app.add_url_rule(f"{ACCOUNTS}/v2/passwordPolicy", view_func=_password_policy, methods=["GET"])
    for action in _NOT_OFFERED:
        path = f"{ACCOUNTS}/{action}"
        app.add_url_rule(path, endpoint=action, view_func=_not_offered, methods=["POST"])
    for path, call in calls.items():
        app.add_url_rule(
            path,
            endpoint=path.replace(".", "-"),
            view_func=partial(call, identity),
            methods=["POST"],
        )
    app.before_request(_admit)
    app.after_request(_open_to_pages)
    app.register_error_handler(SignInError, _refused)
    app.register_error_handler(_Malformed, _malformed)
    app.register_error_handler(Unavailable, _not_now)
    app.register_error_handler(HTTPException, _failed)
    app.wsgi_app = _whole_path(app.wsgi_app)  # type: ignore[assignment,method-assign]
    return app


def _sign_up(identity: LocalIdentity) -> _Answer:
    body = _body()
    email, password, name = (_text(body, key) for key in ("email", "password", "displayName"))
    if _text(body, "idToken"):
        raise SignInError("OPERATION_NOT_ALLOWED")
    if not email and not password:
        # Firebase's answer where anonymous accounts are switched off.
        raise SignInError("ADMIN_ONLY_OPERATION")
    session = identity.sign_up(email, password, display_name=name)
    return {"kind": "identitytoolkit#SignupNewUserResponse", **_signed_in(session)}


def _sign_in(attempts: Attempts, identity: LocalIdentity) -> _Answer:
    """Sign in; after wrong passwords the next attempt has to wait, as at Firebase."""
    body = _body()
    email, password = _text(body, "email"), _text(body, "password")
    address = flask.request.remote_addr or ""
    checked_email(email)
    if password:
        attempts.begin(email, address)
    session = identity.sign_in(email, password)
    attempts.succeeded(email, address)
    return {
        "kind": "identitytoolkit#VerifyPasswordResponse",
        "registered": True,
        **_signed_in(session),
    }


def _lookup(identity: LocalIdentity) -> _Answer:
    account = identity.authenticate(_id_token(_body()))
    user: _Answer = {
        **_profile(account),
        "validSince": str(account.tokens_valid_after // 1000),
        "lastLoginAt": str(account.signed_in_at),
        "createdAt": str(account.created_at),
        "disabled": account.disabled,
    }
    if account.claims:
        user["customAttributes"] = json.dumps(account.claims)
    return {"kind": "identitytoolkit#GetAccountInfoResponse", "users": [user]}


def _update(identity: LocalIdentity) -> _Answer:
    body = _body()
    email, password = _text(body, "email"), _text(body, "password")
    name = None if body.get("displayName") is None else _text(body, "displayName")
    photo_url = None if body.get("photoUrl") is None else _text(body, "photoUrl")
    removed = _list(body, "deleteAttribute")
    if "DISPLAY_NAME" in removed:
        name = ""
    if "PHOTO_URL" in removed:
        photo_url = ""
    wants_tokens = _flag(body, "returnSecureToken")
    if code := _text(body, "oobCode"):
        account = identity.use_code(code, "VERIFY_EMAIL")
        return {"kind": "identitytoolkit#SetAccountInfoResponse", **_profile(account)}
    if not _text(body, "idToken"):
        raise SignInError("INVALID_REQ_TYPE : Unsupported request parameters.")
    before = identity.authenticate(_id_token(body))
    account = identity.update(
        before.uid,
        email=email or None,
        password=password or None,
        display_name=name,
        photo_url=photo_url,
    )
    answer: _Answer = {
        "kind": "identitytoolkit#SetAccountInfoResponse",
        **_profile(account),
    }
    # When the change ended every session, the caller gets a new one.
    if wants_tokens or account.stamp != before.stamp:
        answer |= _tokens(identity.open_session(account.uid))
    return answer


def _delete(identity: LocalIdentity) -> _Answer:
    """Refuse, as on Google Cloud: accounts end with `DELETE /v1/me`, which erases the data too."""
    identity.authenticate(_id_token(_body()))
    raise SignInError("ADMIN_ONLY_OPERATION")


def _send_mail(request_mail: RequestMail, identity: LocalIdentity) -> _Answer:
    """Mail a code; whether an unknown address has an account is not revealed."""
    body = _body()
    kind: MailCodeKind
    match _text(body, "requestType"):
        case "VERIFY_EMAIL" as kind:
            email = identity.authenticate(_id_token(body)).email
        case "PASSWORD_RESET" as kind:
            email = checked_email(_text(body, "email"))
        case asked:
            raise SignInError("OPERATION_NOT_ALLOWED" if asked else "MISSING_REQ_TYPE")
    language = flask.request.headers.get("X-Firebase-Locale", "")
    request_mail(MailRequest(kind, email, language, _text(body, "continueUrl")))
    return {"kind": "identitytoolkit#GetOobConfirmationCodeResponse", "email": email}


def _reset_password(identity: LocalIdentity) -> _Answer:
    """Set the password by a mailed code; without a password, show what the code is for."""
    body = _body()
    text, password = _text(body, "oobCode"), _text(body, "newPassword")
    if not text:
        raise SignInError("MISSING_OOB_CODE")
    code = identity.read_code(text)
    if password:
        identity.use_code(text, "PASSWORD_RESET", password=password)
    return {
        "kind": "identitytoolkit#ResetPasswordResponse",
        "email": code.email,
        "requestType": code.kind,
    }


def _sign_in_methods(identity: LocalIdentity) -> _Answer:  # noqa: ARG001
    """Answer as Firebase does where it does not reveal which addresses have an account."""
    checked_email(_text(_body(), "identifier"))
    return {"kind": "identitytoolkit#CreateAuthUriResponse"}


def _password_policy() -> _Answer:
    return {
        "customStrengthOptions": {"minPasswordLength": LEAST_CHARACTERS},
        "enforcementState": "OFF",
        "forceUpgradeOnSignin": False,
        "schemaVersion": 1,
    }


def _not_offered() -> _Answer:
    raise SignInError("OPERATION_NOT_ALLOWED")


def _token(identity: LocalIdentity) -> _Answer:
    form = flask.request.mimetype == "application/x-www-form-urlencoded"
    body: Mapping[str, object] = flask.request.form.to_dict() if form else _body()
    grant_type = _text(body, "grant_type") or _text(body, "grantType")
    refresh_token = _text(body, "refresh_token") or _text(body, "refreshToken")
    if not grant_type:
        raise SignInError("MISSING_GRANT_TYPE")
    if grant_type != "refresh_token":
        raise SignInError("INVALID_GRANT_TYPE")
    if not refresh_token:
        raise SignInError("MISSING_REFRESH_TOKEN")
    session = identity.refresh(refresh_token)
    return {
        "access_token": session.id_token,
        "id_token": session.id_token,
        "refresh_token": session.refresh_token,
        "expires_in": str(LIFETIME_SECONDS),
        "token_type": "Bearer",
        "user_id": session.account.uid,
        "project_id": identity.project,
    }


def _signed_in(session: Session) -> _Answer:
    account = session.account
    return {
        "localId": account.uid,
        "email": account.email,
        "displayName": account.display_name,
        **_tokens(session),
    }


def _tokens(session: Session) -> _Answer:
    return {
        "idToken": session.id_token,
        "refreshToken": session.refresh_token,
        "expiresIn": str(LIFETIME_SECONDS),
    }


def _profile(account: Account) -> _Answer:
    person: _Answer = {"email": account.email}
    if account.display_name:
        person["displayName"] = account.display_name
    if account.photo_url:
        person["photoUrl"] = account.photo_url
    provider = {
        "providerId": "password",
        "federatedId": account.email,
        "rawId": account.email,
        **person,
    }
    return {
        "localId": account.uid,
        "emailVerified": account.email_verified,
        "providerUserInfo": [provider],
        **person,
    }


def _body() -> Mapping[str, object]:
    raw = flask.request.get_data()
    try:
        body = json.loads(raw or b"{}")
    except (ValueError, RecursionError) as wrong:
        raise _Malformed("Invalid JSON payload received.") from wrong
    if not isinstance(body, dict):
        raise _Malformed("Invalid JSON payload received. The body must be an object.")
    return body


def _text(body: Mapping[str, object], name: str) -> str:
    """Return the text of this name, empty when missing; refuses half a surrogate pair."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or (not value.isascii() and not _is_encodable(value)):
        raise _Malformed(f"Invalid value at '{name}' (TYPE_STRING)")
    return value


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _flag(body: Mapping[str, object], name: str) -> bool:
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise _Malformed(f"Invalid value at '{name}' (TYPE_BOOL)")
    return value


def _list(body: Mapping[str, object], name: str) -> Iterable[object]:
    value = body.get(name) or []
    if not isinstance(value, list):
        raise _Malformed(f"Invalid value at '{name}' (a list)")
    return value


def _id_token(body: Mapping[str, object]) -> str:
    token = _text(body, "idToken")
    if not token:
        raise SignInError("MISSING_ID_TOKEN")
    return token


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


def _malformed(malformed: _Malformed) -> flask.Response:
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
    error: _Answer = {
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
