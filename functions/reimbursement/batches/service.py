"""Batches: begun once for each cut-off, filled page by page, sent, and executed.

Each step of a batch works on pages, one commit each, and the batch remembers how far it is: a run
may stop anywhere, and the next one goes on.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import islice

from functions.kernel.database import Database, UnitOfWork
from functions.kernel.values import replace
from functions.reimbursement.bank_accounts.models import BankAccount
from functions.reimbursement.bank_accounts.store import (
    accounts,
    accounts_of,
    accounts_with,
    venue_links,
)
from functions.reimbursement.batches import rules
from functions.reimbursement.batches.models import Batch, BatchStep
from functions.reimbursement.batches.store import LAST, batches, last_batch
from functions.reimbursement.payments import rules as payments_rules
from functions.reimbursement.payments import service as payments_service
from functions.reimbursement.payments.models import NO_REASON, Answer, AnswerOutcome
from functions.reimbursement.payouts import rules as payouts_rules
from functions.reimbursement.payouts.models import Debt, Payout
from functions.reimbursement.payouts.store import (
    debts,
    payouts,
    payouts_in,
    stream_payouts,
    waiting_payouts,
)
from functions.reimbursement.sepa.answers.rules import read_answer

PAGE = 50
"""How many payouts one commit opens or changes."""

_LONGEST_CHAIN = 10
"""How many accounts that replaced each other are followed."""


def begin(work: UnitOfWork, *, cutoff_at: datetime, by: str | None, now: datetime) -> Batch:
    """Begin the batch of a cut-off, or return it. Refuses BatchUnderway."""
    last = last_batch.find(work, LAST)
    latest = None if last is None else batches.find(work, rules.batch_id(last.number))
    batch, after = rules.begin(last, latest, cutoff_at=cutoff_at, by=by, now=now)
    if batch is latest:
        return batch
    # First, so that two calls at once conflict on what they have read, and one decides again.
    if last is None:
        last_batch.create(work, LAST, after)
    else:
        last_batch.replace(work, LAST, after)
    batches.create(work, batch.id, batch)
    return batch


def go_on(database: Database, batch_id: str, *, now: datetime, page: int = PAGE) -> bool:
    """Do what a batch can do now; return whether anything changed."""
    is_changed = False
    while database.run(lambda work: do_page(work, batch_id, now=now, page=page)):
        is_changed = True
    if _is_at(database, batch_id, "payouts"):
        is_changed = _end_preparing(database, batch_id, now=now) or is_changed
    return is_changed


def do_page(work: UnitOfWork, batch_id: str, *, now: datetime, page: int = PAGE) -> bool:
    """Do the next page of a batch's step; return whether there is more to do at once."""
    batch = batches.find(work, batch_id)
    if batch is None or batch.step not in _STEPS:
        return False
    after = _STEPS[batch.step](work, batch, now=now, page=page)
    if after != batch:
        batches.replace(work, batch_id, after)
    return after != batch


def _open_accounts(work: UnitOfWork, batch: Batch, *, now: datetime, page: int) -> Batch:
    """Open a payout for each accepted account that has venues or a debt."""
    found = list(islice(accounts_with(work, "accepted", after=batch.position, page=page), page))
    names = [name for one in found for name in (one.id, one.replaces) if name is not None]
    work.prefetch(*map(debts.ref, names))
    for account in found:
        if payouts_rules.is_payable(account, batch.cutoff_at):
            debt = debts.find(work, account.id)
            if debt is None and account.replaces is not None:
                debt = debts.find(work, account.replaces)
            if debt is not None and debt.taken_by == batch.id:
                # Another account that replaces the same one goes on with it.
                debt = None
            if account.venue_ids or debt is not None:
                _open(work, batch, account, debt, now=now)
    if len(found) < page:
        return rules.at_step(batch, "waiting")
    return rules.behind(batch, (found[-1].created_at, found[-1].id))


def _open(
    work: UnitOfWork, batch: Batch, account: BankAccount, debt: Debt | None, *, now: datetime
) -> None:
    carried = None
    if debt is not None:
        carried = debt, payouts.get(work, debt.payout_id)
        debts.replace(work, debt.account_id, replace(debt, taken_by=batch.id))
    payout = payouts_rules.open_payout(
        account,
        carried,
        batch_id=batch.id,
        period_from=batch.period_from,
        cutoff_at=batch.cutoff_at,
        now=now,
    )
    payouts.create(work, payout.id, payout)


