"""How a payout takes lines, and what becomes of its sum.

Source: domain-2.md, section 1 (pass-culture-main at 2025-12, core/finance/api.py): free bookings
settle without a transfer; a balance that the offerer owes waits 90 days for later bookings before
it becomes a debit note, unless finance forces one. Theirs count from the last transfer, and wait
for ever where there was none; here they count from the first time that the balance is carried.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from functions.kernel.errors import Conflict, NotFound
from functions.kernel.values import replace
from functions.reimbursement.bank_accounts.models import BankAccount
from functions.reimbursement.incidents.models import Incident
from functions.reimbursement.models import Gesture, Receivable
from functions.reimbursement.payouts.models import Debt, Line, Payout, PayoutState, Total

CARRIED_FOR = timedelta(days=90)
"""How long a negative balance waits for bookings that make up for it."""


class UnknownPayout(NotFound):
    """There is no such payout."""

    code = "unknown_payout"


class UnknownDebt(NotFound):
    """This bank account has no negative balance."""

    code = "unknown_debt"


class PayoutDiffers(Conflict):
    """The lines of this payout do not add up to its amount."""

    code = "payout_differs"


def is_payable(account: BankAccount | None, cutoff_at: datetime) -> bool:
    """Return whether a batch pays to an account: accepted now, and at the cut-off already."""
    if account is None or account.status != "accepted" or account.decided_at is None:
        return False
    return account.decided_at <= cutoff_at


def open_payout(
    account: BankAccount,
    carried: tuple[Debt, Payout] | None,
    *,
    batch_id: str,
    period_from: datetime | None,
    cutoff_at: datetime,
    now: datetime,
) -> Payout:
    """Open the payout of an account; a debt and the payout that left it are carried on."""
    payout_id = f"{batch_id}~{account.id}"
    payout = Payout(
        id=payout_id,
        batch_id=batch_id,
        period_from=period_from,
        cutoff_at=cutoff_at,
        account_id=account.id,
        siren=account.siren,
        settlement_id=payout_id,
        state="collecting",
        venue_ids=account.venue_ids if account.status == "accepted" else (),
        created_at=now,
        run_at=now,
    )
    if carried is None:
        return payout
    debt, before = carried
    return replace(
        payout,
        settlement_id=debt.settlement_id,
        carried_cents=debt.amount_cents,
        carried_from=debt.payout_id,
        debt_id=debt.account_id,
        lines=before.lines,
        totals=before.totals,
        settled_lines=before.settled_lines,
    )


def retry(
    unpaid: Payout, account_id: str, *, batch_id: str, cutoff_at: datetime, now: datetime
) -> Payout:
    """Return the payout that transfers the amount of a rejected, held or returned one again."""
    assert unpaid.statement_id is not None
    return replace(
        unpaid,
        id=f"{batch_id}~{unpaid.statement_id}",
        batch_id=batch_id,
        cutoff_at=cutoff_at,
        account_id=account_id,
        state="prepared",
        retries=unpaid.id,
        reason=None,
        created_at=now,
        executed_at=None,
        is_waiting=False,
        run_at=None,
    )


def line_of(receivable: Receivable, payout: Payout, number: int) -> Line:
    """Return the line of a priced receivable."""
    price = receivable.price
    assert price is not None
    return Line(
        id=receivable.id,
        settlement_id=payout.settlement_id,
        payout_id=payout.id,
        number=number,
        kind="booking",
        booking_id=receivable.id,
        siren=receivable.siren,
        venue_id=receivable.venue_id,
        offer_name=receivable.offer_name,
        category=receivable.category,
        group="custom" if price.is_custom else receivable.group,
        price_label=receivable.price_label,
        countermark=receivable.countermark,
        quantity=receivable.quantity,
        used_at=receivable.used_at,
        scheme=receivable.scheme,
        rule_id=price.rule_id,
        rate=price.rate,
        amount_cents=receivable.amount_cents,
        contribution_cents=price.contribution_cents,
        reimbursed_cents=price.reimbursed_cents,
    )


def line_of_incident(
    incident: Incident, receivable: Receivable, payout: Payout, number: int
) -> Line:
    """Return the line of an incident, which adds its amount or takes it off."""
    return replace(
        line_of(receivable, payout, number),
        id=incident.id,
        kind=incident.kind,
        amount_cents=0,
        contribution_cents=0,
        reimbursed_cents=incident.amount_cents,
    )


def line_of_gesture(incident: Incident, gesture: Gesture, payout: Payout, number: int) -> Line:
    """Return the line of a commercial gesture, which says why instead of an offer."""
    assert gesture.decided_at is not None
    return Line(
        id=incident.id,
        settlement_id=payout.settlement_id,
        payout_id=payout.id,
        number=number,
        kind="gesture",
        booking_id=gesture.id,
        siren=gesture.siren,
        venue_id=gesture.venue_id,
        offer_name=gesture.reason,
        category="",
        group="custom",
        countermark="",
        quantity=1,
        used_at=gesture.decided_at,
        scheme=gesture.scheme,
        rule_id="",
        rate=None,
        amount_cents=0,
        contribution_cents=0,
        reimbursed_cents=incident.amount_cents,
    )


def add(payout: Payout, lines: Sequence[Line]) -> Payout:
    """Return a payout with more lines in its sums."""
    return replace(
        payout,
        lines=payout.lines + len(lines),
        lines_cents=payout.lines_cents + sum(line.reimbursed_cents for line in lines),
        totals=_totals(payout.totals, lines),
    )


def _totals(before: Iterable[Total], lines: Iterable[Line]) -> tuple[Total, ...]:
    sums = {(total.venue_id, total.kind, total.group, total.rate): total for total in before}
    for line in lines:
        key = (line.venue_id, line.kind, line.group, line.rate)
        total = sums.get(key) or Total(
            venue_id=line.venue_id,
            kind=line.kind,
            group=line.group,
            rate=line.rate,
            lines=0,
            amount_cents=0,
            contribution_cents=0,
            reimbursed_cents=0,
        )
        sums[key] = replace(
            total,
            lines=total.lines + 1,
            amount_cents=total.amount_cents + line.amount_cents,
            contribution_cents=total.contribution_cents + line.contribution_cents,
            reimbursed_cents=total.reimbursed_cents + line.reimbursed_cents,
        )
    return tuple(sums.values())


def check_sums(payout: Payout) -> None:
    """Check that the totals of a settlement add up to its amount. Refuses PayoutDiffers."""
    if sum(total.reimbursed_cents for total in payout.totals) != payout.amount_cents:
        raise PayoutDiffers


def state_of_full(payout: Payout, debt: Debt | None, *, now: datetime) -> PayoutState:
    """Return the state of a payout that has all its lines.

    A sum above zero is `prepared`; one below is `carried`, or `debited` when it has waited long
    enough or finance says so; zero is `settled`.
    """
    if payout.amount_cents > 0:
        return "prepared"
    if payout.amount_cents == 0:
        return "settled"
    is_due = debt is not None and (debt.is_forced or now - debt.since >= CARRIED_FOR)
    return "debited" if is_due else "carried"


def debt_of(payout: Payout, before: Debt | None, *, now: datetime) -> Debt:
    """Return the debt that a carried payout leaves, which keeps the age of the one before it."""
    return Debt(
        account_id=payout.account_id,
        siren=payout.siren,
        payout_id=payout.id,
        settlement_id=payout.settlement_id,
        amount_cents=payout.amount_cents,
        since=now if before is None else before.since,
        is_forced=before is not None and before.is_forced,
    )


def needs_statement(payout: Payout, state: PayoutState) -> bool:
    """Return whether a payout gets a statement; one of free bookings only does not."""
    if state in ("prepared", "debited"):
        return True
    return state == "settled" and any(total.reimbursed_cents for total in payout.totals)
