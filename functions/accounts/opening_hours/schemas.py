"""Opening hours in requests and answers."""

from typing import Annotated

from pydantic import Field, StringConstraints

from functions.accounts.opening_hours.models import WEEKDAYS, OpeningHours, OpenSpan
from functions.kernel.schemas import Body, View

_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]"

Opens = Annotated[str, StringConstraints(pattern=f"^{_TIME}$")]
Closes = Annotated[str, StringConstraints(pattern=f"^({_TIME}|24:00)$")]

_MOST_SPANS = 4
"""Spans of a day."""


class OpenSpanBody(Body):
    """A span of a day in the venue's time: "09:00" to "12:30", at the latest until "24:00"."""

    opens: Opens
    closes: Closes


_Day = Annotated[tuple[OpenSpanBody, ...], Field(max_length=_MOST_SPANS)]


class OpeningHoursBody(Body):
    """The opening hours of each weekday; closed on a day that is left out."""

    monday: _Day = ()
    tuesday: _Day = ()
    wednesday: _Day = ()
    thursday: _Day = ()
    friday: _Day = ()
    saturday: _Day = ()
    sunday: _Day = ()

    def opening_hours(self) -> OpeningHours:
        """Return the opening hours."""
        days = {
            day: tuple(OpenSpan(**span.model_dump()) for span in getattr(self, day))
            for day in WEEKDAYS
        }
        return OpeningHours(**days)


class OpenSpanView(View):
    """A span of a day in the venue's time."""

    opens: str
    closes: str


class OpeningHoursView(View):
    """The opening hours of each weekday; closed on a day without any."""

    monday: list[OpenSpanView]
    tuesday: list[OpenSpanView]
    wednesday: list[OpenSpanView]
    thursday: list[OpenSpanView]
    friday: list[OpenSpanView]
    saturday: list[OpenSpanView]
    sunday: list[OpenSpanView]
