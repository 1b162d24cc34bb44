"""Signing in at the local server: an account's life, and every way of getting in without one."""

import base64
import hashlib
import hmac
import json
import sqlite3
import stat
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import flask
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask.testing import FlaskClient
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client, TestResponse

from functions.kernel.auth import caller_of
from functions.kernel.clock import Clock
from functions.kernel.config import Settings
from functions.kernel.errors import Unauthenticated
from functions.kernel.identity import Identity, InvalidToken
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.identity.local_accounts import Session, SignInError
from functions.kernel.platform import Platform
from local.sign_in import ACCOUNTS, TOKENS, sign_in_app

PROJECT = "demo-culture-pass"
PASSWORD = "culture-pass"
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
Answer = dict[str, object]


@pytest.fixture
def identity(tmp_path: Path) -> Iterator[LocalIdentity]:
    opened = opened_at(tmp_path, NOON)
    yield opened
    opened.close()


@pytest.fixture
def app(identity: LocalIdentity) -> FlaskClient:
    return sign_in_app(identity).test_client()


def opened_at(folder: Path, now: datetime | None = None) -> LocalIdentity:
    return LocalIdentity(folder, PROJECT, Clock(now), is_durable=False)


def call(app: Client, verb: str, body: object, **headers: str) -> TestResponse:
    path = f"{TOKENS}/v1/token" if verb == "token" else f"{ACCOUNTS}/v1/accounts:{verb}"
    return app.post(path, query_string={"key": "any"}, json=body, headers=headers)


def done(response: TestResponse) -> Answer:
    assert response.status_code == 200, response.text
    answer: Answer = json.loads(response.text)
    return answer


