"""Commands of the embedded default as processes, forked from one that has imported everything.

Each is a process of its own, which any signal may end; only the seconds that Python takes to start
and to import everything are saved.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.sign_in import QUICK

ROOT = Path(__file__).resolve().parent.parent.parent

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.support.preloaded"])


def environment(data: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a process on a data folder, with no other settings than these.

    Passwords cost as little as they may, and jobs run by hand.
    """
    plain = {k: v for k, v in os.environ.items() if not k.startswith("CULTUREPASS_")}
    return {
        **plain,
        "CULTUREPASS_DATA": str(data),
        "CULTUREPASS_PASSWORD_COST": str(QUICK),
        "CULTUREPASS_JOBS": "by_hand",
        **settings,
    }


@dataclass(frozen=True)
class Ended:
    """How a process ended; a signal that ended it is a negative status."""

    status: int
    out: str
    err: str


class Command:
    """A running command such as `local.jobs:run_by_hand`.

    What it prints is appended to the file `output`, and errors to `errors`, which may be a pipe.
    Without files, `wait` returns both.
    """

    def __init__(
        self,
        command: str,
        *arguments: str,
        environment: Mapping[str, str],
        output: Path | None = None,
        errors: Path | None = None,
    ) -> None:
        self._folder = TemporaryDirectory()
        own = Path(self._folder.name)
        self._files = (output or own / "out", errors or output or own / "err")
        for file in self._files:
            file.touch()
        self._process = FORKS.Process(
            target=_run, args=(command, arguments, dict(environment), self._files), daemon=True
        )
        self._process.start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process.pid is not None
        return self._process.pid

    def is_running(self) -> bool:
        """Return whether it has not ended yet."""
        return self._process.is_alive()

    def wait(self, seconds: float = 60) -> Ended:
        """Return how it ended."""
        self._process.join(seconds)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
            raise AssertionError(f"the process did not end within {seconds} seconds")
        out, err = (
            file.read_text("utf-8", errors="replace") if file.is_file() else ""
            for file in self._files
        )
        self._folder.cleanup()
        return Ended(self._process.exitcode, out, err)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self._process.is_alive():
            assert self._process.pid is not None
            os.kill(self._process.pid, number)

    def end(self, number: signal.Signals) -> Ended:
        """Send it a signal, and return how it ended."""
        self.send(number)
        return self.wait(20)


def _run(
    command: str, arguments: Sequence[str], environment: Mapping[str, str], files: Sequence[Path]
) -> None:
    # A shell that starts the tests in the background has SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in enumerate(files, start=1):
        file = os.open(path, os.O_WRONLY | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    module, _, function = command.partition(":")
    sys.exit(getattr(import_module(module), function)(arguments))
