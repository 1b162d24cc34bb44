"""The threads of the web server: one request at work at a time, unless it takes too long.

Python runs one thread at a time. Several that compute at once only take turns, and with eight
callers the change of threads took half as long as a short read itself. So a thread takes a request
when no other is at work. One that waits for the disk is not at work, so that commits still meet and
share a transaction; and a request that takes longer than `PATIENCE_SECONDS` keeps nobody waiting.
"""

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from waitress.task import Task, ThreadedTaskDispatcher

from functions.kernel.clock import monotonic

PATIENCE_SECONDS = 0.02
"""How long a request may be at work before another thread takes the next one."""


class WebThreads(ThreadedTaskDispatcher):
    """The threads that answer requests, in the order in which these came."""

    def __init__(self, number: int, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        super().__init__()
        self._patience = patience_seconds
        self._at_work: dict[int, float] = {}
        """Since when each thread is at work, in seconds on the clock of `monotonic`."""

        self._watching = 0
        """How many threads wait for those at work to take too long."""

        self._own = threading.local()
        self.set_thread_count(number)

    def add_task(self, task: Task) -> None:
        """Put a request in the queue."""
        with self.lock:
            self.queue.append(task)
            if not self._at_work or not self._watching:
                self.queue_cv.notify()

    def handler_thread(self, thread_no: int) -> None:
        """Answer requests until the thread is to stop."""
        self._own.number = thread_no
        while (task := self._next(thread_no)) is not None:
            try:
                task.service()
            except BaseException:
                self.logger.exception("Exception when servicing %r", task)
            with self.lock:
                del self._at_work[thread_no]

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let another thread work for the block, in which this one waits."""
        number: int | None = getattr(self._own, "number", None)
        if number is None:
            yield
            return
        with self.lock:
            del self._at_work[number]
            if self.queue:
                self.queue_cv.notify()
        try:
            yield
        finally:
            with self.lock:
                self._at_work[number] = monotonic()

    def _next(self, thread_no: int) -> Task | None:
        """Return the request to answer, once there is one; None when the thread is to stop."""
        with self.lock:
            while not self.stop_count and not self._may_take():
                self.active_count -= 1
                self._wait()
                self.active_count += 1
            if self.stop_count:
                self.active_count -= 1
                self.stop_count -= 1
                self.threads.discard(thread_no)
                self.thread_exit_cv.notify()
                return None
            self._at_work[thread_no] = monotonic()
            if self.queue and not self._watching:
                self.queue_cv.notify()
            return self.queue.popleft()

    def _may_take(self) -> bool:
        return bool(self.queue) and self._wait_seconds() <= 0

    def _wait_seconds(self) -> float:
        """Return how long those at work may still take, in seconds."""
        return max(self._at_work.values(), default=-math.inf) + self._patience - monotonic()

    def _wait(self) -> None:
        """Wait for a request, or until those at work take too long."""
        if not self.queue:
            self.queue_cv.wait()
            return
        self._watching += 1
        self.queue_cv.wait(self._wait_seconds())
        self._watching -= 1
