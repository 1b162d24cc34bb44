"""The platform that a deployment chose: one adapter behind each port, each made at first use.

Which adapter runs is configuration. Each one is imported only when it is asked for, so a function
starts with the clients that it needs and no others.
"""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from functions.kernel.bus import Bus, Relay
from functions.kernel.clock import Clock
from functions.kernel.config import Settings, read_settings
from functions.kernel.counted import Counted
from functions.kernel.database import Database, Index, Query
from functions.kernel.identity import IdentityProvider
from functions.kernel.indexes import MissingIndex, serving_indexes
from functions.kernel.logs import log
from functions.kernel.quotas import Leases
from functions.kernel.remembered import Remembered

if TYPE_CHECKING:
    # Most functions of a cold start use none of these.
    from functions.kernel.addresses import AddressService
    from functions.kernel.encryption import Encryption
    from functions.kernel.files import Files
    from functions.kernel.mail import Mailer
    from functions.kernel.webhooks import WebhookSender

INDEXES: list[Index] = []
"""The indexes that the loaded features declared for their queries."""


def declare_indexes(*indexes: Index) -> None:
    """Declare the indexes of a feature's queries; stores call it when they are loaded."""
    INDEXES.extend(indexes)


class Platform:
    """The ports of one deployment.

    `indexes` are those of the database; by default, those that the loaded features declare. Only
    tests set `is_durable` to false: their SQLite files need not survive a power cut.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        indexes: Sequence[Index] | None = None,
        is_durable: bool = True,
    ) -> None:
        self.settings = settings
        self.indexes = INDEXES if indexes is None else indexes
        self.is_durable = is_durable
        self.clock = Clock(settings.now)
        self.leases = Leases()
        self.remembered = Remembered()
        self.counted: Counted[Any] = Counted()
        self._open: dict[str, Any] = {}
        # Reentrant, because the database is wired to the bus. Without it, the first requests of an
        # instance that come together would each open an adapter of their own.
        self._opening = threading.RLock()

    @property
    def database(self) -> Database:
        """The database, wired to the relay where the committing process relays events."""
        database: Database = self._once("database", self._open_database)
        return database

    @property
    def bus(self) -> Bus:
        """The bus that events are published on."""
        bus: Bus = self._once("bus", lambda: self._adapter("bus", self.settings.bus))
        return bus

    @property
    def files(self) -> "Files":
        """Uploads and public files."""
        files: Files = self._once("files", lambda: self._adapter("files", self.settings.files))
        return files

    @property
    def identity(self) -> IdentityProvider:
        """Accounts and tokens."""
        identity: IdentityProvider = self._once(
            "identity", lambda: self._adapter("identity", self.settings.identity)
        )
        return identity

    @property
    def mail(self) -> "Mailer":
        """The mailer."""
        mail: Mailer = self._once("mail", lambda: self._adapter("mail", self.settings.mail))
        return mail

    @property
    def addresses(self) -> "AddressService":
        """The service that completes addresses."""
        service: AddressService = self._once(
            "addresses", lambda: self._adapter("addresses", self.settings.addresses)
        )
        return service

    @property
    def webhooks(self) -> "WebhookSender":
        """The sender of messages to webhooks."""
        sender: WebhookSender = self._once(
            "webhooks", lambda: self._adapter("webhooks", self.settings.webhooks)
        )
        return sender

    @property
    def encryption(self) -> "Encryption":
        """The keys that seal bank accounts."""
        encryption: Encryption = self._once(
            "encryption", lambda: self._adapter("encryption", self.settings.encryption)
        )
        return encryption

    @property
    def relay(self) -> Relay:
        """The relay that moves events from the outbox to the bus."""
        return Relay(self.database, self.bus)

    def use(
        self,
        port: Literal[
            "database",
            "bus",
            "files",
            "identity",
            "mail",
            "addresses",
            "webhooks",
            "encryption",
        ],
        adapter: object,
    ) -> None:
        """Replace the adapter that the settings name."""
        with self._opening:
            self._open[port] = adapter

    def close(self) -> None:
        """Close the adapters that were opened."""
        for opened in self._open.values():
            getattr(opened, "close", _nothing)()

    def _once(self, port: str, make: Callable[[], Any]) -> Any:
        if port not in self._open:
            with self._opening:
                if port not in self._open:
                    self._open[port] = make()
        return self._open[port]

    def _open_database(self) -> Database:
        database = Database(self._adapter("database", self.settings.database))
        if self.settings.database == "sqlite":
            # SQLite would run any query; Firestore refuses one without an index.
            database.on_query = partial(_check_index, self.indexes)
        if self.settings.relay == "commit":
            database.on_commit = Relay(database, self.bus).after_commit
        return database

    def _adapter(self, port: str, name: str) -> Any:
        """Return the adapter that the module's `open_adapter` makes for this platform."""
        module = import_module(f"functions.kernel.{port}.{name}")
        return module.open_adapter(self)


_served: set[object] = set()
"""The forms of queries that have an index. Indexes are only added."""


def _check_index(indexes: Sequence[Index], query: Query) -> None:
    form = query.collection, *((w.field, w.operator) for w in query.where), query.order_by
    if form in _served:
        return
    try:
        serving_indexes(query, indexes)
    except MissingIndex as missing:
        # Faults are logged without their message, and this message names the missing index.
        log.error("missing_index", reason=str(missing))
        raise
    _served.add(form)


def _nothing() -> None:
    """Close an adapter that has nothing to close."""


_current: Platform | None = None


def current_platform() -> Platform:
    """Return this process's platform, made from the environment at first use."""
    global _current
    if _current is None:
        _current = Platform(read_settings())
    return _current


def use_platform(platform: Platform | None) -> None:
    """Make `platform` the platform of this process; None reads the environment again."""
    global _current
    _current = platform
