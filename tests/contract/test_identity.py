"""Both identity adapters keep the port's promises, and sign-in answers alike on both sides.

The cloud side runs on Firebase's own Auth emulator where its command line tool is installed. The
emulator checks no signatures: tests/features/local/test_forged_tokens.py has the forged tokens.
"""

import base64
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from functions.kernel.clock import Clock
from functions.kernel.config import Settings
from functions.kernel.identity import AccountGone, IdentityProvider, InvalidToken
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.platform import Platform
from local.sign_in import sign_in_app
from tests.support.auth_emulator import PROJECT
from tests.support.sign_in import QUICK

PASSWORD = "culture-pass"
Body = dict[str, object]
Answer = dict[str, object]

SIGN_UP = "/identitytoolkit.googleapis.com/v1/accounts:signUp"
SIGN_IN = "/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword"
LOOKUP = "/identitytoolkit.googleapis.com/v1/accounts:lookup"
UPDATE = "/identitytoolkit.googleapis.com/v1/accounts:update"
DELETE = "/identitytoolkit.googleapis.com/v1/accounts:delete"
TOKEN = "/securetoken.googleapis.com/v1/token"

MALFORMED = {
    "nothing": "",
    "a word": "token",
    "three words": "not.a.token",
    "accents": "é.é.é",
    "half a surrogate pair": "\ud800",
    "no signature": "e30.e30.",
    "numbers for parts": "MQ.MQ.MQ",
}


@dataclass(frozen=True)
class Side:
    """One adapter, and the sign-in calls that its clients make."""

    identity: IdentityProvider
    post: Callable[[str, Body], tuple[int, Answer]]

    def sign_up(self, email: str) -> tuple[str, str, str]:
        """Return the uid, the ID token and the refresh token of a new account."""
        status, answer = self.post(SIGN_UP, {"email": email, "password": PASSWORD})
        assert status == 200, answer
        return str(answer["localId"]), str(answer["idToken"]), str(answer["refreshToken"])

    def refreshed(self, refresh_token: str) -> str:
        body: Body = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        status, answer = self.post(TOKEN, body)
        assert status == 200, answer
        return str(answer["id_token"])


@pytest.fixture(params=["local", "firebase"])
def side(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Side]:
    if request.param == "local":
        identity = LocalIdentity(tmp_path, PROJECT, Clock(), password_cost=QUICK, is_durable=False)
        client = sign_in_app(identity).test_client()

        def post(path: str, body: Body) -> tuple[int, Answer]:
            response = client.post(path, query_string={"key": "any"}, json=body)
            return response.status_code, response.get_json()

        yield Side(identity, post)
        identity.close()
        return

    host: str = request.getfixturevalue("auth_emulator")
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", host)
    with httpx.Client(base_url=f"http://{host}", params={"key": "any"}) as caller:
        caller.delete(
            f"/emulator/v1/projects/{PROJECT}/accounts", headers={"Authorization": "Bearer owner"}
        ).raise_for_status()

        def post_to_emulator(path: str, body: Body) -> tuple[int, Answer]:
            response = caller.post(path, json=body)
            return response.status_code, response.json()

        yield Side(Platform(firebase_settings(PROJECT)).identity, post_to_emulator)


def test_a_token_speaks_for_its_account(side: Side) -> None:
    uid, token, _ = side.sign_up("ana@demo.test")
    identity = side.identity.verify(token)
    assert (identity.uid, identity.email, identity.email_verified) == (uid, "ana@demo.test", False)
    assert dict(identity.claims) == {}


def test_an_account_is_found_by_its_address_however_it_is_typed(side: Side) -> None:
    uid, _, _ = side.sign_up("Ana@Demo.test")
    found = side.identity.find_by_email(" ANA@demo.TEST ")
    assert found is not None
    assert (found.uid, found.email, dict(found.claims)) == (uid, "ana@demo.test", {})


@pytest.mark.parametrize("email", ["ben@demo.test", "", "no address", "a@b@c", "@", "ana@", "@b"])
def test_no_account_is_found_by_another_address(side: Side, email: str) -> None:
    assert side.identity.find_by_email(email) is None


