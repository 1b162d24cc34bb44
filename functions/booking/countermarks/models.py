"""Countermarks: the claim of a booking on its code."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Countermark:
    """Claim on a countermark by a booking; once released, it is reserved until `reusable_at`."""

    booking_id: str
    offerer_siren: str
    reusable_at: datetime | None = None
