"""Read the totals of a professional's list."""

from functions.booking.desk_access.models import Scope
from functions.booking.sales.rules import Totals
from functions.booking.sales.store import Span, captured_bookings
from functions.booking.takings import rules as takings_rules
from functions.booking.takings.store import due_in, months_in
from functions.kernel.calendar_days import local_day
from functions.kernel.database import UnitOfWork


def totals_of(work: UnitOfWork, scope: Scope, of: str, used: Span) -> Totals:
    """Return the totals of the used bookings of a scope and period.

    Reads the sums, the bookings that they do not count yet, and those of days that the period cuts
    in a time zone of the scope.
    """
    months = list(months_in(work, scope, of, takings_rules.months_of(used.first, used.last)))
    due = list(due_in(work, scope, of))
    zones = {month.time_zone for month in months} | {one.time_zone for one in due}
    parts = takings_rules.parts_of(used.first, used.last, zones)
    summed = "offer" if scope == "offer_id" else "venue"
    more = [one for one in takings_rules.takings_of(due).values() if one.scope == summed]
    totals = Totals()
    for month, number, cents in takings_rules.counted([*months, *more], parts):
        totals.add_sum(month.month, month.venue_id, month.venue_name, number, cents)
    for first, last in parts.edges:
        edge = Span(first=first, last=last)
        for booking in captured_bookings(work, scope, of, edge, after=None, page=500):
            assert booking.used_at is not None
            day = local_day(booking.used_at, booking.time_zone)
            if not parts.has(day, booking.time_zone):
                totals.add(booking)
    return totals
