"""Bodies and views of batches and their payouts."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from functions.kernel.field_conditions import at_least_one, exactly_one, has
from functions.kernel.field_types import line
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import ActBody, Body, Parameters, View, optional
from functions.reimbursement.batches.models import Batch, BatchState
from functions.reimbursement.payments.models import Answer, AnswerOutcome
from functions.reimbursement.payouts.models import Debt, Payout, PayoutState

MOST_ANSWERS = 100

LARGEST_REPORT = 16 * 1024 * 1024
"""Characters of a bank's report, some 40,000 transfers."""

StatementId = Annotated[str, Field(pattern="^[AF][0-9]{9}$", examples=["F260000001"])]


class SentBody(ActBody):
    """The SHA-256 of the payment file that was sent; None where no file was made."""

    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$", examples=["0" * 64])] | None = None


class BankAnswerBody(Body):
    """The bank's answer about the transfer of a statement; without a reason it was executed.

    `return_reason` is that of a transfer that was executed and came back since.
    """

    model_config = ConfigDict(
        json_schema_extra={
            **at_least_one(has(without=("rejection_reason",)), has(without=("return_reason",))),
            "examples": [{"statement_id": "F260000001", "return_reason": "AC04"}],
        }
    )

    statement_id: StatementId
    rejection_reason: Annotated[str, line(140)] | None = None
    return_reason: Annotated[str, line(140)] | None = None

    @model_validator(mode="after")
    def _has_one_reason(self) -> "BankAnswerBody":
        if self.rejection_reason is not None and self.return_reason is not None:
            raise ValueError("send one reason")
        return self

    def as_answer(self) -> Answer:
        """Return the answer as a value."""
        return Answer(
            end_to_end_id=self.statement_id,
            reason=self.return_reason or self.rejection_reason,
            is_return=self.return_reason is not None,
        )


class BankAnswersBody(ActBody):
    """Answers of the bank about transfers of one batch: one by one, or as its file.

    `report` is the text of a payment status report (pain.002.001.10 or 03).
    """

    may_be_missing = False

    model_config = ConfigDict(
        json_schema_extra={
            **exactly_one(has("answers"), has("report")),
            "examples": [{"answers": [{"statement_id": "F260000001"}]}],
        }
    )

    answers: Annotated[list[BankAnswerBody], Field(min_length=1, max_length=MOST_ANSWERS)] = (
        optional()
    )
    report: Annotated[str, Field(max_length=LARGEST_REPORT)] = optional()

    @model_validator(mode="after")
    def _has_one_of_them(self) -> "BankAnswersBody":
        if len(self.model_fields_set & {"answers", "report"}) != 1:
            raise ValueError("send answers or a report")
        return self


class PageQuery(Parameters):
    """The page of a list."""

    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class PayoutsQuery(PageQuery):
    """The state or the statement, if only such payouts are wanted, and the page."""

    state: PayoutState | None = None
    statement_id: StatementId | None = None


class BatchView(View):
    """A batch; the sum and number are those of its transfers, known once it is prepared."""

    id: str
    state: BatchState
    cutoff_at: datetime
    period_from: datetime | None
    made_by: str | None
    transfers: int
    amount_cents: int
    created_at: datetime
    prepared_at: datetime | None
    sha256: str | None
    file_made_at: datetime | None
    sent_at: datetime | None
    executed_at: datetime | None
    is_all_executed: bool

    @classmethod
    def of(cls, batch: Batch) -> "BatchView":
        """Build the view of a batch."""
        return cls.model_validate(batch)


class BatchesView(View):
    """A page of batches, newest first."""

    items: list[BatchView]
    next_page_token: str | None


class PayoutView(View):
    """A payout of a batch; `carried_cents` is the part of its amount that was owed before."""

    id: str
    batch_id: str
    account_id: str
    siren: str
    state: PayoutState
    statement_id: str | None
    retries: str | None
    amount_cents: int
    carried_cents: int
    lines: int
    reason: str | None
    is_waiting: bool
    created_at: datetime
    executed_at: datetime | None

    @classmethod
    def of(cls, payout: Payout) -> "PayoutView":
        """Build the view of a payout."""
        return cls.model_validate(payout)


class PayoutsView(View):
    """A page of payouts, oldest first."""

    items: list[PayoutView]
    next_page_token: str | None


class BankAnsweredView(View):
    """The outcome of an answer; `pending`, `unknown` and `contradicts` changed nothing."""

    statement_id: str
    outcome: AnswerOutcome


class BankAnswersView(View):
    """The outcome of each answer, in their order."""

    items: list[BankAnsweredView]


class DebtView(View):
    """A negative balance of an account, which later bookings make up for."""

    account_id: str
    siren: str
    payout_id: str
    amount_cents: int
    since: datetime
    is_forced: bool

    @classmethod
    def of(cls, debt: Debt) -> "DebtView":
        """Build the view of a debt."""
        return cls.model_validate(debt)


class DebtsView(View):
    """A page of negative balances, oldest first."""

    items: list[DebtView]
    next_page_token: str | None
