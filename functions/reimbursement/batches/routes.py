"""Routes of the finance role that begin, send and follow batches."""

from collections.abc import Sequence
from functools import partial
from operator import attrgetter

from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.identifiers import new_id
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import BY_HANDLER, Who
from functions.reimbursement.batches import rules, service
from functions.reimbursement.batches.schemas import (
    LARGEST_REPORT,
    MOST_ANSWERS,
    BankAnsweredView,
    BankAnswersBody,
    BankAnswersView,
    BatchesView,
    BatchView,
    DebtsView,
    DebtView,
    PageQuery,
    PayoutsQuery,
    PayoutsView,
    PayoutView,
    SentBody,
)
from functions.reimbursement.batches.store import batches, batches_listed
from functions.reimbursement.payments.models import Answer
from functions.reimbursement.payouts.rules import UnknownDebt
from functions.reimbursement.payouts.store import debts_listed, payouts_of
from functions.reimbursement.routes import routes
from functions.reimbursement.sepa.answers.rules import (
    BankAnswerAmbiguous,
    BankAnswerInvalid,
    BankAnswerOfOther,
    BankAnswerUnknownLine,
)

_BATCH = "reimbursement_batches/{batch_id}"


@routes.post(
    "/v1/reimbursement-batches",
    who=Who.FINANCE,
    status=201,
    acts_on=BY_HANDLER,
    refusals=(rules.BatchUnderway,),
)
def begin_batch(call: Call) -> BatchView:
    """Begin the batch of the present day; jobs prepare it. A day has one batch."""
    cutoff_at, uid = rules.cutoff_of(call.now), call.caller.uid

    def begin(work: UnitOfWork) -> BatchView:
        batch = service.begin(work, cutoff_at=cutoff_at, by=uid, now=call.now)
        if work.has_writes():
            call.act(work, batches.ref(batch.id))
        return BatchView.of(batch)

    return call.commit(begin)


@routes.get("/v1/reimbursement-batches", who=Who.FINANCE)
def list_batches(call: Call, query: PageQuery) -> BatchesView:
    """List batches, newest first."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> BatchesView:
        found = batches_listed(work, after=after, page=query.page_size + 1)
        page, token = cut_page(
            found, query.page_size, attrgetter("created_at", "id"), of_list=list_id
        )
        return BatchesView(items=[BatchView.of(one) for one in page], next_page_token=token)

    return call.read(read)


@routes.get("/v1/reimbursement-batches/{batch_id}", who=Who.FINANCE, refusals=(rules.UnknownBatch,))
def get_batch(call: Call, batch_id: str) -> BatchView:
    """Get a batch."""
    return call.read(lambda work: BatchView.of(batches.get(work, batch_id)))


@routes.get(
    "/v1/reimbursement-batches/{batch_id}/payouts",
    who=Who.FINANCE,
    refusals=(rules.UnknownBatch,),
)
def list_payouts(call: Call, batch_id: str, query: PayoutsQuery) -> PayoutsView:
    """List the payouts of a batch, in one state or all, or the one that pays a statement."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> PayoutsView:
        batches.get(work, batch_id)
        page_of = query.page_size + 1
        found = payouts_of(
            work,
            batch_id,
            state=query.state,
            statement_id=query.statement_id,
            after=after,
            page=page_of,
        )
        page, token = cut_page(
            found, query.page_size, attrgetter("created_at", "id"), of_list=list_id
        )
        return PayoutsView(items=[PayoutView.of(one) for one in page], next_page_token=token)

    return call.read(read)


