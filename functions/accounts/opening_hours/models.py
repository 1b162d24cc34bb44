"""Opening hours of a week."""

from typing import Literal, get_args

from functions.kernel.values import Model

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


class OpenSpan(Model, frozen=True, kw_only=True):
    """A span of a day in local time: "09:00" to "12:30"; a day ends at "24:00"."""

    opens: str
    closes: str


class OpeningHours(Model, frozen=True, kw_only=True):
    """The spans of each weekday in order; closed on a day without any."""

    monday: tuple[OpenSpan, ...] = ()
    tuesday: tuple[OpenSpan, ...] = ()
    wednesday: tuple[OpenSpan, ...] = ()
    thursday: tuple[OpenSpan, ...] = ()
    friday: tuple[OpenSpan, ...] = ()
    saturday: tuple[OpenSpan, ...] = ()
    sunday: tuple[OpenSpan, ...] = ()

    def of(self, day: Weekday) -> tuple[OpenSpan, ...]:
        """Return the spans of a weekday."""
        spans: tuple[OpenSpan, ...] = getattr(self, day)
        return spans
