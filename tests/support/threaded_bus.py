"""A bus that hands messages to several threads, as Pub/Sub does to so many instances."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from functions.kernel.bus.inline import InlineBus
from functions.kernel.events import Message
from functions.kernel.platform import Platform


class Workers:
    """The bus of a platform, for the block, whose subscribers are called by threads."""

    def __init__(self, platform: Platform, number: int) -> None:
        self._platform = platform
        self._inline = InlineBus(platform)
        self._threads = ThreadPoolExecutor(number)
        self._guard = threading.Lock()
        self._pending: list[Future[None]] = []
        self.published = 0

    def publish(self, message: Message) -> None:
        """Let a worker deliver the message."""
        with self._guard:
            self.published += 1
            self._pending.append(self._threads.submit(self._inline.publish, message))

    def wait(self) -> None:
        """Return when no message is left; raises what a subscriber raised."""
        while self._pending:
            self._pending.pop().result()

    def __enter__(self) -> "Workers":
        self._platform.use("bus", self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown()
        self._platform.use("bus", self._inline)
