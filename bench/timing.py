"""How long calls take when one or several callers make them."""

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
    """Calls that were timed: each call's seconds, and the seconds and CPU seconds of them all."""

    seconds: list[float] = field(default_factory=list)
    elapsed: float = 0.0
    cpu: float = 0.0

    @property
    def p50_ms(self) -> float:
        """The latency that half of the calls stay within, in ms."""
        return statistics.median(self.seconds) * 1000

    @property
    def p95_ms(self) -> float:
        """The latency that 95 % of the calls stay within, in ms."""
        return percentile(self.seconds, 0.95) * 1000

    @property
    def per_second(self) -> float:
        """Calls finished each second."""
        return len(self.seconds) / self.elapsed

    @property
    def cpu_ms(self) -> float:
        """CPU time of this process for each call, in ms."""
        return self.cpu / len(self.seconds) * 1000

    def add(self, other: "Sample") -> None:
        """Take in the calls of another sample of the same kind."""
        self.seconds += other.seconds
        self.elapsed += other.elapsed
        self.cpu += other.cpu


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value that `part` of the values, 0 to 1, do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(len(values) * part) - 1)]


class Callers:
    """Threads that each stand for one client and live as long as the benchmark."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._pool = ThreadPoolExecutor(number)

    def call(self, acts: Sequence[Act]) -> Sample:
        """Make all calls, dealt out in turn, each caller one after the other; time each."""
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
        """End the threads."""
        self._pool.shutdown()
