"""The calls of Firebase's client SDKs that the local sign-in answers."""

import json
from collections.abc import Callable, Mapping

import flask

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
from local.sign_in_bodies import flag_of, id_token_of, list_of, read_body, text_of
from local.sign_in_mails import MailRequest

Answer = dict[str, object]

RequestMail = Callable[[MailRequest], None]
"""Requests a mail with a code to an address. Raises SignInError where none can be sent."""


def sign_up(identity: LocalIdentity) -> Answer:
    """Create an account with an address and a password, and open a session."""
    body = read_body()
    email, password, name = (text_of(body, key) for key in ("email", "password", "displayName"))
    if text_of(body, "idToken"):
        raise SignInError("OPERATION_NOT_ALLOWED")
    if not email and not password:
        # Firebase's answer where anonymous accounts are switched off.
        raise SignInError("ADMIN_ONLY_OPERATION")
    session = identity.sign_up(email, password, display_name=name)
    return {"kind": "identitytoolkit#SignupNewUserResponse", **_signed_in(session)}


def sign_in(attempts: Attempts, identity: LocalIdentity) -> Answer:
    """Sign in; after wrong passwords the next attempt has to wait, as at Firebase."""
    body = read_body()
    email, password = text_of(body, "email"), text_of(body, "password")
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


def lookup(identity: LocalIdentity) -> Answer:
    """Return the account of an ID token."""
    account = identity.authenticate(id_token_of(read_body()))
    user: Answer = {
        **_profile(account),
        "validSince": str(account.tokens_valid_after // 1000),
        "lastLoginAt": str(account.signed_in_at),
        "createdAt": str(account.created_at),
        "disabled": account.disabled,
    }
    if account.claims:
        user["customAttributes"] = json.dumps(account.claims)
    return {"kind": "identitytoolkit#GetAccountInfoResponse", "users": [user]}


def update(identity: LocalIdentity) -> Answer:
    """Change the account of an ID token, or verify an address by a mailed code."""
    body = read_body()
    email, password = text_of(body, "email"), text_of(body, "password")
    name = None if body.get("displayName") is None else text_of(body, "displayName")
    photo_url = None if body.get("photoUrl") is None else text_of(body, "photoUrl")
    removed = list_of(body, "deleteAttribute")
    if "DISPLAY_NAME" in removed:
        name = ""
    if "PHOTO_URL" in removed:
        photo_url = ""
    wants_tokens = flag_of(body, "returnSecureToken")
    if code := text_of(body, "oobCode"):
        account = identity.codes.use(code, "VERIFY_EMAIL")
        return {"kind": "identitytoolkit#SetAccountInfoResponse", **_profile(account)}
    if not text_of(body, "idToken"):
        raise SignInError("INVALID_REQ_TYPE : Unsupported request parameters.")
    before = identity.authenticate(id_token_of(body))
    account = identity.update(
        before.uid,
        email=email or None,
        password=password or None,
        display_name=name,
        photo_url=photo_url,
    )
    answer: Answer = {
        "kind": "identitytoolkit#SetAccountInfoResponse",
        **_profile(account),
    }
    # When the change ended every session, the caller gets a new one.
    if wants_tokens or account.stamp != before.stamp:
        answer |= _tokens(identity.open_session(account.uid))
    return answer


def delete(identity: LocalIdentity) -> Answer:
    """Refuse, as on Google Cloud: accounts end with `DELETE /v1/me`, which erases the data too."""
    identity.authenticate(id_token_of(read_body()))
    raise SignInError("ADMIN_ONLY_OPERATION")


def send_mail(request_mail: RequestMail, identity: LocalIdentity) -> Answer:
    """Mail a code; whether an unknown address has an account is not revealed."""
    body = read_body()
    kind: MailCodeKind
    match text_of(body, "requestType"):
        case "VERIFY_EMAIL" as kind:
            email = identity.authenticate(id_token_of(body)).email
        case "PASSWORD_RESET" as kind:
            email = checked_email(text_of(body, "email"))
        case asked:
            raise SignInError("OPERATION_NOT_ALLOWED" if asked else "MISSING_REQ_TYPE")
    language = flask.request.headers.get("X-Firebase-Locale", "")
    request_mail(MailRequest(kind, email, language, text_of(body, "continueUrl")))
    return {"kind": "identitytoolkit#GetOobConfirmationCodeResponse", "email": email}


def reset_password(identity: LocalIdentity) -> Answer:
    """Set the password by a mailed code; without a password, show what the code is for."""
    body = read_body()
    text, password = text_of(body, "oobCode"), text_of(body, "newPassword")
    if not text:
        raise SignInError("MISSING_OOB_CODE")
    code = identity.codes.read(text)
    if password:
        identity.codes.use(text, "PASSWORD_RESET", password=password)
    return {
        "kind": "identitytoolkit#ResetPasswordResponse",
        "email": code.email,
        "requestType": code.kind,
    }


def sign_in_methods(identity: LocalIdentity) -> Answer:  # noqa: ARG001
    """Answer as Firebase does where it does not reveal which addresses have an account."""
    checked_email(text_of(read_body(), "identifier"))
    return {"kind": "identitytoolkit#CreateAuthUriResponse"}


def password_policy() -> Answer:
    """Return the least length of a password, the one rule that the local sign-in has."""
    return {
        "customStrengthOptions": {"minPasswordLength": LEAST_CHARACTERS},
        "enforcementState": "OFF",
        "forceUpgradeOnSignin": False,
        "schemaVersion": 1,
    }


def not_offered() -> Answer:
    """Refuse a way to sign in that the pass does not have."""
    raise SignInError("OPERATION_NOT_ALLOWED")


def token(identity: LocalIdentity) -> Answer:
    """Return new tokens for a refresh token, as JSON or as a form asks."""
    form = flask.request.mimetype == "application/x-www-form-urlencoded"
    body: Mapping[str, object] = flask.request.form.to_dict() if form else read_body()
    grant_type = text_of(body, "grant_type") or text_of(body, "grantType")
    refresh_token = text_of(body, "refresh_token") or text_of(body, "refreshToken")
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


def _signed_in(session: Session) -> Answer:
    account = session.account
    return {
        "localId": account.uid,
        "email": account.email,
        "displayName": account.display_name,
        **_tokens(session),
    }


def _tokens(session: Session) -> Answer:
    return {
        "idToken": session.id_token,
        "refreshToken": session.refresh_token,
        "expiresIn": str(LIFETIME_SECONDS),
    }


def _profile(account: Account) -> Answer:
    person: Answer = {"email": account.email}
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
