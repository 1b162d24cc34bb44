"""Answers of the bank about transfers."""

from typing import Literal

from functions.kernel.values import Struct

AnswerOutcome = Literal[
    "executed", "rejected", "returned", "pending", "unchanged", "unknown", "contradicts"
]


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
