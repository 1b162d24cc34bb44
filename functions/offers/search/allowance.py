"""How many documents a page may read: asked before each read, so that it never reads one more."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from functions.kernel.database import Meter, metered


class Spent(Exception):
    """Something would have to be read, and nothing may be: the page ends where it is."""


@dataclass
class Allowance:
    """The most documents that the page being made may read, and what it has read."""

    meter: Meter
    most: int

    @property
    def read(self) -> int:
        """How many were read."""
        return self.meter.documents_read

    @property
    def left(self) -> int:
        """How many more may be read."""
        return self.most - self.read


@contextmanager
def allowed(most: int) -> Iterator[Allowance]:
    """Count what the block reads against the most that it may."""
    with metered() as meter:
        yield Allowance(meter, most)
