"""Structured logs: one JSON object a line, in the fields that Cloud Logging reads.

Logs carry no personal data: paths are logged as route templates, ids of people as digests or not at
all, and faults by type and place without their message, which may quote personal data.
"""

import json
import sys
import threading
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from typing import TextIO


class Log:
    """Writes one line for each call: `log.info("booking_confirmed", amount_cents=1200)`."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def to(self, stream: TextIO | None) -> None:
        """Write to `stream` from now on; None means standard error."""
        self._stream = stream

    def info(self, message: str, **facts: object) -> None:
        """Log an expected event."""
        self._write("INFO", message, facts)

    def error(self, message: str, *, fault: BaseException | None = None, **facts: object) -> None:
        """Log a failure; `fault` is described by its type and where it was raised."""
        if fault is not None:
            facts = {**facts, "fault": type(fault).__name__, "raised_at": _places(fault)}
        self._write("ERROR", message, facts)

    def _write(self, severity: str, message: str, facts: dict[str, object]) -> None:
        line = json.dumps(
            {
                "severity": severity,
                "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "message": message,
                **facts,
            },
            default=str,
            ensure_ascii=False,
        )
        # A log that cannot be written, as on a full disk, must not undo what it would report.
        with self._lock, suppress(OSError):
            print(line, file=self._stream or sys.stderr, flush=True)


def _places(fault: BaseException) -> list[str]:
    frames = traceback.extract_tb(fault.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-6:]]


def digest(name: str) -> str:
    """Return a stable digest that logs use in place of an id that leads to a person."""
    return sha256(name.encode()).hexdigest()[:16]


log = Log()
