"""The form of calls and answers of the embedded identity provider."""

import json
import sqlite3
from pathlib import Path

import flask
import jwt
import pytest
from flask.testing import FlaskClient
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from functions.kernel.config import Settings
from functions.kernel.identity import Identity
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.platform import Platform
from local.sign_in import ACCOUNTS, TOKENS, sign_in_app
from tests.support.sign_in import (
    NOON,
    PASSWORD,
    PROJECT,
    QUICK,
    call,
    done,
    message,
    refresh,
    users,
)

# The form of calls and answers


MALFORMED: dict[str, object] = {
    "email is a number": {"email": 1, "password": PASSWORD},
    "password is a list": {"email": "ana@demo.test", "password": ["a"]},
    "email is an object": {"email": {}, "password": PASSWORD},
    "half a surrogate pair": {"email": "ana@demo.test", "password": "\ud800\ud800\ud800\ud800"},
    "a list": [],
    "a text": "email",
    "null": None,
    "a number": 7,
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
@pytest.mark.parametrize("verb", ["signUp", "signInWithPassword"])
def test_bodies_of_the_wrong_type_are_refused(app: FlaskClient, verb: str, body: object) -> None:
    response = app.post(
        f"{ACCOUNTS}/v1/accounts:{verb}?key=any",
        data=json.dumps(body),
        content_type="application/json",
    )
    assert message(response).startswith("Invalid ")
    assert json.loads(response.text)["error"]["status"] == "INVALID_ARGUMENT"


@pytest.mark.parametrize(
    "raw", [b"{", b"\xff\xfe", b'{"email": "' + b"9" * 5000, b"[" * 60_000, b"1" * 6000]
)
@pytest.mark.parametrize("path", [f"{ACCOUNTS}/v1/accounts:signUp", f"{TOKENS}/v1/token"])
def test_bodies_that_are_no_json_are_refused(app: FlaskClient, path: str, raw: bytes) -> None:
    response = app.post(f"{path}?key=any", data=raw, content_type="application/json")
    assert message(response).startswith("Invalid JSON payload received.")


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("lookup", {"idToken": 1}),
        ("delete", {"idToken": []}),
        ("update", {"idToken": "x", "returnSecureToken": "yes"}),
        ("update", {"idToken": "x", "deleteAttribute": "DISPLAY_NAME"}),
        ("update", {"idToken": "x", "displayName": 7}),
        ("token", {"grant_type": "refresh_token", "refresh_token": 7}),
    ],
)
def test_fields_of_the_wrong_type_are_refused(
    app: FlaskClient, verb: str, body: dict[str, object]
) -> None:
    assert message(call(app, verb, body)).startswith("Invalid value at ")


@pytest.mark.parametrize(
    "email",
    ["a@b@c", "@demo.test", "ana@", "an a@demo.test", "a\x00@demo.test", "a" * 300 + "@demo.test"],
)
def test_what_is_no_address_is_refused(app: FlaskClient, email: str) -> None:
    body = {"email": email, "password": PASSWORD}
    assert message(call(app, "signUp", body)) == "INVALID_EMAIL"
    assert message(call(app, "signInWithPassword", body)) == "INVALID_EMAIL"


def test_accounts_without_a_password_are_not_offered(app: FlaskClient) -> None:
    assert message(call(app, "signUp", {"returnSecureToken": True})) == "ADMIN_ONLY_OPERATION"
    reset = {"requestType": "PASSWORD_RESET", "email": "ana@demo.test"}
    linked = {"idToken": "any", "email": "ana@demo.test", "password": PASSWORD}
    assert message(call(app, "signUp", linked)) == "OPERATION_NOT_ALLOWED"
    assert message(call(app, "sendOobCode", reset)) == "OPERATION_NOT_ALLOWED"


def test_an_account_made_without_a_password_is_opened_by_none_until_it_has_one(
    app: FlaskClient, identity: LocalIdentity
) -> None:
    identity.create_account("ana@demo.test", None, claims={}, uid="ana")
    credentials = {"email": "ana@demo.test", "password": PASSWORD}
    for password in (PASSWORD, "None", "scrypt$16384$8$1$", "\x00" * 8):
        wrong = call(app, "signInWithPassword", {**credentials, "password": password})
        assert message(wrong) == "INVALID_LOGIN_CREDENTIALS"
    identity.update("ana", password=PASSWORD)
    assert done(call(app, "signInWithPassword", credentials))["localId"] == "ana"


def test_nobody_comes_in_as_the_emulators_administrator(
    app: FlaskClient, identity: LocalIdentity
) -> None:
    uid = identity.sign_up("ana@demo.test", PASSWORD).account.uid
    owner = {"Authorization": "Bearer owner"}
    claims = {"localId": uid, "customAttributes": '{"admin": true}'}
    assert message(call(app, "update", claims, **owner)).startswith("INVALID_REQ_TYPE")
    assert message(call(app, "lookup", {"localId": [uid]}, **owner)) == "MISSING_ID_TOKEN"
    assert message(call(app, "delete", {"localId": uid}, **owner)) == "MISSING_ID_TOKEN"


def test_claims_and_verification_are_not_the_persons_own_to_set(
    app: FlaskClient, identity: LocalIdentity
) -> None:
    session = identity.sign_up("ana@demo.test", PASSWORD)
    wanted = {
        "idToken": session.id_token,
        "customAttributes": '{"admin": true}',
        "emailVerified": True,
        "returnSecureToken": True,
    }
    answer = done(call(app, "update", wanted))
    assert identity.verify(str(answer["idToken"])) == Identity(session.account.uid, "ana@demo.test")
    identity.set_claims(session.account.uid, {"admin": True})
    (user,) = users(app, session.id_token)
    assert json.loads(user["customAttributes"]) == {"admin": True}


