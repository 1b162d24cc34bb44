"""The reasons why a used booking is not paid yet."""

from typing import Literal

from functions.kernel.values import Struct
from functions.reimbursement.models import Receivable

Waits = Literal[
    "pricing_point", "event", "pricing", "bank_account", "batch", "held", "debt", "transfer"
]


class Waiting(Struct, frozen=True, kw_only=True):
    """A used booking that is not paid yet, and what it waits for.

    `pricing_point`: its venue has to choose one. `event`: it is ahead. `pricing`: its price follows
    within minutes. `bank_account`: the venue has no accepted one. `batch`: the next one takes it.
    `held`: the transfer was rejected or returned, or its account closed. `debt`: it makes up for
    what the offerer owes. `transfer`: it is on its way. `reason` is that of a held transfer.
    """

    receivable: Receivable
    waits_for: Waits
    reason: str | None = None
