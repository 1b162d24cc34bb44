"""Platforms for tests of features, on the embedded database or on Firestore's emulator."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal
from uuid import uuid4

from functions.kernel.clock import Clock
from functions.kernel.config import Settings
from functions.kernel.platform import Platform, use_platform
from local.emulators import environment


@contextmanager
def platform_on(
    database: Literal["sqlite", "firestore"], data: Path, clock: Clock, *, host: str = ""
) -> Iterator[Platform]:
    """Use a new platform in this process for the block, its other adapters embedded.

    On Firestore each has a project of its own on the emulator at `host`.
    """
    settings = Settings(data=data)
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