def test_claims_are_in_the_tokens_that_are_issued_from_then_on(side: Side) -> None:
    uid, before, refresh_token = side.sign_up("ana@demo.test")
    side.identity.set_claims(uid, {"admin": True, "desk": ["v1", "v2"]})

    assert dict(side.identity.verify(before).claims) == {}
    after = side.identity.verify(side.refreshed(refresh_token))
    assert dict(after.claims) == {"admin": True, "desk": ["v1", "v2"]}
    found = side.identity.find_by_email("ana@demo.test")
    assert found is not None
    assert dict(found.claims) == {"admin": True, "desk": ["v1", "v2"]}

    side.identity.set_claims(uid, {"desk": ["v1"]})
    assert dict(side.identity.verify(side.refreshed(refresh_token)).claims) == {"desk": ["v1"]}


def test_claims_need_an_account(side: Side) -> None:
    with pytest.raises(LookupError):
        side.identity.set_claims("nobody", {"admin": True})


@pytest.mark.parametrize(
    "claims", [{"sub": "someone-else"}, {"firebase": {}}, {"notes": "x" * 1000}]
)
def test_claims_that_firebase_does_not_keep_are_refused(
    side: Side, claims: dict[str, object]
) -> None:
    uid, _, _ = side.sign_up("ana@demo.test")
    with pytest.raises(ValueError, match=r"[Rr]eserved|1000"):
        side.identity.set_claims(uid, claims)


def test_a_deleted_account_is_gone_and_deleting_it_again_changes_nothing(side: Side) -> None:
    uid, _, _ = side.sign_up("ana@demo.test")
    side.identity.delete(uid)
    side.identity.delete(uid)
    assert side.identity.find_by_email("ana@demo.test") is None
    again, _, _ = side.sign_up("ana@demo.test")
    assert again != uid