def _open_waiting(work: UnitOfWork, batch: Batch, *, now: datetime, page: int) -> Batch:
    """Take up the payouts that earlier batches left: carried, rejected, held or returned."""
    query = waiting_payouts(after=batch.position, limit=page)
    found = [payouts.decode(data) for _, data in work.query(query)]
    work.prefetch(*(accounts.ref(one.account_id) for one in found))
    work.prefetch(*(debts.ref(one.account_id) for one in found if one.state == "carried"))
    failed = (one for one in found if one.state != "carried")
    work.prefetch(*(venue_links.ref(total.venue_id) for one in failed for total in one.totals))
    for unpaid in found:
        if unpaid.batch_id == batch.id:
            continue
        if unpaid.state == "carried":
            debt = debts.find(work, unpaid.account_id)
            if debt is not None and debt.taken_by != batch.id:
                _open(work, batch, accounts.get(work, unpaid.account_id), debt, now=now)
        else:
            _retry(work, batch, unpaid, now=now)
    if len(found) < page:
        return rules.at_step(batch, "payouts")
    return rules.behind(batch, (found[-1].created_at, found[-1].id))


def _retry(work: UnitOfWork, batch: Batch, unpaid: Payout, *, now: datetime) -> None:
    account = _heir(work, unpaid, batch.cutoff_at)
    if account is None:
        return
    again = payouts_rules.retry(
        unpaid, account.id, batch_id=batch.id, cutoff_at=batch.cutoff_at, now=now
    )
    payouts.create(work, again.id, again)
    payouts.replace(work, unpaid.id, replace(unpaid, is_waiting=False))


def _heir(work: UnitOfWork, unpaid: Payout, cutoff_at: datetime) -> BankAccount | None:
    """Return the account that the money of a payout goes to now; None if it has to wait.

    That is the accepted one that most of its money's venues are linked to now; else its own, or the
    account that has replaced it.
    """
    for account in _accounts_of_venues(work, unpaid):
        if account.status == "accepted":
            return account if payouts_rules.is_payable(account, cutoff_at) else None
    account = accounts.get(work, unpaid.account_id)
    if payouts_rules.is_payable(account, cutoff_at):
        return account
    successors = {
        one.replaces: one
        for one in accounts_of(work, unpaid.siren)
        if one.replaces is not None and one.status in ("accepted", "closed") and one.decided_at
    }
    for _ in range(_LONGEST_CHAIN):
        next_one = successors.get(account.id)
        if next_one is None:
            return None
        account = accounts.get(work, next_one.id)
        if payouts_rules.is_payable(account, cutoff_at):
            return account
    return None


def _accounts_of_venues(work: UnitOfWork, unpaid: Payout) -> list[BankAccount]:
    """Return the accounts of a payout's venues, the one with most of its money first."""
    cents: Counter[str] = Counter()
    for total in unpaid.totals:
        linked = venue_links.find(work, total.venue_id)
        if linked is not None and linked.current is not None:
            cents[linked.current.account_id] += total.reimbursed_cents
    work.prefetch(*map(accounts.ref, cents))
    return [accounts.get(work, name) for name, _ in cents.most_common()]


def _mark_sent(work: UnitOfWork, batch: Batch, *, now: datetime, page: int) -> Batch:
    found = work.query(payouts_in(batch.id, "prepared", limit=page))
    for _, data in found:
        payout = payouts.decode(data)
        payouts.replace(work, payout.id, replace(payout, state="sent"))
    if not found:
        return rules.at_step(batch, "executing" if batch.is_all_executed else "answers")
    return replace(batch, after_at=now, after_id=payouts.decode(found[-1][1]).id)


def _execute(work: UnitOfWork, batch: Batch, *, now: datetime, page: int) -> Batch:
    """Enter that the bank has executed the next page of transfers that wait for its answer."""
    found = [
        payouts.decode(data) for _, data in work.query(payouts_in(batch.id, "sent", limit=page))
    ]
    for payout in found:
        answer = Answer(end_to_end_id=payout.statement_id or "")
        after, _ = payments_rules.answered(payout, answer, now=now)
        assert after is not None
        payouts.replace(work, payout.id, after)
    if not found:
        return rules.at_step(batch, "answers")
    return rules.behind(batch, (now, found[-1].id))


def _await_answers(work: UnitOfWork, batch: Batch, *, now: datetime, page: int) -> Batch:
    """Close a batch whose transfers are all executed or rejected."""
    if work.query(payouts_in(batch.id, "sent", limit=page)):
        return batch
    return replace(rules.at_step(batch, "done"), state="executed", executed_at=now, run_at=None)


_STEPS: Mapping[BatchStep, Callable[..., Batch]] = {
    "accounts": _open_accounts,
    "waiting": _open_waiting,
    "sending": _mark_sent,
    "executing": _execute,
    "answers": _await_answers,
}


def _is_at(database: Database, batch_id: str, step: BatchStep) -> bool:
    batch = database.run(lambda work: batches.find_unverified(work, batch_id))
    return batch is not None and batch.step == step


