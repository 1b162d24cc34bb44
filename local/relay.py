"""The background relay of the local server: events are delivered behind the answer, in order.

On the embedded default every subscriber runs in this process. In the request, they would make the
caller wait for work and commits that the answer does not depend on.
"""

import threading
from collections.abc import Sequence

from functions.kernel.clock import monotonic
from functions.kernel.database import OUTBOX, Write
from functions.kernel.database.sqlite import SqliteAdapter
from functions.kernel.logs import log
from functions.kernel.platform import Platform

_GATHER_SECONDS = 0.02
"""How long events may gather: those of one batch leave the outbox in one commit."""

_RETRY_SECONDS = 5.0
"""How often events are looked for that failed, or that another process recorded."""


class BackgroundRelay:
    """Delivers the outbox of a platform in a thread of its own, one event after another."""

    def __init__(self, platform: Platform, *, retry_seconds: float = _RETRY_SECONDS) -> None:
        self._retry_seconds = retry_seconds
        self._platform = platform
        self._recorded = threading.Event()
        self._stopped = threading.Event()
        self.thread = threading.Thread(target=self._run, name="relay", daemon=True)

    def start(self) -> None:
        """Take over from the relay that runs within each commit."""
        self._platform.database.on_commit = self._after_commit
        self.thread.start()

    def stop(self) -> None:
        """Let the thread end, once it has delivered what is left."""
        self._stopped.set()
        self._recorded.set()

    def _after_commit(self, writes: Sequence[Write]) -> None:
        if any(write.kind == "create" and write.ref.collection == OUTBOX for write in writes):
            self._recorded.set()

    def _run(self) -> None:
        adapter = self._platform.database.adapter
        assert isinstance(adapter, SqliteAdapter)
        # An effect that a power cut takes back has left its event in the outbox.
        adapter.leave_sync_to_others()
        failing: set[str] = set()
        retry_at = monotonic() + self._retry_seconds
        while True:
            is_last = self._stopped.is_set()
            self._recorded.clear()
            if monotonic() > retry_at:
                failing.clear()
                retry_at = monotonic() + self._retry_seconds
            try:
                self._platform.relay.sweep(failing=failing)
            except Exception as fault:
                log.error("sweep_failed", job="sweep-outbox", fault=fault)
            if is_last and not self._recorded.is_set():
                return
            self._recorded.wait(self._retry_seconds)
            self._stopped.wait(_GATHER_SECONDS)
