"""Lanes: which of several documents that serve equally well this process keeps to."""

import secrets
from collections.abc import Sequence
from zlib import crc32

_MOST = 1_000


class Lane:
    """A process's own choices, by key. Losing one costs reads, never correctness."""

    def __init__(self) -> None:
        self.id = secrets.token_hex(4)
        self._kept: dict[str, int] = {}

    def kept(self, key: str) -> int | None:
        """Return the number that was kept for `key`; None if there is none."""
        return self._kept.get(key)

    def keep(self, key: str, number: int) -> None:
        """Keep to a number for `key`."""
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[key] = number

    def pick(self, numbers: Sequence[int]) -> int:
        """Return one of some numbers; every process prefers them in an order of its own."""
        return min(numbers, key=lambda number: crc32(f"{self.id}~{number}".encode()))
