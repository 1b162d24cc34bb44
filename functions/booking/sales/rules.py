"""Monthly totals of used bookings, by venue and local month."""

from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from functions.booking.models import Booking


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTotal:
    """The number and the value in cents of a venue's bookings used in a month ("2026-05")."""

    month: str
    venue_id: str
    venue_name: str
    bookings: int = 0
    total_cents: int = 0


@dataclass(slots=True)
class Totals:
    """Running sums, so that bookings need not be kept in memory."""

    total_cents: int = 0
    _months: dict[tuple[str, str], MonthTotal] = field(default_factory=dict)

    def add(self, booking: Booking) -> None:
        """Count a used booking."""
        month = month_of(booking)
        key = (month, booking.venue_id)
        before = self._months.get(key) or MonthTotal(
            month=month, venue_id=booking.venue_id, venue_name=booking.venue_name
        )
        self._months[key] = replace(
            before,
            bookings=before.bookings + 1,
            total_cents=before.total_cents + booking.amount_cents,
        )
        self.total_cents += booking.amount_cents

    @property
    def months(self) -> list[MonthTotal]:
        """The total of each month and venue, earliest month first."""
        return [self._months[key] for key in sorted(self._months)]


def month_of(booking: Booking) -> str:
    """Return the month ("2026-05") in which a booking was used, in its venue's time zone."""
    assert booking.used_at is not None
    return booking.used_at.astimezone(ZoneInfo(booking.time_zone)).strftime("%Y-%m")
