"""Countermarks: the claim of a booking on its code."""

from datetime import datetime

from functions.kernel.values import Model, queried


class Countermark(Model, frozen=True, kw_only=True):
    """Claim on a countermark by a booking; once released, it is reserved until `reusable_at`."""

    booking_id: str
    offerer_siren: str
    reusable_at: datetime | None = queried(None)
