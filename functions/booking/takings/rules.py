"""How sums follow bookings, and which of them lie in a period."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from functions.booking.models import Booking
from functions.booking.rules import expected_month
from functions.booking.takings.models import DayTakings, MonthTakings, Summed
from functions.kernel.calendar_days import day_start, local_day
from functions.kernel.values import Struct, replace


def summed(booking: Booking) -> Booking:
    """Return the booking as the sums count it from now on."""
    return replace(
        booking,
        summed_at=booking.used_at,
        summed_month=expected_month(booking),
        sum_due_at=None,
    )


def takings_of(bookings: Iterable[Booking]) -> Mapping[str, MonthTakings]:
    """Return what bookings that are due add to each sum, by its id."""
    added: dict[str, MonthTakings] = {}
    for booking in bookings:
        for sign, used_at, month in (
            (-1, booking.summed_at, booking.summed_month),
            (1, booking.used_at, expected_month(booking)),
        ):
            for more in _parts_of(booking, sign, used_at, month):
                name = f"{more.scope}~{more.offer_id or more.venue_id}~{more.month}"
                added[name] = add(added[name], more) if name in added else more
    return {name: one for name, one in added.items() if one.days}


def _parts_of(
    booking: Booking, sign: int, used_at: datetime | None, month: str | None
) -> Iterator[MonthTakings]:
    if used_at is not None:
        day = local_day(used_at, booking.time_zone)
        yield _one(booking, "venue", f"{day:%Y-%m}", day.day, sign)
        yield _one(booking, "offer", f"{day:%Y-%m}", day.day, sign)
    if month is not None:
        yield _one(booking, "expected", month, 0, sign)


def add(month: MonthTakings, more: MonthTakings) -> MonthTakings:
    """Return a sum with another one of the same month added; days of nothing are left out."""
    days = {one.day: one for one in month.days}
    for one in more.days:
        before = days.get(one.day) or DayTakings(day=one.day, bookings=0, total_cents=0)
        days[one.day] = DayTakings(
            day=one.day,
            bookings=before.bookings + one.bookings,
            total_cents=before.total_cents + one.total_cents,
        )
    kept = (days[day] for day in sorted(days))
    return replace(month, days=tuple(one for one in kept if one.bookings or one.total_cents))


def day_of(month: MonthTakings, one: DayTakings) -> date:
    """Return the calendar day of a day's sum."""
    return date.fromisoformat(f"{month.month}-{one.day:02}")


def _one(booking: Booking, scope: Summed, month: str, day: int, sign: int) -> MonthTakings:
    one = DayTakings(day=day, bookings=sign, total_cents=sign * booking.amount_cents)
    return MonthTakings(
        scope=scope,
        offerer_siren=booking.offerer_siren,
        venue_id=booking.venue_id,
        venue_name=booking.venue_name,
        offer_id=booking.offer_id if scope == "offer" else None,
        time_zone=booking.time_zone,
        month=month,
        days=(one,),
    )


class Parts(Struct, frozen=True, kw_only=True):
    """A period in parts: the days that lie whole in it, in each time zone, and what is left.

    Both ends of days and periods are included; an end that is None is unbounded.
    """

    days: Mapping[str, tuple[date | None, date | None]]
    edges: tuple[tuple[datetime | None, datetime | None], ...]

    def has(self, day: date, zone: str) -> bool:
        """Return whether a day of a time zone lies whole in the period."""
        if zone not in self.days:
            return False
        first, last = self.days[zone]
        return (first is None or first <= day) and (last is None or day <= last)


def parts_of(first: datetime | None, last: datetime | None, zones: Iterable[str]) -> Parts:
    """Return the parts of a period; one that has no whole day in a zone is a single edge."""
    days: dict[str, tuple[date | None, date | None]] = {}
    heads, tails = [], []
    for zone in zones:
        begins = None if first is None else _day_from(first, zone)
        ends = None if last is None else local_day(last + _TICK, zone) - _DAY
        if begins is not None and ends is not None and begins > ends:
            return Parts(days={}, edges=((first, last),))
        days[zone] = (begins, ends)
        if begins is not None and first is not None and (at := day_start(begins, zone)) > first:
            heads.append(at - _TICK)
        if ends is not None and last is not None and (at := day_start(ends + _DAY, zone)) <= last:
            tails.append(at)
    if heads and tails and max(heads) >= min(tails):
        return Parts(days={}, edges=((first, last),))
    head = ((first, max(heads)),) if heads else ()
    tail = ((min(tails), last),) if tails else ()
    return Parts(days=days, edges=(*head, *tail))


_DAY, _TICK = timedelta(days=1), timedelta.resolution


def _day_from(at: datetime, zone: str) -> date:
    """Return the first day that begins at an instant or later."""
    day = local_day(at, zone)
    return day if day_start(day, zone) >= at else day + _DAY


def expected(
    months: Iterable[MonthTakings], due: Iterable[Booking]
) -> list[tuple[MonthTakings, int, int]]:
    """Return what is expected of each venue and month, with what is due: number and value."""
    sums: dict[str, MonthTakings] = {}
    for one in (*months, *takings_of(due).values()):
        if one.scope == "expected":
            name = f"{one.month}~{one.venue_id}"
            sums[name] = add(sums[name], one) if name in sums else one
    found = (sums[name] for name in sorted(sums))
    return [(one, day.bookings, day.total_cents) for one in found for day in one.days]


def months_of(first: datetime | None, last: datetime | None) -> tuple[str, str]:
    """Return the first and the last month that a period may touch in any time zone."""
    begins = "" if first is None else f"{first - _DAY:%Y-%m}"
    return begins, "9999" if last is None else f"{last + _DAY:%Y-%m}"


def counted(
    months: Iterable[MonthTakings], parts: Parts
) -> Iterator[tuple[MonthTakings, int, int]]:
    """Yield each sum with the number and the value (cents) of its bookings on whole days."""
    for month in months:
        inside = [one for one in month.days if parts.has(day_of(month, one), month.time_zone)]
        yield month, sum(d.bookings for d in inside), sum(d.total_cents for d in inside)