@pytest.mark.parametrize("token", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_token_is_invalid(side: Side, token: str) -> None:
    with pytest.raises(InvalidToken):
        side.identity.verify(token)


def test_a_token_of_another_project_is_invalid(side: Side) -> None:
    now = int(time.time())
    payload = {
        "iss": "https://securetoken.google.com/elsewhere",
        "aud": "elsewhere",
        "sub": "ana",
        "user_id": "ana",
        "iat": now,
        "exp": now + 3600,
        "auth_time": now,
    }
    with pytest.raises(InvalidToken):
        side.identity.verify(unsigned({"alg": "none", "typ": "JWT"}, payload))


REFUSED: list[tuple[str, Body, str]] = [
    (SIGN_UP, {"password": PASSWORD}, "MISSING_EMAIL"),
    (SIGN_UP, {"email": "ben@demo.test"}, "MISSING_PASSWORD"),
    (SIGN_UP, {"email": "ben", "password": PASSWORD}, "INVALID_EMAIL"),
    (SIGN_UP, {"email": "ANA@demo.test", "password": PASSWORD}, "EMAIL_EXISTS"),
    (SIGN_UP, {"email": "ana@demo.test", "password": "short"}, "EMAIL_EXISTS"),
    (
        SIGN_UP,
        {"email": "ben@demo.test", "password": "short"},
        "WEAK_PASSWORD : Password should be at least 6 characters",
    ),
    (SIGN_IN, {"password": PASSWORD}, "MISSING_EMAIL"),
    (SIGN_IN, {"email": "ana@demo.test"}, "MISSING_PASSWORD"),
    (SIGN_IN, {"email": "ana", "password": PASSWORD}, "INVALID_EMAIL"),
    (SIGN_IN, {"email": "ana@demo.test", "password": "guessed"}, "INVALID_LOGIN_CREDENTIALS"),
    (SIGN_IN, {"email": "ben@demo.test", "password": PASSWORD}, "INVALID_LOGIN_CREDENTIALS"),
    (LOOKUP, {}, "MISSING_ID_TOKEN"),
    (LOOKUP, {"idToken": "token"}, "INVALID_ID_TOKEN"),
    (UPDATE, {"password": "another"}, "INVALID_REQ_TYPE : Unsupported request parameters."),
    (UPDATE, {"idToken": "token", "password": "another"}, "INVALID_ID_TOKEN"),
    (DELETE, {}, "MISSING_ID_TOKEN"),
    (DELETE, {"idToken": "token"}, "INVALID_ID_TOKEN"),
    (TOKEN, {}, "MISSING_GRANT_TYPE"),
    (TOKEN, {"grant_type": "password"}, "INVALID_GRANT_TYPE"),
    (TOKEN, {"grant_type": "refresh_token"}, "MISSING_REFRESH_TOKEN"),
    (TOKEN, {"grant_type": "refresh_token", "refresh_token": "e30="}, "INVALID_REFRESH_TOKEN"),
]


def test_sign_in_refuses_in_the_same_words(side: Side) -> None:
    side.sign_up("ana@demo.test")
    for path, body, message in REFUSED:
        status, answer = side.post(path, body)
        error = answer["error"]
        assert isinstance(error, dict), (path, body)
        assert (status, error["code"], error["message"]) == (400, 400, message), (path, body)
        expected = [{"message": message, "reason": "invalid", "domain": "global"}]
        assert error["errors"] == expected, (path, body)


def test_a_session_is_ended_by_a_change_of_password_in_the_same_words(side: Side) -> None:
    _, token, _ = side.sign_up("ana@demo.test")
    # The emulator tells two moments apart by the second.
    time.sleep(1.1 if "firebase" in type(side.identity).__module__ else 0)
    status, changed = side.post(UPDATE, {"idToken": token, "password": "culture-pass-2"})
    assert status == 200
    status, answer = side.post(LOOKUP, {"idToken": token})
    assert status == 400
    assert isinstance(answer["error"], dict)
    assert answer["error"]["message"] == "TOKEN_EXPIRED"
    assert side.post(LOOKUP, {"idToken": changed["idToken"]})[0] == 200


def test_sign_in_answers_with_the_same_fields(side: Side) -> None:
    status, up = side.post(SIGN_UP, {"email": "ana@demo.test", "password": PASSWORD})
    assert status == 200
    assert up["kind"] == "identitytoolkit#SignupNewUserResponse"
    assert texts(up, "localId", "email", "idToken", "refreshToken", "expiresIn")

    credentials: Body = {"email": "ana@demo.test", "password": PASSWORD, "returnSecureToken": True}
    status, signed_in = side.post(SIGN_IN, credentials)
    assert status == 200
    assert signed_in["kind"] == "identitytoolkit#VerifyPasswordResponse"
    assert signed_in["registered"] is True
    assert (signed_in["localId"], signed_in["expiresIn"]) == (up["localId"], "3600")
    assert texts(signed_in, "email", "idToken", "refreshToken")

    grant: Body = {"grant_type": "refresh_token", "refresh_token": signed_in["refreshToken"]}
    status, granted = side.post(TOKEN, grant)
    assert status == 200
    assert (granted["user_id"], granted["expires_in"]) == (up["localId"], "3600")
    assert granted["token_type"] == "Bearer"
    assert texts(granted, "id_token", "access_token", "refresh_token", "project_id")

    named: Body = {"idToken": granted["id_token"], "displayName": "Ana"}
    status, updated = side.post(UPDATE, named)
    assert status == 200
    assert updated["kind"] == "identitytoolkit#SetAccountInfoResponse"
    assert (updated["localId"], updated["displayName"]) == (up["localId"], "Ana")
    assert "idToken" not in updated

    status, found = side.post(LOOKUP, {"idToken": granted["id_token"]})
    assert status == 200
    assert found["kind"] == "identitytoolkit#GetAccountInfoResponse"
    assert isinstance(found["users"], list)
    (user,) = found["users"]
    assert (user["localId"], user["email"]) == (up["localId"], "ana@demo.test")
    assert (user["displayName"], user["emailVerified"]) == ("Ana", False)
    assert texts(user, "validSince", "lastLoginAt", "createdAt")
    assert [one["providerId"] for one in user["providerUserInfo"]] == ["password"]

    side.identity.delete(str(up["localId"]))
    status, answer = side.post(LOOKUP, {"idToken": granted["id_token"]})
    assert status == 400
    assert isinstance(answer["error"], dict)
    assert answer["error"]["message"] == "USER_NOT_FOUND"


# What follows needs no emulator: these tokens are refused before a certificate is asked for.


@pytest.fixture
def firebase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> IdentityProvider:
    account = {
        "type": "authorized_user",
        "client_id": "nobody",
        "client_secret": "none",
        "refresh_token": "none",
        "quota_project_id": PROJECT,
    }
    (tmp_path / "account.json").write_text(json.dumps(account))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "account.json"))
    monkeypatch.delenv("FIREBASE_AUTH_EMULATOR_HOST", raising=False)
    return Platform(firebase_settings("culture-pass-tests")).identity


