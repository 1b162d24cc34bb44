"""Servers for the acceptance tests: one that all share, and as many of their own as they need."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from functions.kernel.config import Settings
from functions.kernel.platform import Platform, use_platform
from tests.support.server import Api, Server
from tests.support.sign_in import QUICK
from tests.support.world import World, add_administrator


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder with an administrator, and nothing else; tests work on copies of it."""
    data = tmp_path_factory.mktemp("prepared") / "data"
    with closing(Platform(Settings(data=data, password_cost=QUICK), is_durable=False)) as platform:
        assert platform.database
        add_administrator(platform)
    return data


@pytest.fixture
def own_data(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of `prepared` that no other test sees."""
    return Path(shutil.copytree(prepared, tmp_path_factory.mktemp("own") / "data"))


@pytest.fixture(scope="session")
def server(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a running server, which all tests share."""
    with _server(prepared, tmp_path_factory.mktemp("shared")).running() as shared:
        yield shared


@pytest.fixture
def api(server: Server) -> Api:
    """Give a client of the shared server."""
    return server.api


@pytest.fixture
def new_server(prepared: Path, tmp_path: Path) -> Iterator[Callable[[], Server]]:
    """Give what makes a server for one test, to be started and stopped by it."""
    made: list[Server] = []

    def make() -> Server:
        made.append(_server(prepared, tmp_path / f"server-{len(made)}"))
        return made[-1]

    yield make
    for each in made:
        each.close()


def _server(prepared: Path, folder: Path) -> Server:
    return Server(Path(shutil.copytree(prepared, folder / "data")), CULTUREPASS_DEMO="false")


@pytest.fixture(scope="session")
def _settled_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("world"))
    use_platform(None)
    yield made
    made.close()


@pytest.fixture
def world(_settled_world: World) -> Iterator[World]:
    """Give the world in this process, as it was when it was made; a test may stop its relay."""
    _settled_world.state.restore()
    use_platform(_settled_world.platform)
    database = _settled_world.platform.database
    relay = database.on_commit
    yield _settled_world
    database.on_commit = relay
    use_platform(None)


@pytest.fixture
def unchanged(world: World) -> Iterator[World]:
    """Give the world, and see that the test has changed nothing in it."""
    before = world.state.digest()
    yield world
    assert world.state.digest() == before