def _end_preparing(database: Database, batch_id: str, *, now: datetime) -> bool:
    """End the preparation of a batch whose payouts all have their lines."""
    if database.run(lambda work: work.query(payouts_in(batch_id, "collecting", limit=1))):
        return False
    transfers = [one for one in stream_payouts(database, batch_id) if one.state == "prepared"]
    number, cents = len(transfers), sum(one.amount_cents for one in transfers)

    def end(work: UnitOfWork) -> bool:
        batch = batches.get(work, batch_id)
        if batch.step != "payouts":
            return False
        after = replace(
            rules.at_step(batch, "done"),
            state="prepared",
            transfers=number,
            amount_cents=cents,
            prepared_at=now,
            run_at=None,
        )
        batches.replace(work, batch_id, after)
        return True

    return database.run(end)


def hold_changed(database: Database, batch_id: str) -> list[Payout]:
    """Hold back the payouts whose account is no longer accepted; return those to transfer.

    Refuses UnknownBatch, BatchNotPrepared. Once the batch was sent, nothing is held any more.
    """
    batch = database.run(lambda work: batches.get(work, batch_id))
    if batch.state == "preparing":
        raise rules.BatchNotPrepared
    kept = []
    for payout in stream_payouts(database, batch_id):
        may_be_held = batch.state == "prepared" and payout.state == "prepared"
        if may_be_held and database.run(partial(_hold, payout_id=payout.id)):
            continue
        if payout.state in ("prepared", "sent", "executed", "rejected", "returned"):
            kept.append(payout)
    return [one for one in kept if one.amount_cents > 0]


def _hold(work: UnitOfWork, *, payout_id: str) -> bool:
    """Hold a prepared payout back if its account was closed; return whether it is held.

    In the same commit the batch was not sent yet: a transfer that has left is never held, because
    the next batch would pay it again.
    """
    payout = payouts.get(work, payout_id)
    batch = batches.get(work, payout.batch_id)
    account = accounts.get(work, payout.account_id)
    if payout.state != "prepared" or batch.state != "prepared" or account.status == "accepted":
        return payout.state == "held"
    payouts.replace(work, payout_id, rules.hold(payout, reason="account_closed"))
    batches.replace(work, batch.id, rules.without_transfer(batch, payout.amount_cents))
    return True


def note_file(work: UnitOfWork, batch_id: str, sha256: str, *, now: datetime) -> Batch:
    """Keep the digest of the payment file of a batch. Refuses UnknownBatch, FileChanged."""
    batch = batches.get(work, batch_id)
    after = rules.with_file(batch, sha256, now=now)
    if after != batch:
        batches.replace(work, batch_id, after)
    return after


def send(
    work: UnitOfWork,
    batch_id: str,
    sha256: str | None,
    *,
    transfers: int | None = None,
    now: datetime,
) -> Batch:
    """Note that the payment file of a batch was sent. Refuses like `rules.send`, UnknownBatch."""
    batch = batches.get(work, batch_id)
    after = rules.send(batch, sha256, transfers=transfers, now=now)
    if after != batch:
        batches.replace(work, batch_id, after)
    return after


def execute_all(work: UnitOfWork, batch_id: str) -> Batch:
    """Note that the bank has executed all transfers of a batch but those that it has rejected.

    Refuses UnknownBatch, BatchNotSent.
    """
    batch = batches.get(work, batch_id)
    after = rules.execute_all(batch)
    if after != batch:
        batches.replace(work, batch_id, after)
    return after


def record_answers(
    work: UnitOfWork, batch_id: str, answers: Sequence[Answer], *, now: datetime
) -> list[AnswerOutcome]:
    """Enter the bank's answers about a batch, as `payments.service.record_answers` does.

    Refuses UnknownBatch, BatchNotSent.
    """
    rules.check_sent(batches.get(work, batch_id))
    return payments_service.record_answers(work, batch_id, answers, now=now)


def read_report(
    database: Database, batch_id: str, content: bytes
) -> tuple[list[Answer], list[str]]:
    """Return the answers in a bank's report on a batch, and the statements that it leaves pending.

    Refuses UnknownBatch, BatchNotSent, BankAnswerInvalid, BankAnswerOfOther,
    BankAnswerUnknownLine, BankAnswerAmbiguous.
    """
    rules.check_sent(database.run(lambda work: batches.get(work, batch_id)))
    references = [
        payout.statement_id
        for payout in stream_payouts(database, batch_id)
        if payout.statement_id is not None and payout.state not in ("held", "debited")
    ]
    found = read_answer(content, message_id=batch_id, references=references)
    decided = [one for one in found if one.verdict != "pending"]
    answers = [
        Answer(
            end_to_end_id=one.reference,
            reason=(one.reason or NO_REASON) if one.verdict == "rejected" else None,
        )
        for one in decided
    ]
    return answers, [one.reference for one in found if one.verdict == "pending"]


def force_debit_note(work: UnitOfWork, account_id: str) -> Debt:
    """Make the next batch issue a debit note for a negative balance. Refuses UnknownDebt."""
    debt = debts.get(work, account_id)
    after = replace(debt, is_forced=True)
    if after != debt:
        debts.replace(work, account_id, after)
    return after
