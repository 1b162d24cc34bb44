"""The emulators, for tests of the cloud adapters.

A test says which it needs with `@pytest.mark.emulator("firestore")`. All start at once when the
first test runs, and are stopped when the session ends. Where they are not installed the tests skip;
with CULTUREPASS_REQUIRE_EMULATORS=1 they fail instead.
"""

import os

import pytest

from local.emulators import EMULATORS, Unavailable


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start what the chosen tests need, all at once, while other tests run."""
    if session.config.option.collectonly:
        return
    for item in session.items:
        for mark in item.iter_markers("emulator"):
            for name in mark.args:
                EMULATORS[name].start()


def pytest_sessionfinish() -> None:
    """Stop them, however the session went."""
    for emulator in EMULATORS.values():
        emulator.stop()


@pytest.fixture(scope="session")
def firestore_emulator() -> str:
    """Host and port of the Firestore emulator."""
    return _ready("firestore")


@pytest.fixture(scope="session")
def pubsub_emulator() -> str:
    """Host and port of the Pub/Sub emulator."""
    return _ready("pubsub")


def _ready(name: str) -> str:
    try:
        return EMULATORS[name].wait()
    except Unavailable as unavailable:
        reason = str(unavailable)
    if os.environ.get("CULTUREPASS_REQUIRE_EMULATORS") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