def test_a_body_of_five_megabytes_is_refused(app: FlaskClient) -> None:
    body = {"email": "ana@demo.test", "password": "x" * 5_000_000}
    for verb in ("signUp", "token"):
        assert "Too Large" in message(call(app, verb, body), status=413)
    form = {"grant_type": "refresh_token", "refresh_token": "x" * 5_000_000}
    response = app.post(f"{TOKENS}/v1/token?key=any", data=form)
    assert "Too Large" in message(response, status=413)


@pytest.mark.parametrize("verb", ["signInWithCustomToken", "signInWithIdp", "signInWithEmailLink"])
def test_ways_to_sign_in_that_the_pass_lacks_are_not_allowed(app: FlaskClient, verb: str) -> None:
    assert message(call(app, verb, {"token": "a.b.c"})) == "OPERATION_NOT_ALLOWED"


def test_the_policy_of_passwords_is_the_one_that_is_enforced(app: FlaskClient) -> None:
    answer = app.get(f"{ACCOUNTS}/v2/passwordPolicy?key=any")
    least = answer.get_json()["customStrengthOptions"]["minPasswordLength"]
    body = {"email": "ana@demo.test", "password": "x" * (least - 1)}
    assert message(call(app, "signUp", body)).startswith("WEAK_PASSWORD")
    assert call(app, "signUp", body | {"password": "x" * least}).status_code == 200


def test_a_picture_is_kept_in_the_profile_and_the_token(app: FlaskClient) -> None:
    body = {"email": "ana@demo.test", "password": "culture-pass", "returnSecureToken": True}
    token = call(app, "signUp", body).get_json()["idToken"]
    picture = "https://example.org/ana.png"
    update = {"idToken": token, "photoUrl": picture, "returnSecureToken": True}
    changed = call(app, "update", update).get_json()
    assert changed["photoUrl"] == picture
    claims = jwt.decode(changed["idToken"], options={"verify_signature": False})
    assert claims["picture"] == picture
    (user,) = call(app, "lookup", {"idToken": token}).get_json()["users"]
    assert (user["photoUrl"], user["providerUserInfo"][0]["photoUrl"]) == (picture, picture)
    removal = {"idToken": token, "deleteAttribute": ["PHOTO_URL"]}
    assert "photoUrl" not in call(app, "update", removal).get_json()


def test_other_paths_and_methods_are_refused_in_the_same_form(app: FlaskClient) -> None:
    unknown = app.post(f"{ACCOUNTS}/v1/accounts:signInWithMagic?key=any", json={})
    assert message(unknown, status=404) == "Not Found"
    assert message(app.post(f"{ACCOUNTS}//v1/accounts:signUp?key=any"), status=404) == "Not Found"
    wrong = app.get(f"{ACCOUNTS}/v1/accounts:signUp?key=any")
    assert message(wrong, status=405) == "Method Not Allowed"
    assert "POST" in wrong.headers["Allow"]


@pytest.mark.parametrize("query", ["", "?key="])
def test_a_call_without_an_api_key_is_refused(app: FlaskClient, query: str) -> None:
    for path in (f"{ACCOUNTS}/v1/accounts:signUp", f"{TOKENS}/v1/token"):
        response = app.post(path + query, json={})
        assert message(response, status=403) == "The request is missing a valid API key."
        assert json.loads(response.text)["error"]["status"] == "PERMISSION_DENIED"


def test_pages_may_call(app: FlaskClient) -> None:
    response = app.options(
        f"{ACCOUNTS}/v1/accounts:signUp?key=any",
        headers={
            "Origin": "http://localhost:3000",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type,x-client-version",
            "Access-Control-Request-Private-Network": "true",
        },
    )
    assert (response.status_code, response.text) == (204, "")
    allowed = {
        name.removeprefix("Access-Control-Allow-"): value
        for name, value in response.headers
        if name.startswith("Access-Control-Allow-")
    }
    assert allowed == {
        "Origin": "*",
        "Methods": "POST, OPTIONS",
        "Headers": "content-type,x-client-version",
        "Private-Network": "true",
    }


def test_a_fault_is_answered_in_the_same_form(identity: LocalIdentity, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "accounts.sqlite3") as connection:
        connection.execute("DROP TABLE refresh_tokens")
    connection.close()
    response = refresh(sign_in_app(identity).test_client(), "any")
    assert message(response, status=500) == "Internal Server Error"


def test_the_app_can_be_mounted_below_another(identity: LocalIdentity) -> None:
    mounted = sign_in_app(identity)
    both = DispatcherMiddleware(flask.Flask("other"), {ACCOUNTS: mounted, TOKENS: mounted})
    client = Client(both)
    credentials = {"email": "ana@demo.test", "password": PASSWORD}
    answer = done(call(client, "signUp", credentials))
    grant = {"grant_type": "refresh_token", "refresh_token": answer["refreshToken"]}
    assert done(call(client, "token", grant))["user_id"] == answer["localId"]


def test_the_platform_opens_the_embedded_provider(tmp_path: Path) -> None:
    platform = Platform(
        Settings(data=tmp_path, project=PROJECT, now=NOON, password_cost=QUICK), is_durable=False
    )
    assert isinstance(platform.identity, LocalIdentity)
    session = platform.identity.sign_up("ana@demo.test", PASSWORD)
    assert platform.identity.verify(session.id_token).email == "ana@demo.test"
