"""Servers for the acceptance tests: one that all share, and as many of their own as they need."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from functions.kernel.platform import use_platform
from tests.support.server import Api, Server
from tests.support.world import World


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the data folder of a server that has loaded the demo data and was stopped.

    The first worker makes it, because drawing the pictures takes seconds of processor time.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, ready = shared / "demo", shared / "demo-is-loaded"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            folder.mkdir()
            server = Server(folder / "data")
            try:
                server.start()
                server.stop()
            finally:
                server.close()
            ready.touch()
    return folder / "data"


@pytest.fixture(scope="session")
def server(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a running server with the demo data, which all tests share."""
    shared = Server(_copy(loaded, tmp_path_factory.mktemp("shared")))
    try:
        shared.start()
        yield shared
        shared.stop()
    finally:
        shared.close()


@pytest.fixture
def api(server: Server) -> Api:
    """Give a client of the shared server."""
    return server.api


@pytest.fixture
def new_server(loaded: Path, tmp_path: Path) -> Iterator[Callable[[], Server]]:
    """Give what makes a server for one test, to be started and stopped by it."""
    made: list[Server] = []

    def make() -> Server:
        made.append(Server(_copy(loaded, tmp_path / f"server-{len(made)}")))
        return made[-1]

    yield make
    for each in made:
        each.close()


def _copy(loaded: Path, folder: Path) -> Path:
    return Path(shutil.copytree(loaded, folder / "data"))


@pytest.fixture(scope="session")
def _settled_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("world"))
    use_platform(None)
    yield made
    made.close()


@pytest.fixture
def world(_settled_world: World) -> Iterator[World]:
    """Give the world in this process, as it was when it was made."""
    _settled_world.state.restore()
    use_platform(_settled_world.platform)
    yield _settled_world
    use_platform(None)
