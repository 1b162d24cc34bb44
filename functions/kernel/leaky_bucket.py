"""Limits that empty with time: so many at once, and then one for each duration.

What counts is kept as one instant: the time until which some of it counts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class LeakyBucket:
    """How many may count at a time, and for how long each one does."""

    most: int
    each: timedelta

    def wait(self, until: datetime | None, *, now: datetime) -> timedelta:
        """Return the time until one more may count; zero or less if it may now."""
        if until is None:
            return timedelta()
        return until - now - (self.most - 1) * self.each

    def count(self, until: datetime | None, *, now: datetime) -> datetime:
        """Return the time until which some of it counts, with one more."""
        return max(now, until or now) + self.each
