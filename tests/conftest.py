"""Fixtures that every test may ask for."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from functions.kernel.database import OUTBOX
from functions.kernel.platform import Platform
from functions.kernel.subscribers import subscribers
from tests.support import given
from tests.support.given import HandClock
from tests.support.platforms import platform_on

# A busy machine is no fault of the code.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

pytest_plugins = [
    "tests.support.auth_emulator",
    "tests.support.emulators",
    "tests.support.fake_gcs",
    "tests.support.notices",
    "tests.support.scheduling",
]


def pytest_collection_finish() -> None:
    """Keep ten thousand tests and all modules out of every later search for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def clock() -> HandClock:
    """The clock of the test's platform: it stands at `given.NOW` until the test moves it."""
    return HandClock()


@pytest.fixture
def platform(tmp_path: Path, clock: HandClock) -> Iterator[Platform]:
    """This process's platform for the test: the embedded adapters on an empty folder."""
    with platform_on("sqlite", tmp_path, clock) as opened:
        yield opened


@pytest.fixture(
    params=["sqlite", pytest.param("firestore", marks=pytest.mark.emulator("firestore"))]
)
def either(request: pytest.FixtureRequest, tmp_path: Path, clock: HandClock) -> Iterator[Platform]:
    """This process's platform on each database in turn, the other adapters embedded."""
    host = request.getfixturevalue("firestore_emulator") if request.param == "firestore" else ""
    with platform_on(request.param, tmp_path, clock, host=host) as opened:
        yield opened


@pytest.fixture
def books_balance(platform: Platform) -> Iterator[None]:
    """After the test: every wallet equals its ledger, and every event was delivered."""
    yield
    platform.relay.sweep()
    given.audit(platform)
    assert given.documents(platform, OUTBOX) == {}


@pytest.fixture
def no_subscribers() -> Iterator[None]:
    """Let the test start without subscribers; then bring back those that features declared."""
    before = list(subscribers)
    subscribers.clear()
    yield
    subscribers[:] = before
