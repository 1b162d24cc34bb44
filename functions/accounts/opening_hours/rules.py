"""Rules of opening hours."""

from itertools import pairwise

from functions.accounts.opening_hours.models import WEEKDAYS, OpeningHours, Weekday
from functions.kernel.errors import Malformed


class OpeningHoursInvalid(Malformed):
    """Spans of a day must be in order, must not overlap, and must close after they open.

    Hours after midnight belong to the next day.
    """

    code = "opening_hours_invalid"
    day: Weekday


def check_opening_hours(hours: OpeningHours) -> None:
    """Check the spans of each day. Refuses OpeningHoursInvalid."""
    for day in WEEKDAYS:
        spans = hours.of(day)
        is_ordered = all(earlier.closes < later.opens for earlier, later in pairwise(spans))
        if not is_ordered or any(span.closes <= span.opens for span in spans):
            raise OpeningHoursInvalid(day=day)
