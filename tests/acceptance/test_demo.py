"""The story of `make demo` against the running server: it comes to its end."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.server import ROOT, Server


def test_the_story_plays_to_its_end(server: Server) -> None:
    played = subprocess.run(
        [sys.executable, "-m", "local.demo"],
        cwd=ROOT,
        env={**os.environ, "PORT": str(server.port)},
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
    server = Server(tmp_path / "data", CULTUREPASS_DEMO="false")
    try:
        server.start()
        assert server.api.get("/v1/offers").json()["items"] == []
        sign_in = "/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=any"
        body = {"email": "admin@demo.test", "password": "culture-pass", "returnSecureToken": True}
        assert server.api.call("POST", sign_in, json=body).status_code == 400
        assert "admin@demo.test" not in server.output()
        server.stop()
    finally:
        server.close()
