"""The addresses port: French addresses for a text that somebody is typing.

AddressesDown            the service gave no answer, or none in its form
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAddress:
    """An address; coordinates are in degrees, WGS84.

    `street` has the number and the street, None for a whole commune. `is_exact` means that the
    coordinates are those of the house number. `score` goes from 0 to 1, the best match.
    """

    label: str
    street: str | None
    postal_code: str
    city: str
    latitude: float
    longitude: float
    is_exact: bool
    score: float


class AddressesDown(Exception):
    """The service gave no answer in time, or none in its form."""


class AddressService(Protocol):
    """The operations of a service of addresses."""

    def find(self, text: str, *, limit: int) -> Sequence[FoundAddress]:
        """Return the addresses that a text may mean, best first. Raises AddressesDown."""
        ...
