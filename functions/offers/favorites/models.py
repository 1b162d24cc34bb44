"""Favorites: the kept offers of one beneficiary."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Favorite:
    """An offer that a beneficiary keeps."""

    offer_id: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Favorites:
    """All that a beneficiary keeps, newest first: one document, by which the limit holds."""

    kept: tuple[Favorite, ...] = ()
