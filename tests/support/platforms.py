"""Platforms for tests of features, on the embedded database or on Firestore's emulator."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from uuid import uuid4

from functions.kernel.clock import Clock
from functions.kernel.config import Settings
from functions.kernel.database import Index
from functions.kernel.platform import INDEXES, Platform, use_platform
from local.emulators import environment
from tests.support.sign_in import QUICK


@contextmanager
def platform_on(
    database: Literal["sqlite", "firestore"], data: Path, clock: Clock, *, host: str = ""
) -> Iterator[Platform]:
    """Use a new platform in this process for the block, its other adapters embedded.

    On Firestore each has a project of its own on the emulator at `host`.
    """
    settings = Settings(data=data, password_cost=QUICK)
    data.mkdir(parents=True, exist_ok=True)
    for name, content in _empty_files(tuple(INDEXES)).items():
        if not (data / name).exists():
            (data / name).write_bytes(content)
    if database == "firestore":
        settings = Settings(database=database, data=data, project=f"demo-{uuid4().hex}")
    with (
        environment(FIRESTORE_EMULATOR_HOST=host),
        closing(Platform(settings, is_durable=False)) as platform,
    ):
        platform.clock = clock
        use_platform(platform)
        try:
            yield platform
        finally:
            use_platform(None)


@cache
def _empty_files(indexes: tuple[Index, ...]) -> Mapping[str, bytes]:
    """Make the SQLite files of a new platform with these indexes: quicker to copy than to make."""
    with TemporaryDirectory() as folder:
        data = Path(folder)
        with closing(
            Platform(Settings(data=data, password_cost=QUICK), is_durable=False)
        ) as platform:
            assert all((platform.database, platform.identity))
        return {file.name: file.read_bytes() for file in data.glob("*.sqlite3")}
