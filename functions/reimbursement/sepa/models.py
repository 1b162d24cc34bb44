"""A file of SEPA credit transfers, as values."""

from datetime import date, datetime

from functions.kernel.values import Struct, shown_without


class Debtor(Struct, frozen=True, kw_only=True):
    """The payer; `bic` is None where the bank finds it from the IBAN.

    `bank_id` is the identification that some banks want of the sender.
    """

    name: str
    iban: str
    bic: str | None = None
    bank_id: str | None = None

    def __repr__(self) -> str:
        return shown_without(self, "iban")


class Transfer(Struct, frozen=True, kw_only=True):
    """One transfer in cents above 0. `reference` is the statement's, and comes back in answers.

    `text` is what the payee's bank shows.
    """

    reference: str
    name: str
    iban: str
    amount_cents: int
    text: str

    def __repr__(self) -> str:
        return shown_without(self, "iban", "name")


class PaymentFile(Struct, frozen=True, kw_only=True):
    """All transfers of a batch; `message_id` identifies the file at the bank."""

    message_id: str
    created_at: datetime
    execution_on: date
    debtor: Debtor
    transfers: tuple[Transfer, ...]


class ShownTransfer(Struct, frozen=True, kw_only=True):
    """A transfer as a file has it, to be looked at; the IBAN is mostly hidden."""

    reference: str
    name: str
    iban: str
    amount: str
    text: str
