"""Sum up what is used and expected, page by page, and read the sums."""

from datetime import datetime, timedelta

from functions.booking.store import bookings
from functions.booking.takings import rules
from functions.booking.takings.models import MonthTakings
from functions.booking.takings.store import due_in, due_to_sum, expected_in, takings
from functions.kernel.database import UnitOfWork, field_of

PAGE = 100
"""How many bookings one commit sums up; each adds to two sums, or three."""

_STILL_OPEN = timedelta(days=35)
"""How long ago the event of an open booking may have been."""

Position = tuple[datetime, str]


def sum_page(
    work: UnitOfWork, *, after: Position | None, at: datetime, page: int = PAGE
) -> tuple[int, Position | None]:
    """Sum up the next page of bookings that are due; return how many, and the position behind it.

    The position is None after the last page. A booking that cannot be read stays due.
    """
    found = work.query(due_to_sum(at, after=after, limit=page))
    due = dict(bookings.readable(found))
    added = rules.takings_of(due.values())
    work.prefetch(*map(takings.ref, added))
    for name, more in added.items():
        before = takings.find(work, name)
        if before is None:
            takings.create(work, name, more)
        else:
            takings.replace(work, name, rules.add(before, more))
    for booking_id, booking in due.items():
        bookings.replace(work, booking_id, rules.summed(booking))
    if len(found) < page:
        return len(due), None
    ref, last = found[-1]
    due_at = field_of(last, "sum_due_at")
    assert isinstance(due_at, datetime)
    return len(due), (due_at, ref.id)


def expected_of(
    work: UnitOfWork, siren: str, *, now: datetime
) -> list[tuple[MonthTakings, int, int]]:
    """Return the number and value (cents) of an offerer's open bookings by month and venue.

    Those of past events that are not used yet are among them.
    """
    first = f"{now - _STILL_OPEN:%Y-%m}"
    months = list(expected_in(work, siren, first=first))
    return rules.expected(months, due_in(work, "offerer_siren", siren))
