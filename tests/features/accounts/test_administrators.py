"""Administrators: their document decides, at once; their claims follow it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from functions.accounts.administrators import service as administrators_service
from functions.accounts.administrators.models import AdministratorChanged
from functions.accounts.roles.subscribers import follow_roles
from functions.kernel.config import Settings
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.platform import Platform, use_platform
from local.admin import run
from tests.support import given
from tests.support.answers import content, outcome
from tests.support.sign_in import QUICK

PATH = "/v1/administrators"
CHANGED = AdministratorChanged(subject_id="kim", at=given.NOW)


def account(platform: Platform, uid: str, *, is_verified: bool = True) -> None:
    given.token(platform, uid)
    identity = platform.identity
    assert isinstance(identity, LocalIdentity)
    identity.update(uid, email_verified=is_verified)


def put(platform: Platform, uid: str, *roles: str, by: str = "boss") -> tuple[int, str]:
    answer = given.call(platform, "PUT", f"{PATH}/{uid}", {"roles": list(roles)}, uid=by)
    found = answer.get_json()
    return answer.status_code, str(found.get("code", "ok"))


def demote(platform: Platform, uid: str) -> None:
    given.do(platform, administrators_service.set_roles, uid, (), by="boss")


@contextmanager
def house_in(data: Path) -> Iterator[Platform]:
    """Open the platform in a data folder, as the server does."""
    platform = Platform(Settings(data=data, password_cost=QUICK), is_durable=False)
    use_platform(platform)
    try:
        yield platform
    finally:
        platform.close()
        use_platform(None)


def claims(platform: Platform, uid: str) -> dict[str, object]:
    found = platform.identity.find(uid)
    assert found is not None
    return dict(found.claims)


@pytest.fixture
def boss(platform: Platform) -> str:
    given.token(platform, "boss", admin=True)
    return "boss"


@pytest.mark.usefixtures("boss")
def test_a_demoted_administrators_token_stops_at_once(platform: Platform) -> None:
    given.pending(platform)
    account(platform, "kim")
    assert put(platform, "kim", "administrator") == (200, "ok")
    token = given.token(platform, "kim")
    assert dict(platform.identity.verify(token).claims)["admin"] is True
    relay, platform.database.on_commit = platform.database.on_commit, None
    assert put(platform, "kim") == (200, "ok")
    header = f"Bearer {token}"
    for path in ("/v1/beneficiaries/ana/activate", "/v1/beneficiaries/ana/bonus"):
        refused = given.call(platform, "POST", path, Authorization=header)
        assert outcome(refused) == (403, "admin_only")
    platform.database.on_commit = relay
    platform.relay.sweep()
    assert claims(platform, "kim") == {}


def test_a_claim_without_the_document_opens_nothing(platform: Platform) -> None:
    given.token(platform, "eve")
    platform.identity.set_claims("eve", {"admin": True, "admin_roles": ["administrator"]})
    refused = given.call(platform, "GET", "/v1/beneficiaries", uid="eve")
    assert outcome(refused) == (403, "admin_only")
    assert content(given.call(platform, "GET", "/v1/me", uid="eve"))["admin_roles"] == []


@pytest.mark.usefixtures("boss")
def test_an_ended_session_of_an_administrator_is_refused(platform: Platform) -> None:
    token = given.token(platform, "boss")
    identity = platform.identity
    assert isinstance(identity, LocalIdentity)
    identity.update("boss", password="another-password")
    refused = given.call(platform, "GET", PATH, Authorization=f"Bearer {token}")
    assert outcome(refused) == (401, "unauthenticated")


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize(
    ("role", "reached"),
    [
        ("support", ["people", "money"]),
        ("review", ["offers"]),
        ("finance", ["money"]),
        ("administrator", ["people", "offers", "money", "administrators"]),
    ],
)
def test_each_role_opens_its_own_routes(platform: Platform, role: str, reached: list[str]) -> None:
    account(platform, "kim")
    assert put(platform, "kim", role) == (200, "ok")
    calls = {
        "people": ("GET", "/v1/beneficiaries"),
        "offers": ("GET", "/v1/pending-offers"),
        "money": ("POST", "/v1/bookings/none/reinstate"),
        "administrators": ("GET", PATH),
    }
    answers = {
        name: given.call(platform, method, path, uid="kim")
        for name, (method, path) in calls.items()
    }
    assert [name for name, one in answers.items() if one.status_code != 403] == reached
    for name, one in answers.items():
        if name not in reached:
            assert one.get_json()["role"] in ("support", "review", "finance", "administrator")
    me = content(given.call(platform, "GET", "/v1/me", uid="kim"))
    assert (me["roles"], me["admin_roles"]) == (["admin"], [role])


@pytest.mark.usefixtures("boss")
def test_there_is_always_an_administrator(platform: Platform) -> None:
    for uid in ("kim", "boss"):
        account(platform, uid)
    assert put(platform, "boss", "support") == (409, "last_administrator")
    assert put(platform, "boss") == (409, "last_administrator")
    refused = given.call(platform, "DELETE", "/v1/me", uid="boss")
    assert outcome(refused) == (409, "last_administrator")
    assert put(platform, "kim", "administrator") == (200, "ok")
    outcomes = given.at_once(
        lambda number: put(platform, ("boss", "kim")[number], by=("kim", "boss")[number]),
        2,
    )
    assert sorted(outcomes)[0] == (200, "ok")
    (left,) = [
        one["id"] for one in given.documents(platform, "administrators")["roster"]["administrators"]
    ]
    assert left in ("boss", "kim")


@pytest.mark.usefixtures("boss")
def test_only_a_verified_account_is_named(platform: Platform) -> None:
    assert put(platform, "nobody", "support") == (404, "unknown_account")
    account(platform, "kim", is_verified=False)
    assert put(platform, "kim", "support") == (409, "email_not_verified")
    account(platform, "kim")
    assert put(platform, "kim", "support", "review") == (200, "ok")
    (_, kim) = content(given.call(platform, "GET", PATH, uid="boss"))["items"]
    assert (kim["email"], kim["roles"], kim["granted_by"]) == (
        "kim@demo.test",
        ["review", "support"],
        "boss",
    )


@pytest.mark.usefixtures("boss")
def test_an_erased_administrator_is_none_any_more(platform: Platform) -> None:
    account(platform, "kim")
    put(platform, "kim", "support")
    content(given.call(platform, "DELETE", "/v1/me", uid="kim"))
    items = content(given.call(platform, "GET", PATH, uid="boss"))["items"]
    assert [one["id"] for one in items] == ["boss"]


# Races of the claims


class Gate:
    """An identity provider whose first `set_claims` waits until another one is done."""

    def __init__(self, identity: Any) -> None:
        self._identity = identity
        self._lock = threading.Lock()
        self._calls = 0
        self.is_waiting = threading.Event()
        self.go_on = threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._identity, name)

    def set_claims(self, uid: str, claims: dict[str, object]) -> None:
        with self._lock:
            self._calls += 1
            is_first = self._calls == 1
        if is_first:
            self.is_waiting.set()
            assert self.go_on.wait(10)
        self._identity.set_claims(uid, claims)


def test_a_slow_writer_of_claims_does_not_give_a_role_back(platform: Platform) -> None:
    given.token(platform, "kim", admin=True)
    given.administrator(platform, "boss")
    given.administrator(platform, "kim", "support")
    gate = Gate(platform.identity)
    platform.use("identity", gate)
    slow = threading.Thread(target=follow_roles, args=(platform, CHANGED))
    slow.start()
    assert gate.is_waiting.wait(10)
    demote(platform, "kim")
    assert claims(platform, "kim") == {}
    gate.go_on.set()
    slow.join(10)
    assert claims(platform, "kim") == {}


def test_claims_are_right_whoever_writes_last(platform: Platform) -> None:
    """Demote while other events of the person are handled, in 60 rounds."""
    given.token(platform, "kim")
    given.administrator(platform, "boss")
    wrong = 0
    for _ in range(60):
        given.administrator(platform, "kim", "review")

        def act(number: int) -> None:
            if number == 0:
                demote(platform, "kim")
            else:
                follow_roles(platform, CHANGED)

        given.at_once(act, 4)
        wrong += claims(platform, "kim") != {}
    assert wrong == 0


# The command


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CULTUREPASS_DATA", str(tmp_path / "house"))
    return tmp_path / "house"


def test_the_first_administrator_is_named_by_a_command(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["kim@demo.test"]) == 1
    assert "sign up" in capsys.readouterr().out
    with house_in(data) as platform:
        account(platform, "kim", is_verified=False)
    assert run(["kim@demo.test"]) == 1
    assert "--unverified" in capsys.readouterr().out
    assert run(["kim@demo.test", "--unverified"]) == 0
    assert run(["kim@demo.test", "--none"]) == 1
    with house_in(data) as platform:
        assert claims(platform, "kim") == {"admin": True, "admin_roles": ["administrator"]}
        assert outcome(given.call(platform, "GET", PATH, uid="kim"))[0] == 200


@pytest.mark.usefixtures("boss")
def test_a_repeat_with_its_key_names_nobody_again(platform: Platform) -> None:
    account(platform, "kim")

    def name(*roles: str, key: str = "k") -> tuple[int, str]:
        answer = given.call(
            platform,
            "PUT",
            f"{PATH}/kim",
            {"roles": list(roles)},
            uid="boss",
            Idempotency_Key=key,
        )
        return answer.status_code, str(answer.get_json().get("code", "ok"))

    assert name("support") == (200, "ok")
    assert put(platform, "kim") == (200, "ok")
    # The lost answer of the first call is asked for again, when another administrator has acted.
    assert name("support") == (200, "ok")
    (roster,) = given.documents(platform, "administrators").values()
    assert [one["id"] for one in roster["administrators"]] == ["boss"]
    assert name("review") == (409, "idempotency_key_reused")
