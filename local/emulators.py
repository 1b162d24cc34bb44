"""The Google Cloud SDK's emulators of Firestore and Pub/Sub, started and stopped.

They are found through `gcloud` on the path, each runs on a free port of its own, and each is
stopped with everything that it started.
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_START_SECONDS = 60.0
_STOP_SECONDS = 5.0

_JAVA_OPTIONS = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
"""An emulator runs for minutes: optimizing its code costs more than it gains (half of its CPU)."""


class Unavailable(Exception):
    """The emulator is not installed; the text says how to install it."""


def free_port() -> int:
    """Return a port of the loopback interface that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Set environment variables for the block, as Google's clients read them from there."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@dataclass
class Emulator:
    """One emulator process and the Java process below it."""

    name: str
    component: str
    command: tuple[str, ...]
    port: int = 0
    _folder: Path | None = None
    _process: subprocess.Popen[bytes] | None = None
    _unavailable: str | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start the process without waiting for it; a second call does nothing."""
        if self._process is not None or self._unavailable is not None:
            return
        for program in ("gcloud", "java"):
            if shutil.which(program) is None:
                self._unavailable = f"no `{program}` on the path"
                return
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix=f"{self.name}-emulator-"))
        with self._log().open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - nothing in it comes from outside
                [
                    *("gcloud", *self.command, "start", "--project=demo-emulators"),
                    f"--host-port=127.0.0.1:{self.port}",
                    *([f"--data-dir={self._folder}"] if "beta" in self.command else []),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A group of its own: gcloud starts a shell that starts Java, and all have to stop.
                start_new_session=True,
                env={
                    **os.environ,
                    "JAVA_TOOL_OPTIONS": " ".join(
                        [*_JAVA_OPTIONS, os.environ.get("JAVA_TOOL_OPTIONS", "")]
                    ),
                    # Keeps the user's gcloud account and settings out.
                    "CLOUDSDK_CONFIG": str(self._folder / "gcloud"),
                    "CLOUDSDK_CORE_DISABLE_PROMPTS": "1",
                    "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "1",
                    "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK": "1",
                },
            )

    def wait(self) -> str:
        """Return host and port once the emulator answers. Raises Unavailable."""
        self.start()
        started = time.monotonic()
        while self._process is not None:
            if self._answers():
                return f"127.0.0.1:{self.port}"
            output = self._log().read_text(errors="replace")
            if self._process.poll() is not None:
                if "component" in output or "Java" in output or "Invalid choice" in output:
                    self._unavailable = output.strip().splitlines()[-1]
                    break
                raise RuntimeError(f"the {self.name} emulator stopped at once:\n{output}")
            if time.monotonic() - started > _START_SECONDS:
                raise RuntimeError(f"the {self.name} emulator does not answer:\n{output}")
            time.sleep(0.1)
        raise Unavailable(
            f"{self._unavailable}: install the Google Cloud SDK with"
            f" `gcloud components install {self.component}` and Java 17 or later"
        )

    def stop(self) -> None:
        """Stop the process and all that it started, and remove its folder."""
        if self._process is not None:
            self._signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_SECONDS)
            # Java may outlive gcloud; the group may also be gone already.
            self._signal(signal.SIGKILL)
            self._process.wait()
            self._process = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def _log(self) -> Path:
        assert self._folder is not None
        return self._folder / "output.log"

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()


EMULATORS = {
    "firestore": Emulator("firestore", "cloud-firestore-emulator", ("emulators", "firestore")),
    "pubsub": Emulator("pubsub", "beta pubsub-emulator", ("beta", "emulators", "pubsub")),
}


@contextmanager
def running(name: str) -> Iterator[str]:
    """Run one emulator for the block; yield its host and port. Raises Unavailable."""
    known = EMULATORS[name]
    emulator = Emulator(known.name, known.component, known.command)
    try:
        yield emulator.wait()
    finally:
        emulator.stop()