def message(response: TestResponse, *, status: int = 400) -> str:
    """Return what an error says, having checked its form."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    error = json.loads(response.text)["error"]
    assert error["code"] == status
    assert [(one["message"], one["domain"]) for one in error["errors"]] == [
        (error["message"], "global")
    ]
    said: str = error["message"]
    return said


# The life of an account


def test_an_account_from_its_sign_up_to_its_end(app: FlaskClient, identity: LocalIdentity) -> None:
    credentials = {"email": " Zoe@Demo.test ", "password": PASSWORD, "returnSecureToken": True}
    signed_up = done(call(app, "signUp", credentials))
    uid = signed_up["localId"]
    assert isinstance(uid, str)
    assert len(uid) == 28
    assert (signed_up["email"], signed_up["expiresIn"]) == ("zoe@demo.test", "3600")
    assert identity.verify(str(signed_up["idToken"])) == Identity(uid, "zoe@demo.test")

    signed_in = done(call(app, "signInWithPassword", credentials))
    assert (signed_in["localId"], signed_in["registered"]) == (uid, True)

    named = {"idToken": signed_in["idToken"], "displayName": "Zoé", "returnSecureToken": True}
    assert done(call(app, "update", named))["displayName"] == "Zoé"
    (user,) = users(app, named["idToken"])
    assert user["displayName"] == "Zoé"
    at = int(NOON.timestamp())
    assert int(user["validSince"]) == pytest.approx(at, abs=5)
    assert int(user["createdAt"]) / 1000 == pytest.approx(at, abs=5)
    assert int(user["createdAt"]) <= int(user["lastLoginAt"])
    assert done(call(app, "update", {**named, "displayName": ""}))["localId"] == uid
    assert "displayName" not in users(app, named["idToken"])[0]

    moved = done(
        call(app, "update", {"idToken": signed_in["idToken"], "email": "Zoe@elsewhere.test"})
    )
    assert moved["email"] == "zoe@elsewhere.test"
    changed = done(call(app, "update", {"idToken": moved["idToken"], "password": "culture-two"}))

    again = {"email": "zoe@elsewhere.test", "password": PASSWORD}
    assert message(call(app, "signInWithPassword", again)) == "INVALID_LOGIN_CREDENTIALS"
    done(call(app, "signInWithPassword", {**again, "password": "culture-two"}))

    done(call(app, "delete", {"idToken": changed["idToken"]}))
    assert message(call(app, "lookup", {"idToken": changed["idToken"]})) == "USER_NOT_FOUND"
    assert message(refresh(app, changed["refreshToken"])) == "USER_NOT_FOUND"
    with pytest.raises(InvalidToken):
        identity.verify(str(changed["idToken"]))
    assert identity.find_by_email("zoe@elsewhere.test") is None


def users(app: FlaskClient, id_token: object) -> list[dict[str, str]]:
    found = done(call(app, "lookup", {"idToken": id_token}))["users"]
    assert isinstance(found, list)
    return found


def refresh(app: FlaskClient, token: object) -> TestResponse:
    return call(app, "token", {"grant_type": "refresh_token", "refresh_token": token})


def test_another_address_has_to_be_verified_again(identity: LocalIdentity) -> None:
    uid = identity.sign_up("ana@demo.test", PASSWORD).account.uid
    identity.update(uid, email_verified=True)
    assert identity.verify(identity.open_session(uid).id_token).email_verified
    assert identity.update(uid, email="Ana@demo.test").email_verified
    assert not identity.update(uid, email="ana@elsewhere.test").email_verified
    identity.sign_up("ben@demo.test", PASSWORD)
    with pytest.raises(SignInError, match="EMAIL_EXISTS"):
        identity.update(uid, email="ben@demo.test")


def test_an_id_token_has_the_shape_of_firebases(identity: LocalIdentity) -> None:
    session = identity.sign_up("ana@demo.test", PASSWORD, display_name="Ana")
    identity.set_claims(session.account.uid, {"admin": True})
    renewed = identity.refresh(session.refresh_token)
    payload = part(renewed.id_token, 1)
    firebase = payload.pop("firebase")
    at = int(NOON.timestamp())
    assert part(renewed.id_token, 0).keys() == {"alg", "kid", "typ"}
    assert payload == {
        "iss": f"https://securetoken.google.com/{PROJECT}",
        "aud": PROJECT,
        "auth_time": pytest.approx(at, abs=5),
        "iat": pytest.approx(at, abs=5),
        "exp": pytest.approx(at + 3600, abs=5),
        "sub": session.account.uid,
        "user_id": session.account.uid,
        "email": "ana@demo.test",
        "email_verified": False,
        "name": "Ana",
        "admin": True,
    }
    assert isinstance(firebase, dict)
    assert firebase["identities"] == {"email": ["ana@demo.test"]}
    assert firebase["sign_in_provider"] == "password"


def test_the_token_endpoint_takes_a_form_as_well(app: FlaskClient, identity: LocalIdentity) -> None:
    session = identity.sign_up("ana@demo.test", PASSWORD)
    form = {"grant_type": "refresh_token", "refresh_token": session.refresh_token}
    granted = done(app.post(f"{TOKENS}/v1/token?key=any", data=form))
    assert granted["id_token"] == granted["access_token"]
    assert granted == {
        "id_token": granted["id_token"],
        "access_token": granted["id_token"],
        "refresh_token": session.refresh_token,
        "expires_in": "3600",
        "token_type": "Bearer",
        "user_id": session.account.uid,
        "project_id": PROJECT,
    }
    assert identity.verify(str(granted["id_token"])).email == "ana@demo.test"


def test_a_session_outlives_the_process(tmp_path: Path) -> None:
    before = opened_at(tmp_path)
    session = before.sign_up("ana@demo.test", PASSWORD)
    before.close()
    after = opened_at(tmp_path)
    assert after.verify(session.id_token).email == "ana@demo.test"
    assert after.verify(after.refresh(session.refresh_token).id_token).email == "ana@demo.test"


def test_demo_accounts_are_made_once(identity: LocalIdentity) -> None:
    claims = {"admin": True}
    first = identity.create_account("admin@demo.test", PASSWORD, claims=claims, uid="demo-admin")
    identity.update("demo-admin", password="changed-since")
    again = identity.create_account("admin@demo.test", PASSWORD, claims=claims, uid="demo-admin")
    assert again == first
    assert (first.uid, first.email, first.claims) == ("demo-admin", "admin@demo.test", claims)
    session = identity.sign_in("admin@demo.test", "changed-since")
    assert identity.verify(session.id_token).claims == claims


# Sessions that end


@pytest.mark.parametrize("change", [{"password": "culture-two"}, {"email": "new@demo.test"}])
def test_other_credentials_end_every_session_but_the_one_that_changed_them(
    app: FlaskClient, identity: LocalIdentity, change: dict[str, str]
) -> None:
    elsewhere = identity.sign_up("ana@demo.test", PASSWORD)
    here = identity.open_session(elsewhere.account.uid)
    answer = done(call(app, "update", {"idToken": here.id_token, **change}))
    for session in (elsewhere, here):
        with pytest.raises(InvalidToken):
            identity.verify(session.id_token)
        assert message(refresh(app, session.refresh_token)) == "TOKEN_EXPIRED"
        assert message(call(app, "lookup", {"idToken": session.id_token})) == "TOKEN_EXPIRED"
    assert identity.verify(str(answer["idToken"])).uid == here.account.uid
    done(refresh(app, answer["refreshToken"]))


def test_a_disabled_account_is_shut_out_until_it_signs_in_again(
    app: FlaskClient, identity: LocalIdentity
) -> None:
    session = identity.sign_up("ana@demo.test", PASSWORD)
    identity.update(session.account.uid, disabled=True)
    credentials = {"email": "ana@demo.test", "password": PASSWORD}
    for response in (
        call(app, "signInWithPassword", credentials),
        call(app, "lookup", {"idToken": session.id_token}),
        refresh(app, session.refresh_token),
    ):
        assert message(response) in {"USER_DISABLED", "TOKEN_EXPIRED"}
    with pytest.raises(InvalidToken):
        identity.verify(session.id_token)

    identity.update(session.account.uid, disabled=False)
    with pytest.raises(InvalidToken):
        identity.verify(session.id_token)
    done(call(app, "signInWithPassword", credentials))


def test_an_account_made_again_under_its_uid_does_not_revive_old_tokens(
    identity: LocalIdentity,
) -> None:
    identity.create_account("ana@demo.test", PASSWORD, claims={}, uid="ana")
    session = identity.open_session("ana")
    identity.delete("ana")
    identity.create_account("ana@demo.test", PASSWORD, claims={}, uid="ana")
    with pytest.raises(InvalidToken):
        identity.verify(session.id_token)
    with pytest.raises(SignInError, match="TOKEN_EXPIRED"):
        identity.refresh(session.refresh_token)


def test_a_token_lives_an_hour_by_the_providers_own_clock(
    tmp_path: Path, identity: LocalIdentity
) -> None:
    session = identity.sign_up("ana@demo.test", PASSWORD)
    in_time = opened_at(tmp_path, NOON + timedelta(minutes=59))
    assert in_time.verify(session.id_token).email == "ana@demo.test"
    late = opened_at(tmp_path, NOON + timedelta(hours=1, seconds=1))
    with pytest.raises(InvalidToken):
        late.verify(session.id_token)
    response = call(sign_in_app(late).test_client(), "lookup", {"idToken": session.id_token})
    assert message(response) == "TOKEN_EXPIRED"
    assert late.verify(late.refresh(session.refresh_token).id_token).email == "ana@demo.test"


def test_a_clock_that_was_ahead_and_back_locks_nobody_out(
    tmp_path: Path, identity: LocalIdentity
) -> None:
    ahead = opened_at(tmp_path, NOON + timedelta(days=400))
    session = ahead.sign_up("ana@demo.test", PASSWORD)
    ahead.update(session.account.uid, password="culture-two")
    with pytest.raises(InvalidToken):
        identity.verify(ahead.sign_in("ana@demo.test", "culture-two").id_token)
    back = identity.sign_in("ana@demo.test", "culture-two")
    assert identity.verify(back.id_token).email == "ana@demo.test"


# Tokens that nobody issued


def part(token: str, index: int) -> dict[str, object]:
    text = token.split(".")[index]
    decoded: dict[str, object] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return decoded


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def joined(header: Mapping[str, object], payload: Mapping[str, object]) -> str:
    return f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(payload).encode())}"


def secret_of(folder: Path) -> bytes:
    with sqlite3.connect(folder / "accounts.sqlite3") as connection:
        (secret,) = connection.execute("SELECT secret FROM keys").fetchone()
    connection.close()
    assert isinstance(secret, bytes)
    return secret


def without_signature(token: str, _: bytes) -> str:
    return token.rsplit(".", 1)[0] + "."


def alg_none(token: str, _: bytes) -> str:
    return joined({**part(token, 0), "alg": "none"}, part(token, 1)) + "."


def alg_none_spelled_otherwise(token: str, _: bytes) -> str:
    return joined({**part(token, 0), "alg": "nOnE"}, part(token, 1)) + "."


def no_alg(token: str, _: bytes) -> str:
    return joined({"kid": part(token, 0)["kid"]}, part(token, 1)) + "."


def tampered(token: str, _: bytes) -> str:
    header, signature = token.split(".")[::2]
    payload = {**part(token, 1), "admin": True}
    return f"{header}.{encoded(json.dumps(payload).encode())}.{signature}"


def another_key(token: str, _: bytes) -> str:
    return signed(token, b"k" * 32)


def an_empty_key(token: str, _: bytes) -> str:
    signing = joined(part(token, 0), part(token, 1))
    return f"{signing}.{encoded(hmac.digest(b'', signing.encode(), 'sha256'))}"


def a_key_pair(token: str, _: bytes) -> str:
    pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode(part(token, 1), pair, algorithm="RS256", headers={"kid": kid(token)})


def a_public_key_as_secret(token: str, _: bytes) -> str:
    public = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    pem = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signing = joined(part(token, 0), part(token, 1))
    return f"{signing}.{encoded(hmac.digest(pem, signing.encode(), 'sha256'))}"


def stronger_algorithm(token: str, secret: bytes) -> str:
    signing = joined({**part(token, 0), "alg": "HS512"}, part(token, 1))
    return f"{signing}.{encoded(hmac.digest(secret, signing.encode(), 'sha512'))}"


def another_kid(token: str, secret: bytes) -> str:
    return jwt.encode(part(token, 1), secret, algorithm="HS256", headers={"kid": "other"})


def no_kid(token: str, secret: bytes) -> str:
    return jwt.encode(part(token, 1), secret, algorithm="HS256")


def another_audience(token: str, secret: bytes) -> str:
    return signed(token, secret, aud="demo-elsewhere")


def another_issuer(token: str, secret: bytes) -> str:
    return signed(token, secret, iss="https://securetoken.google.com/demo-elsewhere")


def not_yet_issued(token: str, secret: bytes) -> str:
    return signed(token, secret, iat=int(NOON.timestamp()) + 60)


def without_end(token: str, secret: bytes) -> str:
    return signed(token, secret, exp=None)


def another_account(token: str, secret: bytes) -> str:
    return signed(token, secret, sub="somebody", user_id="somebody")


def no_stamp(token: str, secret: bytes) -> str:
    return signed(token, secret, firebase={})


def deeply_nested(token: str, _: bytes) -> str:
    nested = encoded(b"[" * 100_000)
    return f"{nested}.{nested}.{token.rsplit('.', 1)[1]}"


def half_a_surrogate_pair(token: str, _: bytes) -> str:
    return token + "\ud800"


def signed(token: str, secret: bytes, **changes: object) -> str:
    payload = {
        name: value for name, value in (part(token, 1) | changes).items() if value is not None
    }
    return jwt.encode(payload, secret, algorithm="HS256", headers={"kid": kid(token)})


def kid(token: str) -> str:
    return str(part(token, 0)["kid"])


FORGERIES: list[Callable[[str, bytes], str]] = [
    *(without_signature, alg_none, alg_none_spelled_otherwise, no_alg, tampered, another_key),
    *(an_empty_key, a_key_pair, a_public_key_as_secret, stronger_algorithm, another_kid, no_kid),
    *(another_audience, another_issuer, not_yet_issued, without_end, another_account, no_stamp),
    *(deeply_nested, half_a_surrogate_pair),
]


@pytest.fixture(scope="module")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LocalIdentity, str, bytes]]:
    folder = tmp_path_factory.mktemp("genuine")
    identity = opened_at(folder, NOON)
    yield identity, identity.sign_up("ana@demo.test", PASSWORD).id_token, secret_of(folder)
    identity.close()


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_a_forged_token_is_refused(
    genuine: tuple[LocalIdentity, str, bytes], forge: Callable[[str, bytes], str]
) -> None:
    identity, token, secret = genuine
    assert identity.verify(signed(token, secret)).email == "ana@demo.test"
    with pytest.raises(InvalidToken):
        identity.verify(forge(token, secret))


@pytest.mark.parametrize("character", range(0, 40, 3))
def test_a_token_with_any_character_of_its_signature_changed_is_refused(
    genuine: tuple[LocalIdentity, str, bytes], character: int
) -> None:
    identity, token, _ = genuine
    body, signature = token.rsplit(".", 1)
    other = "A" if signature[character] != "A" else "B"
    changed = f"{body}.{signature[:character]}{other}{signature[character + 1 :]}"
    with pytest.raises(InvalidToken):
        identity.verify(changed)


# The Authorization header


def test_a_caller_is_known_by_the_bearer_token(genuine: tuple[LocalIdentity, str, bytes]) -> None:
    identity, token, _ = genuine
    for header in (f"Bearer {token}", f"bearer {token}", f"BEARER  {token} "):
        caller = caller_of(header, lambda: identity)
        assert caller is not None
        assert caller.email == "ana@demo.test"


def test_without_a_header_nobody_is_asked() -> None:
    def unused() -> LocalIdentity:
        raise AssertionError

    assert caller_of(None, unused) is None


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "{token}", "Bearer no"])
def test_a_header_that_does_not_hold_is_refused(
    genuine: tuple[LocalIdentity, str, bytes], header: str
) -> None:
    identity, token, _ = genuine
    with pytest.raises(Unauthenticated):
        caller_of(header.replace("{token}", token), lambda: identity)


# Passwords and what is kept


def test_passwords_are_salted_and_tokens_are_not_kept(
    identity: LocalIdentity, tmp_path: Path
) -> None:
    ana = identity.sign_up("ana@demo.test", PASSWORD)
    ben = identity.sign_up("ben@demo.test", PASSWORD)
    assert ana.account.password.startswith("scrypt:")
    assert ana.account.password != ben.account.password
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert hashlib.sha256(ana.refresh_token.encode()).digest() in kept
    for text in (PASSWORD, ana.refresh_token, ana.id_token):
        assert text.encode() not in kept
        assert text not in repr(ana)


def test_only_the_owner_can_read_the_files(identity: LocalIdentity, tmp_path: Path) -> None:
    identity.create_account("ana@demo.test", PASSWORD, claims={}, uid="ana")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes
    assert set(modes.values()) == {0o600}


def test_an_unknown_address_and_a_wrong_password_are_answered_alike(
    app: FlaskClient, identity: LocalIdentity
) -> None:
    identity.sign_up("ana@demo.test", PASSWORD)
    answers, seconds = {}, {}
    for email in ("ana@demo.test", "ben@demo.test"):
        taken = []
        for _ in range(3):
            before = time.perf_counter()
            response = call(app, "signInWithPassword", {"email": email, "password": "guessed"})
            taken.append(time.perf_counter() - before)
        answers[email] = (message(response), response.text)
        seconds[email] = statistics.median(taken)
    assert answers["ana@demo.test"] == answers["ben@demo.test"]
    # A database look-up alone would be a hundred times as fast.
    assert seconds["ben@demo.test"] > seconds["ana@demo.test"] / 4


# At once


def test_of_two_sign_ups_with_one_address_one_wins(tmp_path: Path) -> None:
    processes = [opened_at(tmp_path), opened_at(tmp_path)]
    together = threading.Barrier(len(processes))

    def sign_up(identity: LocalIdentity) -> str:
        together.wait()
        try:
            return identity.sign_up("ana@demo.test", PASSWORD).account.uid
        except SignInError as refused:
            return refused.code

    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(sign_up, processes))
    assert outcomes.count("EMAIL_EXISTS") == 1
    known = processes[0].find_by_email("ana@demo.test")
    assert known is not None
    assert known.uid in outcomes


@pytest.mark.parametrize("attempt", range(4))
def test_first_starts_at_once_agree_on_one_key(tmp_path: Path, attempt: int) -> None:
    together = threading.Barrier(6)

    def start(_: int) -> LocalIdentity:
        together.wait()
        return opened_at(tmp_path)

    with ThreadPoolExecutor(6) as pool:
        started = list(pool.map(start, range(6)))
    started[0].create_account("ana@demo.test", PASSWORD, claims={}, uid="ana")
    token = started[0].open_session("ana").id_token
    assert {identity.verify(token).uid for identity in started} == {"ana"}


def test_a_password_changed_during_a_sign_in_leaves_no_session(
    identity: LocalIdentity, tmp_path: Path
) -> None:
    uid = identity.sign_up("ana@demo.test", PASSWORD).account.uid
    elsewhere = opened_at(tmp_path, NOON)
    outcomes: list[str] = []

    def sign_in() -> None:
        try:
            session: Session = identity.sign_in("ana@demo.test", PASSWORD)
            elsewhere.refresh(session.refresh_token)
            outcomes.append("open")
        except SignInError as refused:
            outcomes.append(refused.code)

    racing = [threading.Thread(target=sign_in) for _ in range(3)]
    for thread in racing:
        thread.start()
    elsewhere.update(uid, password="culture-two")
    for thread in racing:
        thread.join()
    with sqlite3.connect(tmp_path / "accounts.sqlite3") as connection:
        (alive,) = connection.execute(
            "SELECT count(*) FROM refresh_tokens JOIN accounts USING (uid, stamp)"
        ).fetchone()
    connection.close()
    assert len(outcomes) == 3
    assert alive == 0


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
    platform = Platform(Settings(data=tmp_path, project=PROJECT, now=NOON), is_durable=False)
    assert isinstance(platform.identity, LocalIdentity)
    session = platform.identity.sign_up("ana@demo.test", PASSWORD)
    assert platform.identity.verify(session.id_token).email == "ana@demo.test"
