"""Make the payment file of a batch, with the IBANs of its accounts opened."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from functions.kernel.database import Database, UnitOfWork
from functions.kernel.encryption import Encryption
from functions.reimbursement.bank_accounts.service import iban_for_payment
from functions.reimbursement.bank_accounts.store import accounts
from functions.reimbursement.batches import service as batches_service
from functions.reimbursement.batches.store import batches
from functions.reimbursement.payment_files import rules
from functions.reimbursement.payouts.models import Payout
from functions.reimbursement.sepa.models import Debtor, Transfer
from functions.reimbursement.sepa.rules import payment_xml

_PAGE = 100
"""How many accounts are read at once."""

_MOST_TRIES = 3


def payment_file(
    database: Database,
    encryption: Encryption,
    payer: Callable[[], Debtor],
    batch_id: str,
    *,
    now: datetime,
) -> bytes:
    """Return the payment file of a batch; the batch keeps its digest.

    The first time it is made is the time that it has in it, so that it has the same bytes when it
    is made again. Payouts of accounts that were closed since the cut-off are held back before.
    Refuses UnknownBatch, BatchNotPrepared, PaymentInvalid, FileChanged, and what `payer` refuses.
    """
    database.run(lambda work: batches.get(work, batch_id))
    debtor = payer()
    for _ in range(_MOST_TRIES):
        paid = batches_service.hold_changed(database, batch_id)
        batch = database.run(lambda work: batches.get(work, batch_id))
        made_at = batch.file_made_at or now
        pages = [paid[start : start + _PAGE] for start in range(0, len(paid), _PAGE)]
        transfers = [one for page in pages for one in _transfers(database, encryption, page)]
        content = payment_xml(rules.payment_of(batch, debtor, transfers, made_at=made_at))
        digest = hashlib.sha256(content).hexdigest()

        def note(work: UnitOfWork, made_at: datetime = made_at, digest: str = digest) -> bool:
            noted = batches_service.note_file(work, batch_id, digest, now=made_at)
            return noted.file_made_at == made_at

        if database.run(note):
            break
        # Another call has made it first, at another time.
    return content


def _transfers(
    database: Database, encryption: Encryption, page: Sequence[Payout]
) -> Sequence[Transfer]:
    def read(work: UnitOfWork) -> list[Transfer]:
        work.prefetch(*(accounts.ref(payout.account_id) for payout in page))
        found = [accounts.get(work, payout.account_id) for payout in page]
        return [
            rules.transfer_of(payout, account, iban_for_payment(encryption, account))
            for payout, account in zip(page, found, strict=True)
        ]

    return database.run(read)
