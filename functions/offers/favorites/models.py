"""The favorites of a beneficiary."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Favorite:
    """A favorite offer of a beneficiary."""

    offer_id: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Favorites:
    """All favorites of a beneficiary, newest first; one document, so that the limit holds."""

    kept: tuple[Favorite, ...] = ()
