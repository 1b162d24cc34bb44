"""The embedded identity provider: accounts, sessions and passwords."""

import hashlib
import sqlite3
import stat
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from functions.kernel.config import Settings
from functions.kernel.identity import Identity, InvalidToken
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.identity.local_accounts import Session, SignInError
from local.sign_in import TOKENS, sign_in_app
from tests.support.sign_in import (
    NOON,
    PASSWORD,
    PROJECT,
    QUICK,
    call,
    done,
    message,
    opened_at,
    part,
    refresh,
    users,
)

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

    refused = call(app, "delete", {"idToken": changed["idToken"]})
    assert message(refused) == "ADMIN_ONLY_OPERATION"
    assert done(call(app, "lookup", {"idToken": changed["idToken"]}))
    identity.delete(uid)
    assert message(call(app, "lookup", {"idToken": changed["idToken"]})) == "USER_NOT_FOUND"
    assert message(refresh(app, changed["refreshToken"])) == "USER_NOT_FOUND"
    with pytest.raises(InvalidToken):
        identity.verify(str(changed["idToken"]))
    assert identity.find_by_email("zoe@elsewhere.test") is None


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


# Passwords and what is kept


def test_passwords_are_salted_and_tokens_are_not_kept(
    identity: LocalIdentity, tmp_path: Path
) -> None:
    ana = identity.sign_up("ana@demo.test", PASSWORD)
    ben = identity.sign_up("ben@demo.test", PASSWORD)
    assert ana.account.password.startswith(f"scrypt:{2**QUICK}:8:1$")
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


def test_an_unknown_address_and_a_wrong_password_are_answered_alike(tmp_path: Path) -> None:
    identity = opened_at(tmp_path, NOON, password_cost=Settings().password_cost)
    app = sign_in_app(identity).test_client()
    ana = identity.sign_up("ana@demo.test", PASSWORD)
    assert ana.account.password.startswith("scrypt:32768:8:1$")
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
