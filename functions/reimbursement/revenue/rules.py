"""How the sums of months follow the receivables that change."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from functions.kernel.calendar_days import PARIS, day_start, first_day, local_month, month_after
from functions.kernel.values import replace
from functions.reimbursement.models import Receivable
from functions.reimbursement.revenue.models import VenueMonth

Change = tuple[Receivable | None, Receivable | None]
"""A receivable before and after a commit."""


def month_of(at: datetime) -> str:
    """Return the month of an instant in Paris: "2026-05"."""
    return local_month(at, PARIS)


def counts(receivable: Receivable | None) -> bool:
    """Return whether a receivable is in the sums: priced, and its use not undone."""
    return receivable is not None and receivable.fold is not None and receivable.price is not None


def month_id(receivable: Receivable) -> str:
    """Return the id of the sum that a receivable belongs to."""
    return f"{receivable.venue_id}~{month_of(receivable.used_at)}"


def sums_of(changes: Iterable[Change]) -> Mapping[str, VenueMonth]:
    """Return what changes add to each sum, by its id; those that add nothing are left out."""
    added: dict[str, VenueMonth] = {}
    for before, after in changes:
        for one, sign in ((before, -1), (after, 1)):
            if one is not None and counts(one):
                added[month_id(one)] = add(
                    added.get(month_id(one)) or _empty(one),
                    VenueMonth(
                        venue_id=one.venue_id,
                        siren=one.siren,
                        month=month_of(one.used_at),
                        bookings=sign,
                        revenue_cents=sign * one.amount_cents,
                        owed_cents=sign * one.owed_cents,
                        contribution_cents=sign * one.contribution_cents,
                    ),
                )
    return {name: one for name, one in added.items() if not is_zero(one)}


def differs(month: VenueMonth, members: Iterable[Receivable]) -> bool:
    """Return whether a sum differs from that of the venue's receivables in its month."""
    found = sums_of((None, one) for one in members if month_of(one.used_at) == month.month)
    sums = list(found.values())
    return (sums[0] if sums else None) != (None if is_zero(month) else month)


def span_of(month: str) -> tuple[datetime, datetime]:
    """Return the instants at which a month and the next one begin in Paris."""
    return day_start(first_day(month), PARIS), day_start(first_day(month_after(month)), PARIS)


def add(month: VenueMonth, more: VenueMonth) -> VenueMonth:
    """Return a sum with another one added."""
    return replace(
        month,
        bookings=month.bookings + more.bookings,
        revenue_cents=month.revenue_cents + more.revenue_cents,
        owed_cents=month.owed_cents + more.owed_cents,
        contribution_cents=month.contribution_cents + more.contribution_cents,
    )


def is_zero(month: VenueMonth) -> bool:
    """Return whether a sum is of nothing."""
    sums = (month.bookings, month.revenue_cents, month.owed_cents, month.contribution_cents)
    return sums == (0, 0, 0, 0)


def _empty(one: Receivable) -> VenueMonth:
    return VenueMonth(venue_id=one.venue_id, siren=one.siren, month=month_of(one.used_at))
