"""The offers that could be booked in a month."""

from datetime import datetime

from functions.kernel.values import Model, field, queried


class ActiveOffers(Model, frozen=True, kw_only=True):
    """The numbers of offers that could be booked, by the department of their venue.

    They are those of `counted_at`, the last count of the month, and due from then until published.
    """

    month: str
    counted_at: datetime
    by_department: dict[str, int] = field(default_factory=dict)
    due_at: datetime | None = queried(None)
