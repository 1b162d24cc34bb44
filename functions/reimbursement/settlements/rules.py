"""Numbers of statements, and the facts that they keep."""

from collections.abc import Iterable
from datetime import datetime

from functions.accounts.offerers.models import Offerer
from functions.accounts.venues.models import Venue
from functions.kernel.calendar_days import PARIS, local_day
from functions.kernel.errors import NotFound
from functions.reimbursement.bank_accounts.models import BankAccount
from functions.reimbursement.bank_accounts.rules import obfuscated
from functions.reimbursement.payouts.models import Payout
from functions.reimbursement.settlements.models import (
    Statement,
    StatementCounter,
    StatementKind,
    VenueName,
)

_DIGITS = 7

_LETTERS: dict[StatementKind, str] = {"reimbursement": "F", "debit_note": "A"}


class UnknownStatement(NotFound):
    """There is no such statement."""

    code = "unknown_statement"


def series_of(kind: StatementKind, at: datetime) -> str:
    """Return the prefix of the numbers of a kind in the year, in Paris, of an instant: `F26`."""
    return f"{_LETTERS[kind]}{local_day(at, PARIS).year % 100:02}"


def next_number(series: str, counter: StatementCounter | None) -> tuple[str, StatementCounter]:
    """Return the next number of a series, without gaps, and the counter after it."""
    last = 1 if counter is None else counter.last + 1
    return statement_id(series, last), StatementCounter(last=last)


def statement_id(series: str, number: int) -> str:
    """Return the id of a statement, such as F260000001."""
    return f"{series}{number:0{_DIGITS}}"


def series_and_number(statement: str) -> tuple[str, int]:
    """Return the series and the number that the id of a statement is made of."""
    return statement[:-_DIGITS], int(statement[-_DIGITS:])


def new_statement(
    number: str,
    kind: StatementKind,
    payout: Payout,
    *,
    offerer: Offerer,
    account: BankAccount,
    venues: Iterable[Venue],
    period_from: datetime | None,
    now: datetime,
) -> Statement:
    """Return the statement of a payout that has all its lines."""
    return Statement(
        id=number,
        kind=kind,
        settlement_id=payout.settlement_id,
        payout_id=payout.id,
        batch_id=payout.batch_id,
        siren=payout.siren,
        offerer_name=offerer.name,
        account_id=account.id,
        account_label=account.label,
        account_shown=obfuscated(account),
        period_from=period_from,
        cutoff_at=payout.cutoff_at,
        issued_at=now,
        lines=payout.lines,
        totals=payout.totals,
        venues=tuple(
            VenueName(
                venue_id=venue.id,
                name=venue.name,
                siret=venue.siret,
                address=f"{venue.address}, {venue.postal_code} {venue.city}",
                time_zone=venue.time_zone,
            )
            for venue in venues
        ),
        carried_cents=payout.carried_cents,
        amount_cents=payout.amount_cents,
    )
