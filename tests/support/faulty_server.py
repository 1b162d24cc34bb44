"""The local server on a database that fails at random, before or after a call's effect."""

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from waitress.server import create_server

import main
from functions.kernel.config import read_settings
from functions.kernel.database import Ref, Snapshot, Write
from functions.kernel.platform import Platform, use_platform
from local.server import LocalServer
from tests.support.adapters import DelegatingAdapter
from tests.support.faults import InjectedFault

RATE = "FAULT_RATE"
"""The environment variable with the share of the calls that fail."""


@dataclass
class RandomlyFaulty(DelegatingAdapter):
    """A database whose reads and commits fail at random."""

    rate: float = 0.0
    dice: random.Random = field(default_factory=random.Random)

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        """Read, or fail."""
        self._throw("read")
        return self.adapter.read(refs)

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        """Commit, or fail before or after the commit."""
        self._throw("commit")
        versions = self.adapter.commit(writes)
        self._throw("answer")
        return versions

    def _throw(self, call: str) -> None:
        if self.dice.random() < self.rate:
            raise InjectedFault(call)


def run(_: Sequence[str]) -> int:
    """Serve as `python -m local` does, until the process is ended."""
    settings = read_settings()
    main.load_all()
    platform = Platform(settings)
    use_platform(platform)
    server = LocalServer(platform)
    http = create_server(server, host=settings.host, port=settings.port, threads=8, ident=None)
    server.recover()
    database = platform.database
    database.adapter = RandomlyFaulty(database.adapter, rate=float(os.environ.get(RATE, "0")))
    server.start_sweeps()
    http.run()
    return 0
