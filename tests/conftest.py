"""Fixtures that every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.kernel.bus import OUTBOX
from functions.kernel.config import Settings
from functions.kernel.platform import Platform, use_platform
from tests.support import given
from tests.support.given import HandClock

pytest_plugins = [
    "tests.support.emulators",
    "tests.support.fake_gcs",
    "tests.support.notices",
    "tests.support.scheduling",
]


@pytest.fixture
def clock() -> HandClock:
    """The clock of the test's platform: it stands at `given.NOW` until the test moves it."""
    return HandClock()


@pytest.fixture
def platform(tmp_path: Path, clock: HandClock) -> Iterator[Platform]:
    """This process's platform for the test: the embedded adapters on an empty folder."""
    opened = Platform(Settings(data=tmp_path), is_durable=False)
    opened.clock = clock
    use_platform(opened)
    yield opened
    use_platform(None)
    opened.close()


@pytest.fixture
def books_balance(platform: Platform) -> Iterator[None]:
    """After the test: every wallet equals its ledger, and every event was delivered."""
    yield
    platform.relay.sweep()
    given.audit(platform)
    assert given.documents(platform, OUTBOX) == {}
