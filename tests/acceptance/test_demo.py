"""The demo data of the local server, and the story of `make demo` against it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.processes import Process, serving
from local.demo.accounts import ACCOUNTS
from tests.support.processes import ROOT
from tests.support.server import GRANT_CENTS, Server, answer


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a running server with the demo data."""
    with Server(tmp_path_factory.mktemp("demo") / "data").running() as server:
        yield server


def test_the_people_of_the_demo_are_who_they_are_said_to_be(demo: Server) -> None:
    api = demo.api
    admin, pro, ana = (api.sign_in(f"{name}@demo.test") for name in ("admin", "pro", "ana"))
    assert answer(api.get("/v1/me", by=admin))["roles"] == ["admin"]
    me = answer(api.get("/v1/me", by=pro))
    assert me["roles"] == ["professional"]
    (offerer,) = me["offerers"]
    assert offerer["status"] == "validated"
    venues = answer(api.get(f"/v1/offerers/{offerer['siren']}/venues", by=pro))["items"]
    assert len(venues) > 1
    opera = answer(api.get("/v1/venues/demo-opera-rhin"))
    assert opera["contact"]["phone"].startswith("+33 ")
    assert len(opera["opening_hours"]["saturday"]) == 2
    assert opera["accessibility"] == {"audio": True, "mental": None, "motor": True, "visual": False}
    assert answer(api.get("/v1/venues/demo-opera-rhin/offers"))["items"]
    assert answer(api.get("/v1/me", by=ana))["roles"] == ["beneficiary"]
    api.check_credit(ana, available=GRANT_CENTS, entries=[("grant", GRANT_CENTS)])


def test_everybody_in_the_table_can_sign_in(demo: Server) -> None:
    lines = [
        line
        for line in demo.output().splitlines()
        if line.endswith(tuple(one.sees for one in ACCOUNTS))
    ]
    assert len(lines) == len(ACCOUNTS)
    for account, line in zip(ACCOUNTS, lines, strict=True):
        assert account.email in line
        me = answer(demo.api.get("/v1/me", by=demo.api.sign_in(account.email)))
        assert ("admin" in me["roles"]) == (account.face == "back office")


def test_an_administrator_finds_something_to_do(demo: Server) -> None:
    api = demo.api
    admin = api.sign_in("admin@demo.test")
    waiting = answer(api.get("/v1/offerers", by=admin))["items"]
    assert [one["founder"]["email"] for one in waiting] == ["eva@demo.test", "ugo@demo.test"]
    (aside,) = answer(api.get("/v1/offerers", by=admin, status="set_aside"))["items"]
    assert not aside["founder"]["email_verified"]
    history = answer(api.get("/v1/acts", by=admin, target=f"offerers:{aside['siren']}"))["items"]
    assert [one["kind"] for one in history] == ["set_offerer_aside"]
    pending = answer(api.get("/v1/beneficiaries", by=admin))["items"]
    assert [one["held_for_review"] for one in pending] == [False, False, True]
    found = answer(api.get("/v1/back-office/search", by=admin, q="kief ana"))["items"]
    assert len(found) == 2


@pytest.fixture
def restarted(demo: Server) -> Iterator[Process]:
    """Give a server on the data of the demo that imports features as they are asked for.

    The others here are forked from a process that has imported all of them.
    """
    demo.stop()
    with serving(demo.data, {"CULTUREPASS_DEMO": "true"}) as server:
        yield server
    demo.start()


def test_the_story_plays_to_its_end(restarted: Process) -> None:
    played = subprocess.run(
        [sys.executable, "-m", "local.demo"],
        cwd=ROOT,
        env={**os.environ, "PORT": str(restarted.port)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (played.returncode, played.stderr) == (0, "")
    numbers = [line.split()[0] for line in played.stdout.splitlines() if line[:3].strip().isdigit()]
    assert numbers == [str(number + 1) for number in range(len(numbers))]
    assert len(numbers) > 10


def test_without_a_server_it_says_how_to_start_one() -> None:
    played = subprocess.run(
        [sys.executable, "-m", "local.demo"],
        cwd=ROOT,
        env={**os.environ, "PORT": "9"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert played.returncode == 1
    assert "make run" in played.stderr


def test_without_demo_data_there_are_neither_offers_nor_known_accounts(tmp_path: Path) -> None:
    with Server(tmp_path / "data", CULTUREPASS_DEMO="false").running() as server:
        assert server.api.get("/v1/offers").json()["items"] == []
        sign_in = "/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=any"
        body = {"email": "admin@demo.test", "password": "culture-pass", "returnSecureToken": True}
        assert server.api.call("POST", sign_in, json=body).status_code == 400
        assert "admin@demo.test" not in server.output()
