"""Platforms for tests of features, on the embedded database or on Firestore's emulator."""

import sys
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from uuid import uuid4

from functions.kernel.clock import Clock
from functions.kernel.config import Settings
from functions.kernel.database import OUTBOX, Index, Ref, Write
from functions.kernel.database.documents import Collection
from functions.kernel.events import Message
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
            names = _collections()
            platform.database.adapter.read([Ref(name, "none") for name in names])
        return {file.name: file.read_bytes() for file in data.glob("*.sqlite3")}


def _collections() -> set[str]:
    """Return the collections that loaded modules declare: made once, their tables are there."""
    declared = [value for module in list(sys.modules.values()) for value in vars(module).values()]
    named = {value.name for value in declared if isinstance(value, Collection)}
    return named | {OUTBOX}


def keep_back(platform: Platform, topics: Container[str] | None = None) -> list[Message]:
    """Return the list of events that are kept from everyone from now on: delivery is by hand.

    With `topics`, the list has no others.
    """
    kept: list[Message] = []

    def keep(writes: Sequence[Write]) -> None:
        for write in writes:
            if write.ref.collection == OUTBOX and write.data is not None:
                message = Message(*(str(write.data[name]) for name in ("topic", "id", "data")))
                if topics is None or message.topic in topics:
                    kept.append(message)

    platform.database.on_commit = keep
    return kept
