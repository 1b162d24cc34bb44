"""The platform that a deployment chose: one adapter behind each port, each made at first use.

Which adapter runs is configuration. Each one is imported only when it is asked for, so a function
starts with the clients that it needs and no others.
"""

from collections.abc import Iterable
from functools import cached_property
from importlib import import_module
from typing import Any

from functions.kernel.bus import Bus, Relay
from functions.kernel.clock import Clock
from functions.kernel.config import Settings, read_settings
from functions.kernel.database import Adapter, Database, Index
from functions.kernel.files import Files
from functions.kernel.identity import IdentityProvider

INDEXES: list[Index] = []
"""The composite indexes that the loaded features declared for their queries."""


def declare_indexes(*indexes: Index) -> None:
    """Declare what a feature's queries need; stores call it when they are loaded."""
    INDEXES.extend(indexes)


class Platform:
    """The ports of one deployment."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock(settings.now)

    @cached_property
    def database(self) -> Database:
        """Documents, wired to the relay where the committing process does the relaying."""
        adapter: Adapter = _adapter("database", self.settings.database, self)
        database = Database(adapter)
        if self.settings.relay == "commit":
            database.committed = Relay(database, self.bus).after_commit
        return database

    @cached_property
    def bus(self) -> Bus:
        """Where events are published."""
        bus: Bus = _adapter("bus", self.settings.bus, self)
        return bus

    @cached_property
    def files(self) -> Files:
        """Uploads and public files."""
        files: Files = _adapter("files", self.settings.files, self)
        return files

    @cached_property
    def identity(self) -> IdentityProvider:
        """Accounts and tokens."""
        identity: IdentityProvider = _adapter("identity", self.settings.identity, self)
        return identity

    @property
    def relay(self) -> Relay:
        """What moves events from the outbox to the bus."""
        return Relay(self.database, self.bus)

    def indexes(self) -> Iterable[Index]:
        """The indexes declared so far."""
        return tuple(INDEXES)

    def close(self) -> None:
        """Let go of what was opened."""
        for port in ("database", "files", "identity"):
            if port in self.__dict__:
                getattr(self.__dict__[port], "close", _nothing)()


def _nothing() -> None:
    """Close an adapter that holds nothing open."""


def _adapter(port: str, name: str, platform: Platform) -> Any:
    """Return what the adapter module's `open_adapter` makes for this platform."""
    module = import_module(f"functions.kernel.{port}.{name}")
    return module.open_adapter(platform)


_current: Platform | None = None


def current_platform() -> Platform:
    """Return this process's platform, made from the environment at first use."""
    global _current
    if _current is None:
        _current = Platform(read_settings())
    return _current


def use_platform(platform: Platform | None) -> None:
    """Have this process use `platform`; None means to read the environment again."""
    global _current
    _current = platform
