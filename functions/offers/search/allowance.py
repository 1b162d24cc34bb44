"""How many documents a page may read: asked before each read, so that it never reads one more."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from functions.kernel.database import Meter, metered


class Spent(Exception):
    """Something would have to be read, and nothing may be: the page ends where it is."""


@dataclass
class Allowance:
    """The documents that the page being made may read; what it has read is counted with it."""

    meter: Meter
    most: int

    @property
    def left(self) -> int:
        """How many more may be read."""
        return self.most - self.meter.documents_read

    def cap(self, wanted: int) -> int:
        """Return how many of so many may be read at once. Raises Spent when it is none."""
        allowed = min(wanted, self.left)
        if allowed <= 0:
            raise Spent
        return allowed


@contextmanager
def allowed(most: int) -> Iterator[Allowance]:
    """Count what the block reads against the most that it may."""
    with metered() as meter:
        yield Allowance(meter, most)
