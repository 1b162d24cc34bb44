"""Meters: the round trips and documents that a block of code costs."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Meter:
    """Counts of the calls to the database."""

    round_trips: int = 0
    documents_read: int = 0
    documents_written: int = 0
    documents_verified: int = 0
    attempts: int = 0
    lost: int = 0
    """Attempts that failed because a document had changed."""
    unreadable: int = 0
    """Documents left out of a list because they cannot be decoded."""


_open_meters: ContextVar[tuple[Meter, ...]] = ContextVar("meters", default=())


def open_meters() -> tuple[Meter, ...]:
    """Return the meters that count in this context."""
    return _open_meters.get()


@contextmanager
def metered() -> Iterator[Meter]:
    """Count the calls of the block to any database in this context, retries included."""
    meter = Meter()
    token = _open_meters.set((*_open_meters.get(), meter))
    try:
        yield meter
    finally:
        _open_meters.reset(token)
