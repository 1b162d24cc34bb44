"""Answers of the bank about transfers, and the event of one that failed."""

from typing import Literal

from functions.kernel.events import Event, named
from functions.kernel.values import Struct

AnswerOutcome = Literal[
    "executed", "rejected", "returned", "pending", "unchanged", "unknown", "contradicts"
]


NO_REASON = "unknown"
"""Stands for the reason of a rejection or return that the bank has not explained."""


class Answer(Struct, frozen=True, kw_only=True):
    """The bank's answer about one transfer, named by the number of its statement.

    `reason` is that of a rejection or return, None for a transfer that was executed. A return is
    one that was executed, and that the payee's bank has sent back since.
    """

    end_to_end_id: str
    reason: str | None = None
    is_return: bool = False

    @property
    def is_executed(self) -> bool:
        """Whether the transfer was executed."""
        return self.reason is None


@named("transfer-failed")
class TransferFailed(Event, frozen=True, kw_only=True):
    """A transfer was rejected, or came back; a later batch repeats it. The subject is its payout.

    `account_id` is the bank account that it did not reach, and `reason` the bank's.
    """

    siren: str
    batch_id: str
    statement_id: str
    account_id: str
    amount_cents: int
    reason: str
