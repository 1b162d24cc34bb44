"""Firebase's Auth emulator, where its command line tool is installed: a pytest plugin."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local.emulators import free_port

PROJECT = "demo-culture-pass"


@pytest.fixture(scope="session")
def auth_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The host and port of the emulator, which hides addresses as Firebase does."""
    command = shutil.which("firebase")
    if command is None:
        pytest.skip("the Auth emulator is not installed: npm install -g firebase-tools")
    folder = tmp_path_factory.mktemp("auth-emulator")
    ports = [free_port() for _ in range(3)]
    emulators: dict[str, object] = {
        name: {"host": "127.0.0.1", "port": port}
        for name, port in zip(("auth", "hub", "logging"), ports, strict=True)
    }
    emulators["ui"] = {"enabled": False}
    (folder / "firebase.json").write_text(json.dumps({"emulators": emulators}))
    host = f"127.0.0.1:{ports[0]}"
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [command, "emulators:start", "--only", "auth", "--project", PROJECT],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Not the settings and the account of the person whose machine this is.
            env={**os.environ, "XDG_CONFIG_HOME": str(folder / "settings")},
        )
    try:
        wait_for(f"http://{host}/", process, folder / "output")
        # Firebase hides which addresses have an account; its emulator does when asked to.
        httpx.patch(
            f"http://{host}/identitytoolkit.googleapis.com/v2/projects/{PROJECT}/config",
            params={"updateMask": "emailPrivacyConfig"},
            headers={"Authorization": "Bearer owner"},
            json={"emailPrivacyConfig": {"enableImprovedEmailPrivacy": True}},
        ).raise_for_status()
        yield host
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes], output: Path) -> None:
    # Without a network, the tool waits a minute for addresses that it does not need.
    until = time.monotonic() + 150
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(url, timeout=5).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the Auth emulator did not start:{os.linesep}{output.read_text()}")
