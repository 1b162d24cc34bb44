"""Monthly totals of used bookings, by venue and local month."""

from dataclasses import dataclass, field, replace

from functions.booking.models import Booking
from functions.kernel.calendar_days import local_month


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
        self.add_sum(
            month_of(booking), booking.venue_id, booking.venue_name, 1, booking.amount_cents
        )

    def add_sum(
        self, month: str, venue_id: str, venue_name: str, bookings: int, total_cents: int
    ) -> None:
        """Count bookings of a venue that were used in a month, at their value in cents."""
        key = (month, venue_id)
        before = self._months.get(key) or MonthTotal(
            month=month, venue_id=venue_id, venue_name=venue_name
        )
        self._months[key] = replace(
            before,
            bookings=before.bookings + bookings,
            total_cents=before.total_cents + total_cents,
        )
        self.total_cents += total_cents

    @property
    def months(self) -> list[MonthTotal]:
        """The total of each month and venue, earliest month first."""
        return [self._months[key] for key in sorted(self._months) if self._months[key].bookings]


def month_of(booking: Booking) -> str:
    """Return the month ("2026-05") in which a booking was used, in its venue's time zone."""
    assert booking.used_at is not None
    return local_month(booking.used_at, booking.time_zone)