@routes.post(
    "/v1/reimbursement-batches/{batch_id}/sent",
    who=Who.FINANCE,
    acts_on=_BATCH,
    refusals=(rules.UnknownBatch, rules.BatchNotPrepared, rules.FileOutdated),
)
def mark_batch_sent(call: Call, batch_id: str, body: SentBody) -> BatchView:
    """Note that a batch goes to the bank; payouts of closed accounts are held back before.

    Where that changes the transfers, it is refused: the payment file has to be downloaded again.
    """
    call.check_key()
    transfers = call.read(lambda work: batches.get(work, batch_id)).transfers
    service.hold_changed(call.platform.database, batch_id)

    def send(work: UnitOfWork) -> BatchView:
        batch = service.send(work, batch_id, body.sha256, transfers=transfers, now=call.now)
        return BatchView.of(batch)

    return call.commit(send)


@routes.post(
    "/v1/reimbursement-batches/{batch_id}/bank-answers",
    who=Who.FINANCE,
    acts_on=BY_HANDLER,
    refusals=(
        rules.UnknownBatch,
        rules.BatchNotSent,
        BankAnswerInvalid,
        BankAnswerOfOther,
        BankAnswerUnknownLine,
        BankAnswerAmbiguous,
    ),
    largest_body=2 * LARGEST_REPORT,
)
def record_bank_answers(call: Call, batch_id: str, body: BankAnswersBody) -> BankAnswersView:
    """Enter the bank's answers about transfers that were sent; repeats change nothing.

    A report with many lines is entered in several steps; one that stopped is sent again.
    """
    call.check_key()
    if "answers" in body.model_fields_set:
        answers = [one.as_answer() for one in body.answers]
        pending: list[str] = []
    else:
        answers, pending = service.read_report(
            call.platform.database, batch_id, body.report.encode()
        )
    items = [BankAnsweredView(statement_id=name, outcome="pending") for name in pending]

    def enter(work: UnitOfWork, page: Sequence[Answer]) -> BankAnswersView:
        outcomes = service.record_answers(work, batch_id, page, now=call.now)
        if work.has_writes():
            call.act(work, batches.ref(batch_id), act_id=new_id())
        entered = [
            BankAnsweredView(statement_id=answer.end_to_end_id, outcome=outcome)
            for answer, outcome in zip(page, outcomes, strict=True)
        ]
        return BankAnswersView(items=items + entered)

    last = max(0, (len(answers) - 1) // MOST_ANSWERS * MOST_ANSWERS)
    for start in range(0, last, MOST_ANSWERS):
        page = answers[start : start + MOST_ANSWERS]
        items = call.commit_unkeyed(partial(enter, page=page)).items
    return call.commit(partial(enter, page=answers[last:]))


@routes.post(
    "/v1/reimbursement-batches/{batch_id}/executed",
    who=Who.FINANCE,
    acts_on=_BATCH,
    refusals=(rules.UnknownBatch, rules.BatchNotSent),
)
def mark_batch_executed(call: Call, batch_id: str) -> BatchView:
    """Note that the bank has executed every transfer of a batch that it has not answered for.

    Enter rejections before. A job enters the rest, page by page.
    """
    return call.commit(lambda work: BatchView.of(service.execute_all(work, batch_id)))


@routes.get("/v1/payout-debts", who=Who.FINANCE)
def list_debts(call: Call, query: PageQuery) -> DebtsView:
    """List the negative balances that are carried over, oldest first."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> DebtsView:
        page, token = cut_page(
            debts_listed(work, after=after, page=query.page_size + 1),
            query.page_size,
            attrgetter("since", "account_id"),
            of_list=list_id,
        )
        return DebtsView(items=[DebtView.of(one) for one in page], next_page_token=token)

    return call.read(read)


@routes.post(
    "/v1/payout-debts/{account_id}/debit-note",
    who=Who.FINANCE,
    acts_on="bank_accounts/{account_id}",
    shown_by="payout_debts/{account_id}",
    refusals=(UnknownDebt,),
)
def force_debit_note(call: Call, account_id: str) -> DebtView:
    """Make the next batch issue a debit note for a negative balance."""
    return call.commit(lambda work: DebtView.of(service.force_debit_note(work, account_id)))