@pytest.mark.parametrize("token", MALFORMED.values(), ids=MALFORMED.keys())
def test_firebase_refuses_a_malformed_token(firebase: IdentityProvider, token: str) -> None:
    with pytest.raises(InvalidToken):
        firebase.verify(token)


def test_firebase_refuses_tokens_that_trip_its_library(firebase: IdentityProvider) -> None:
    odd = unsigned({"alg": "HS256"}, {"v": 0, "d": 1})
    nested = encoded(b"[" * 100_000)
    for token in (odd, f"{nested}.{nested}.e30"):
        with pytest.raises(InvalidToken):
            firebase.verify(token)


def test_firebase_refuses_an_unsigned_token_of_its_own_project(firebase: IdentityProvider) -> None:
    payload = {
        "iss": "https://securetoken.google.com/culture-pass-tests",
        "aud": "culture-pass-tests",
        "sub": "ana",
        "iat": 1,
        "exp": 9_999_999_999,
    }
    for algorithm in ("none", "HS256"):
        token = unsigned({"alg": algorithm, "kid": "any"}, payload)
        with pytest.raises(InvalidToken):
            firebase.verify(token)


def test_the_emulator_is_refused_outside_a_demo_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
    with pytest.raises(RuntimeError, match="FIREBASE_AUTH_EMULATOR_HOST"):
        _ = Platform(firebase_settings("culture-pass")).identity


def firebase_settings(project: str) -> Settings:
    return Settings(identity="firebase", project=project)


def texts(answer: Answer, *names: str) -> bool:
    return all(isinstance(answer[name], str) and answer[name] for name in names)


def unsigned(header: object, payload: object) -> str:
    parts = [encoded(json.dumps(part).encode()) for part in (header, payload)]
    return ".".join([*parts, ""])


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_several_accounts_are_found_at_once_with_their_age(side: Side) -> None:
    uids = [side.sign_up(f"{name}@demo.test")[0] for name in ("ana", "ben")]
    found = side.identity.find_all([*uids, "nobody"])
    assert {uid: one.email for uid, one in found.items()} == {
        uids[0]: "ana@demo.test",
        uids[1]: "ben@demo.test",
    }
    for one in found.values():
        assert one.created_at is not None
        assert abs(datetime.now(UTC) - one.created_at) < timedelta(minutes=5)


def test_the_current_check_refuses_the_token_of_a_deleted_account(side: Side) -> None:
    uid, token, _ = side.sign_up("ana@demo.test")
    assert side.identity.verify_current(token).uid == uid
    side.identity.delete(uid)
    with pytest.raises(AccountGone):
        side.identity.verify_current(token)
    with pytest.raises(InvalidToken):
        side.identity.verify_current("forged")


def test_accounts_are_found_though_they_fill_more_than_one_call(side: Side) -> None:
    first, last = (side.sign_up(f"{name}@demo.test")[0] for name in ("ana", "ben"))
    found = side.identity.find_all([first, *(f"nobody-{number}" for number in range(200)), last])
    assert found.keys() == {first, last}


def test_the_current_check_refuses_a_session_that_was_ended(side: Side) -> None:
    uid, token, _ = side.sign_up("ana@demo.test")
    # Firebase tells two moments apart by the second.
    time.sleep(1.1 if "firebase" in type(side.identity).__module__ else 0)
    status, changed = side.post(UPDATE, {"idToken": token, "password": "culture-pass-2"})
    assert status == 200
    with pytest.raises(InvalidToken):
        side.identity.verify_current(token)
    assert side.identity.verify_current(str(changed["idToken"])).uid == uid


def test_ending_sessions_refuses_the_tokens_issued_before(side: Side) -> None:
    uid, token, _ = side.sign_up("ana@demo.test")
    # Firebase compares whole seconds.
    time.sleep(1.1)
    side.identity.end_sessions(uid)
    side.identity.end_sessions("nobody")
    with pytest.raises(InvalidToken):
        side.identity.verify_current(token)
