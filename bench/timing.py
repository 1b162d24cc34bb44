"""Timing of calls made by one or several callers."""

import math
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

Act = Callable[[], object]


@dataclass
class Sample:
    """Timed calls: the seconds of each, and the seconds and CPU seconds of all together."""

    seconds: list[float] = field(default_factory=list)
    elapsed: float = 0.0
    cpu: float = 0.0

    @property
    def p50_ms(self) -> float:
        """The median latency in ms."""
        return statistics.median(self.seconds) * 1000

    @property
    def p95_ms(self) -> float:
        """The 95th percentile of the latency in ms."""
        return percentile(self.seconds, 0.95) * 1000

    @property
    def per_second(self) -> float:
        """Calls finished per second."""
        return len(self.seconds) / self.elapsed

    @property
    def cpu_ms(self) -> float:
        """CPU time of this process for each call, in ms."""
        return self.cpu / len(self.seconds) * 1000

    def add(self, other: "Sample") -> None:
        """Add the calls of another sample of the same kind."""
        self.seconds += other.seconds
        self.elapsed += other.elapsed
        self.cpu += other.cpu


def percentile(values: Sequence[float], part: float) -> float:
    """Return the percentile of `part`, from 0 to 1, of the values (nearest rank)."""
    return sorted(values)[max(0, math.ceil(len(values) * part) - 1)]


class Callers:
    """Threads that each stand for one client and live as long as the benchmark."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._pool = ThreadPoolExecutor(number)

    def call(self, acts: Sequence[Act]) -> Sample:
        """Make and time all calls, dealt to the callers in turn; each makes one at a time."""
        ready = threading.Barrier(self.number)

        def work(share: Sequence[Act]) -> list[tuple[float, float]]:
            ready.wait()
            spans = []
            for act in share:
                started = time.perf_counter()
                act()
                spans.append((started, time.perf_counter()))
            return spans

        cpu = time.process_time()
        shares = [acts[first :: self.number] for first in range(self.number)]
        futures = [self._pool.submit(work, share) for share in shares]
        spans = [span for future in futures for span in future.result()]
        return Sample(
            [ended - started for started, ended in spans],
            max(ended for _, ended in spans) - min(started for started, _ in spans),
            time.process_time() - cpu,
        )

    def close(self) -> None:
        """Stop the threads."""
        self._pool.shutdown()
