"""Addresses verified and passwords reset by mail, as Firebase's clients ask for it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient

from functions.kernel.config import Settings
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.platform import Platform
from local.action_page import action_app
from local.action_texts import TEXTS
from local.sign_in import ACCOUNTS, sign_in_app
from local.sign_in_mails import ACTION, SignInMails
from tests.support.given import HandClock
from tests.support.sign_in import QUICK

EMAIL, PASSWORD = "ana@demo.test", "first-password"


class House:
    """A local sign-in, its mails and its page."""

    def __init__(self, data: Path, clock: HandClock) -> None:
        self.platform = Platform(Settings(data=data, password_cost=QUICK), is_durable=False)
        self.platform.clock = clock
        self.clock, self.data = clock, data
        identity = self.platform.identity
        assert isinstance(identity, LocalIdentity)
        self.identity = identity
        self.mails = SignInMails(self.platform)
        self.client = sign_in_app(identity, request_mail=self.mails.request).test_client()
        self.page: FlaskClient = action_app(identity).test_client()

    def call(self, action: str, body: object) -> tuple[int, dict[str, Any]]:
        answer = self.client.post(f"{ACCOUNTS}/v1/accounts:{action}?key=any", json=body)
        found: dict[str, Any] = answer.get_json()
        return answer.status_code, found.get("error", {"message": None}) | found

    def refusal(self, action: str, body: object) -> str:
        status, found = self.call(action, body)
        assert status == 400
        return str(found["message"])

    def inbox(self) -> list[EmailMessage]:
        """Return the mails sent so far, in the order in which they were."""
        self.mails.close()
        self.mails.__init__(self.platform)  # type: ignore[misc]
        self.client = sign_in_app(self.identity, request_mail=self.mails.request).test_client()
        files = sorted((self.data / "mail").glob("*.eml")) if (self.data / "mail").exists() else []
        return [message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]


def link(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(r"http://\S+", body.get_content())
    assert found is not None
    return found.group()


def code(mail: EmailMessage) -> str:
    return parse_qs(urlsplit(link(mail)).query)["oobCode"][0]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path, HandClock(datetime(2026, 5, 4, 10, tzinfo=UTC)))
    yield made
    made.mails.close()
    made.platform.close()


def test_a_mailed_code_verifies_the_address_once(house: House) -> None:
    session = house.identity.sign_up(EMAIL, PASSWORD)
    body = {"requestType": "VERIFY_EMAIL", "idToken": session.id_token}
    status, answer = house.call("sendOobCode", body)
    assert (status, answer["email"]) == (200, EMAIL)
    (mail,) = house.inbox()
    assert (mail["To"], mail["Subject"]) == (EMAIL, "Confirmez votre adresse e-mail")
    assert parse_qs(urlsplit(link(mail)).query)["mode"] == ["verifyEmail"]
    assert not house.identity.lookup(session.account.uid).email_verified
    assert house.call("resetPassword", {"oobCode": code(mail)})[1]["requestType"] == "VERIFY_EMAIL"
    status, answer = house.call("update", {"oobCode": code(mail)})
    assert (status, answer["email"], answer["emailVerified"]) == (200, EMAIL, True)
    assert house.identity.lookup(session.account.uid).email_verified
    assert house.identity.authenticate(session.id_token).email_verified
    assert house.refusal("update", {"oobCode": code(mail)}) == "INVALID_OOB_CODE"


def test_a_mailed_code_resets_the_password_and_ends_every_session(house: House) -> None:
    session = house.identity.sign_up(EMAIL, PASSWORD)
    house.call("sendOobCode", {"requestType": "PASSWORD_RESET", "email": " Ana@Demo.test"})
    (mail,) = house.inbox()
    assert mail["Subject"] == "Choisissez un nouveau mot de passe"
    body = {"oobCode": code(mail), "newPassword": "short"}
    assert house.refusal("resetPassword", body).startswith("WEAK_PASSWORD")
    assert house.refusal("update", {"oobCode": code(mail)}) == "INVALID_OOB_CODE"
    body = {"oobCode": code(mail), "newPassword": "second-password"}
    status, answer = house.call("resetPassword", body)
    assert (status, answer["email"], answer["requestType"]) == (200, EMAIL, "PASSWORD_RESET")
    assert house.refusal("lookup", {"idToken": session.id_token}) == "TOKEN_EXPIRED"
    wrong = {"email": EMAIL, "password": PASSWORD}
    assert house.refusal("signInWithPassword", wrong) == "INVALID_LOGIN_CREDENTIALS"
    assert house.identity.sign_in(EMAIL, "second-password").account.email_verified
    assert house.refusal("resetPassword", body) == "INVALID_OOB_CODE"


def test_an_unknown_address_gets_the_same_answer_and_no_mail(house: House) -> None:
    body = {"requestType": "PASSWORD_RESET", "email": EMAIL}
    assert house.call("sendOobCode", body)[0] == 200
    assert house.inbox() == []


def test_a_mailbox_is_not_flooded(house: House) -> None:
    house.identity.sign_up(EMAIL, PASSWORD)
    body = {"requestType": "PASSWORD_RESET", "email": EMAIL}
    for _ in range(5):
        assert house.call("sendOobCode", body)[0] == 200
    assert len(house.inbox()) == 1
    house.clock.move(minutes=1)
    house.call("sendOobCode", body)
    assert len(house.inbox()) == 2


@pytest.mark.parametrize(
    ("kind", "hours"), [("PASSWORD_RESET", 1), ("VERIFY_EMAIL", 72)], ids=["reset", "verify"]
)
def test_a_code_expires(house: House, kind: str, hours: int) -> None:
    session = house.identity.sign_up(EMAIL, PASSWORD)
    body = {"requestType": kind, "email": EMAIL, "idToken": session.id_token}
    house.call("sendOobCode", body)
    (mail,) = house.inbox()
    house.clock.move(hours=hours)
    assert house.refusal("resetPassword", {"oobCode": code(mail)}) == "EXPIRED_OOB_CODE"


def test_a_code_is_void_once_the_address_or_the_password_is_another(house: House) -> None:
    session = house.identity.sign_up(EMAIL, PASSWORD)
    house.call("sendOobCode", {"requestType": "PASSWORD_RESET", "email": EMAIL})
    house.call("sendOobCode", {"requestType": "VERIFY_EMAIL", "idToken": session.id_token})
    codes = {code(mail) for mail in house.inbox()}
    house.identity.update(session.account.uid, password="changed-meanwhile")
    outcomes = {house.call("resetPassword", {"oobCode": one})[0] for one in codes}
    assert outcomes == {200, 400}
    house.identity.update(session.account.uid, email="other@demo.test")
    assert {house.call("resetPassword", {"oobCode": one})[0] for one in codes} == {400}


@pytest.mark.parametrize(
    ("action", "body", "told"),
    [
        ("sendOobCode", {}, "MISSING_REQ_TYPE"),
        ("sendOobCode", {"requestType": "EMAIL_SIGNIN", "email": EMAIL}, "OPERATION_NOT_ALLOWED"),
        ("sendOobCode", {"requestType": "VERIFY_EMAIL"}, "MISSING_ID_TOKEN"),
        ("sendOobCode", {"requestType": "PASSWORD_RESET"}, "MISSING_EMAIL"),
        ("sendOobCode", {"requestType": "PASSWORD_RESET", "email": "x"}, "INVALID_EMAIL"),
        ("resetPassword", {}, "MISSING_OOB_CODE"),
        ("resetPassword", {"oobCode": "x"}, "INVALID_OOB_CODE"),
        ("update", {"oobCode": "x"}, "INVALID_OOB_CODE"),
    ],
)
def test_a_wrong_call_is_refused_as_firebase_does(
    house: House, action: str, body: object, told: str
) -> None:
    assert house.refusal(action, body) == told


def test_the_page_of_a_link_changes_nothing_until_its_button_is_pressed(house: House) -> None:
    session = house.identity.sign_up(EMAIL, PASSWORD)
    house.call("sendOobCode", {"requestType": "VERIFY_EMAIL", "idToken": session.id_token})
    (mail,) = house.inbox()
    place = urlsplit(link(mail))
    assert place.path == ACTION
    for _ in range(2):
        shown = house.page.get(f"{ACTION}?{place.query}")
        assert (shown.status_code, EMAIL in shown.text) == (200, True)
    assert not house.identity.lookup(session.account.uid).email_verified
    done = house.page.post(ACTION, data={"oobCode": code(mail)})
    assert "L&#39;adresse est confirmée" in done.text
    assert house.identity.lookup(session.account.uid).email_verified
    again = house.page.post(ACTION, data={"oobCode": code(mail)})
    assert (again.status_code, "Il a déjà servi" in again.text) == (400, True)


def test_the_page_of_a_link_asks_for_the_new_password(house: House) -> None:
    house.identity.sign_up(EMAIL, PASSWORD)
    house.call("sendOobCode", {"requestType": "PASSWORD_RESET", "email": EMAIL})
    (mail,) = house.inbox()
    assert 'name="newPassword"' in house.page.get(f"{ACTION}?oobCode={code(mail)}").text
    weak = house.page.post(ACTION, data={"oobCode": code(mail), "newPassword": "short"})
    assert (weak.status_code, "trop court" in weak.text) == (400, True)
    form = {"oobCode": code(mail), "newPassword": "second-password"}
    assert "Le mot de passe est changé" in house.page.post(ACTION, data=form).text
    assert house.identity.sign_in(EMAIL, "second-password")


@pytest.mark.parametrize(
    ("then", "onwards"),
    [
        ("http://localhost/inscription", "/inscription"),
        ("https://evil.example/pro/rejoindre", "/pro/rejoindre"),
        ("https://evil.example/login", "/"),
        ("http://localhost//evil.example/", "/"),
        ("http://[", "/"),
        ("", "/"),
    ],
)
def test_the_page_of_a_link_leads_on_to_addresses_of_the_app(
    house: House, then: str, onwards: str
) -> None:
    session = house.identity.sign_up(EMAIL, PASSWORD)
    body = {"requestType": "VERIFY_EMAIL", "idToken": session.id_token, "continueUrl": then}
    house.call("sendOobCode", body)
    (mail,) = house.inbox()
    query = urlsplit(link(mail)).query
    assert "evil" not in query
    done = house.page.post(f"{ACTION}?{query}")
    assert f'<a class="button main" href="{onwards}">' in done.text
    forged = house.page.get(f"{ACTION}?oobCode=x&continueUrl={quote(then, safe='')}")
    assert f'<a class="button main" href="{onwards}">' in forged.text


def test_the_page_of_a_link_leads_from_a_new_password_to_sign_in(house: House) -> None:
    house.identity.sign_up(EMAIL, PASSWORD)
    then = "http://localhost/reservations"
    house.call(
        "sendOobCode", {"requestType": "PASSWORD_RESET", "email": EMAIL, "continueUrl": then}
    )
    (mail,) = house.inbox()
    page = f"{ACTION}?{urlsplit(link(mail)).query}"
    for weak in ("short", ""):
        again = house.page.post(page, data={"newPassword": weak})
        assert (again.status_code, 'id="weak"' in again.text) == (400, True)
    done = house.page.post(page, data={"newPassword": "second-password"})
    assert 'href="/connexion?suite=%2Freservations"' in done.text
    used = house.page.get(page)
    assert (used.status_code, 'href="/mot-de-passe"' in used.text) == (400, True)


@pytest.mark.parametrize(
    ("app", "browser", "spoken"),
    [
        ("en", "fr-FR", "en"),
        ("fr", "en-GB", "fr"),
        ("", "en-GB,fr;q=0.5", "en"),
        ("de", "de", "fr"),
    ],
)
def test_the_page_of_a_link_speaks_the_language_of_the_app_or_the_browser(
    house: House, app: str, browser: str, spoken: str
) -> None:
    house.identity.sign_up(EMAIL, PASSWORD)
    house.client.post(
        f"{ACCOUNTS}/v1/accounts:sendOobCode?key=any",
        json={"requestType": "PASSWORD_RESET", "email": EMAIL},
        headers={"X-Firebase-Locale": app},
    )
    (mail,) = house.inbox()
    address = f"{ACTION}?{urlsplit(link(mail)).query}"
    shown = house.page.get(address, headers={"Accept-Language": browser})
    assert f'<html lang="{spoken}">' in shown.text


def test_both_languages_have_every_text() -> None:
    assert TEXTS["fr"].keys() == TEXTS["en"].keys()
