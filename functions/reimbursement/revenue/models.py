"""Sums of priced receivables."""

from functions.kernel.values import Model


class VenueMonth(Model, frozen=True, kw_only=True):
    """The priced bookings of a venue that were used in a month ("2026-05", in Paris), in cents.

    Its id is `<venue>~<month>`.
    """

    venue_id: str
    siren: str
    month: str
    bookings: int = 0
    revenue_cents: int = 0
    owed_cents: int = 0
    contribution_cents: int = 0
