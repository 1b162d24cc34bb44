"""Answers of the bank about transfers."""

from typing import Literal

from functions.kernel.values import Struct

AnswerOutcome = Literal["executed", "rejected", "pending", "unchanged", "unknown", "contradicts"]


class Answer(Struct, frozen=True, kw_only=True):
    """The bank's answer about one transfer, named by the number of its statement.

    `reason` is that of a rejection, None for a transfer that was executed.
    """

    end_to_end_id: str
    reason: str | None = None

    @property
    def is_executed(self) -> bool:
        """Whether the transfer was executed."""
        return self.reason is None
