"""The emulators, for tests of the cloud adapters.

A test says which it needs with `@pytest.mark.emulator("firestore")`. All start at once when the
first test runs, and are stopped when the session ends; workers that share the tests of a session
share its emulators too. Where they are not installed the tests skip; with
CULTUREPASS_REQUIRE_EMULATORS=1 they fail instead.
"""

import os
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from local.emulators import EMULATORS, Unavailable

_SHARED = "emulators"


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start what the chosen tests need, all at once, while other tests run."""
    if session.config.option.collectonly or _shared(session.config) is not None:
        return
    for item in session.items:
        for mark in item.iter_markers("emulator"):
            for name in mark.args:
                EMULATORS[name].start()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Start them all before the workers, and give each worker their addresses."""
    for emulator in EMULATORS.values():
        emulator.start()
    node.workerinput[_SHARED] = {name: _found(name) for name in EMULATORS}


def pytest_sessionfinish() -> None:
    """Stop them, however the session went."""
    for emulator in EMULATORS.values():
        emulator.stop()


@pytest.fixture(scope="session")
def firestore_emulator(request: pytest.FixtureRequest) -> str:
    """Host and port of the Firestore emulator."""
    return _ready("firestore", request.config)


@pytest.fixture(scope="session")
def pubsub_emulator(request: pytest.FixtureRequest) -> str:
    """Host and port of the Pub/Sub emulator."""
    return _ready("pubsub", request.config)


def _ready(name: str, config: pytest.Config) -> str:
    shared = _shared(config)
    host, reason = shared[name] if shared is not None else _found(name)
    if host:
        return host
    if os.environ.get("CULTUREPASS_REQUIRE_EMULATORS") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _found(name: str) -> tuple[str, str]:
    """Return where an emulator is once it answers, or why there is none."""
    try:
        host = EMULATORS[name].wait()
    except Unavailable as unavailable:
        return "", str(unavailable)
    if name == "firestore":
        # The first write loads most of the emulator, which takes longer than an adapter waits.
        documents = f"http://{host}/v1/projects/demo-warm/databases/(default)/documents"
        httpx.post(f"{documents}/first", json={}, timeout=60).raise_for_status()
    return host, ""


def _shared(config: pytest.Config) -> Mapping[str, tuple[str, str]] | None:
    """Return what the controller passed to a worker; None in a session without workers."""
    passed: Mapping[str, Any] = getattr(config, "workerinput", {})
    return passed.get(_SHARED)
