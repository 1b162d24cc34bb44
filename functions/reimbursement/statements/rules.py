"""The facts of a statement's documents, from the stored statement and its lines."""

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from functions.kernel.calendar_days import PARIS, local_day
from functions.offers.categories.rules import category
from functions.reimbursement.payouts.models import Line, Total
from functions.reimbursement.payouts.models import LineKind as StoredKind
from functions.reimbursement.settlements.models import Statement as StoredStatement
from functions.reimbursement.settlements.models import VenueName
from functions.reimbursement.statements.models import (
    BookingLine,
    Group,
    LineKind,
    PaymentLine,
    RateLine,
    Statement,
    VenueLine,
)

_GROUPS: tuple[Group, ...] = ("standard", "book", "none", "custom")
_KINDS: dict[StoredKind, LineKind] = {
    "booking": "bookings",
    "price_difference": "incidents",
    "overpayment": "incidents",
    "gesture": "gestures",
}
_ORDER: tuple[LineKind, ...] = ("bookings", "gestures", "incidents")
_SECOND_HALF = 16
"""The day of a month that begins its second half."""


def facts_of(stored: StoredStatement) -> Statement:
    """Return the facts of a stored statement.

    The first statement of all has no batch before it, and is said to begin with the half of the
    month that it ends in.
    """
    last_day = local_day(stored.cutoff_at, PARIS) - timedelta(days=1)
    if stored.period_from is not None:
        first_day = local_day(stored.period_from, PARIS)
    else:
        first_day = last_day.replace(day=_SECOND_HALF if last_day.day >= _SECOND_HALF else 1)
    return Statement(
        reference=stored.id,
        issued_at=stored.issued_at,
        legal_name=stored.offerer_name,
        siren=stored.siren,
        account_label=stored.account_label,
        iban=stored.account_shown,
        first_day=first_day,
        last_day=last_day,
        lines=tuple(_rate_lines(stored.totals)),
        payments=_payments(stored),
        venues=tuple(_venue_line(venue, stored.totals) for venue in stored.venues),
    )


def booking_line(line: Line, facts: Statement, stored: StoredStatement) -> BookingLine:
    """Return a line of a statement, for the CSV."""
    venue = next(one for one in stored.venues if one.venue_id == line.venue_id)
    return BookingLine(
        statement=facts,
        batch=stored.paid_in or stored.batch_id,
        siret=venue.siret,
        legal_name=stored.offerer_name,
        offer_name=line.offer_name,
        offer_address=venue.address,
        countermark=line.countermark,
        used_at=line.used_at.astimezone(ZoneInfo(venue.time_zone)),
        price_label=line.price_label or "",
        amount_cents=line.amount_cents,
        rate=line.rate,
        reimbursed_cents=line.reimbursed_cents,
        is_physical=None if line.kind == "gesture" else category(line.category).domain != "digital",
    )


def _payments(stored: StoredStatement) -> tuple[PaymentLine, ...]:
    if stored.paid_at is None:
        return ()
    payment = PaymentLine(
        batch=stored.paid_in or stored.batch_id,
        paid_on=local_day(stored.paid_at, PARIS),
        amount_cents=stored.amount_cents,
    )
    return (payment,)


def _rate_lines(totals: Iterable[Total]) -> Iterable[RateLine]:
    """Return the sums over all venues, by group, kind and rate, the highest rate first."""
    sums: dict[tuple[int, int, int], RateLine] = {}
    for total in totals:
        kind = _KINDS[total.kind]
        rate = -1 if total.rate is None else total.rate
        key = (_GROUPS.index(total.group), _ORDER.index(kind), -rate)
        before = sums.get(key)
        sums[key] = RateLine(
            group=total.group,
            kind=kind,
            rate=total.rate,
            bookings_cents=total.amount_cents + (before.bookings_cents if before else 0),
            contribution_cents=total.contribution_cents
            + (before.contribution_cents if before else 0),
            reimbursed_cents=total.reimbursed_cents + (before.reimbursed_cents if before else 0),
        )
    return [sums[key] for key in sorted(sums)]


def _venue_line(venue: VenueName, totals: Iterable[Total]) -> VenueLine:
    own = [total for total in totals if total.venue_id == venue.venue_id]
    bookings = [total for total in own if total.kind == "booking"]
    others = [total for total in own if total.kind != "booking"]
    return VenueLine(
        name=venue.name,
        bookings_cents=sum(total.amount_cents for total in bookings),
        contribution_cents=sum(total.contribution_cents for total in bookings),
        incidents_cents=sum(total.reimbursed_cents for total in others),
        incident_contribution_cents=sum(total.contribution_cents for total in others),
        reimbursed_cents=sum(total.reimbursed_cents for total in own),
    )
