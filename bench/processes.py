"""Functions in processes of their own: their time to answer, and their memory."""

import http.client
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from local.emulators import free_port

ROOT = Path(__file__).resolve().parent.parent

_POLL_SECONDS = 0.002
_PATIENCE_SECONDS = 60.0
_STOP_SECONDS = 20.0


@dataclass
class Process:
    """A function that functions-framework serves at a port of the loopback interface."""

    port: int
    started: float
    pid: int
    headers: Mapping[str, str] = field(default_factory=dict)

    def first_answer(self, path: str, *, patience: float = _PATIENCE_SECONDS) -> float:
        """Return the seconds from the start of the process to its first answer, of any status."""
        while True:
            try:
                self.get(path)
            except ConnectionError:
                if time.perf_counter() - self.started > patience:
                    raise
                time.sleep(_POLL_SECONDS)
            else:
                return time.perf_counter() - self.started

    def get(self, path: str) -> int:
        """Read the answer at a path; return its status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_SECONDS)
        try:
            connection.request("GET", path, headers=dict(self.headers))
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def peak_mb(self) -> float:
        """Return the peak memory of the serving process in MB; NaN outside Linux."""
        return _memory_mb(self._worker(), "VmHWM")

    def resident_mb(self) -> float:
        """Return the memory of the serving process in MB; NaN outside Linux."""
        return _memory_mb(self._worker(), "VmRSS")

    def cpu_seconds(self) -> tuple[float, float]:
        """Return the user and system CPU seconds of the serving process; NaN outside Linux."""
        try:
            status = Path(f"/proc/{self._worker()}/stat").read_text()
        except OSError:
            return math.nan, math.nan
        # The name of the program, in parentheses, may hold spaces.
        ticks = status.rpartition(")")[2].split()[11:13]
        user, system = (int(number) / os.sysconf("SC_CLK_TCK") for number in ticks)
        return user, system

    def _worker(self) -> str:
        """Return the id of the process that answers: the server's last child, or itself."""
        try:
            children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        except OSError:
            children = []
        return children[-1] if children else str(self.pid)


def resident_mb() -> float:
    """Return the memory of this process in MB; NaN outside Linux."""
    return _memory_mb("self", "VmRSS")


def peak_mb() -> float:
    """Return the peak memory of this process in MB; NaN outside Linux."""
    return _memory_mb("self", "VmHWM")


def _memory_mb(process: str, name: str) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return math.nan
    (line,) = (line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024


@contextmanager
def served(
    target: str, source: Path, *, settings: Mapping[str, str], headers: Mapping[str, str]
) -> Iterator[Process]:
    """Serve a function for the block with `settings` added to a bare environment."""
    port = free_port()
    started = time.perf_counter()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "functions_framework"),
            *("--target", target, "--source", str(source)),
            *("--host", "127.0.0.1", "--port", str(port)),
        ],
        cwd=ROOT,
        env=bare_environment(settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # In a group of its own: the server starts a worker, and both have to stop.
        start_new_session=True,
    )
    try:
        yield Process(port, started, process.pid, headers)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def serving(
    data: Path, settings: Mapping[str, str], *, patience: float = _PATIENCE_SECONDS
) -> Iterator[Process]:
    """Run `python -m local` on a data folder for the block, once it answers.

    It has no demo data and runs no jobs unless `settings` ask for them; `patience` is in seconds.
    """
    port = free_port()
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "local"],
        cwd=ROOT,
        env=bare_environment(
            {
                "PORT": str(port),
                "CULTUREPASS_DATA": str(data),
                "CULTUREPASS_DEMO": "false",
                "CULTUREPASS_JOBS": "by_hand",
                **settings,
            }
        ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        server = Process(port, started, process.pid)
        server.first_answer("/health", patience=patience)
        yield server
        process.terminate()
        process.wait(_STOP_SECONDS)
    finally:
        process.kill()
        process.wait()


def bare_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with `settings` in place of all that functions read."""
    ours = ("CULTUREPASS_", "GOOGLE_", "FIREBASE_", "FIRESTORE_", "PUBSUB_", "STORAGE_", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, **settings}
