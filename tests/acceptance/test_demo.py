"""The story of `make demo` against the running server: it comes to its end."""

import os
import subprocess
import sys

from tests.support.server import ROOT, Server


def test_the_story_plays_to_its_end(server: Server) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "local.demo"],
        cwd=ROOT,
        env={**os.environ, "PORT": str(server.port)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")
    numbers = [line.split()[0] for line in told.stdout.splitlines() if line[:3].strip().isdigit()]
    assert numbers == [str(number + 1) for number in range(len(numbers))]
    assert len(numbers) > 10


def test_without_a_server_it_says_how_to_start_one() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "local.demo"],
        cwd=ROOT,
        env={**os.environ, "PORT": "9"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 1
    assert "make run" in told.stderr
