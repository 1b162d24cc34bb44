"""The offers that could be booked in a month."""

from datetime import datetime

from functions.kernel.values import Model, field, queried


class ActiveOffers(Model, frozen=True, kw_only=True):
    """The numbers of offers that could be booked, by department of the venue and group of category.

    They are those of `counted_at`, the last count of the month, and due from then until published.
    Counts of releases without `by_group` have the numbers of departments alone.
    """

    month: str
    counted_at: datetime
    by_department: dict[str, int] = field(default_factory=dict)
    by_group: dict[str, dict[str, int]] = field(default_factory=dict)
    due_at: datetime | None = queried(None)
