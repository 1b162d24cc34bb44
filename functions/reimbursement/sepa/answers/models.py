"""Answers of the bank to a payment file, as values."""

from typing import Literal

from functions.kernel.values import Struct

Verdict = Literal["executed", "rejected", "pending"]


class Outcome(Struct, frozen=True, kw_only=True):
    """The bank's answer on a transfer, `pending` while it may still become either of the others.

    `reason` is its code of ISO 20022, such as AC04.
    """

    reference: str
    verdict: Verdict
    reason: str | None = None
