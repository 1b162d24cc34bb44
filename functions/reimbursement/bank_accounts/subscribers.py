"""End of the accounts that a closed offerer leaves waiting."""

from functools import partial

from functions.accounts.offerers.models import OffererClosed
from functions.kernel.platform import Platform
from functions.reimbursement.bank_accounts.service import close_account
from functions.reimbursement.bank_accounts.store import accounts_of
from functions.reimbursement.subscribers import events


@events.on_at_least_once(OffererClosed)
def close_waiting_accounts(platform: Platform, event: OffererClosed) -> None:
    """Close the pending accounts of a closed offerer; accepted ones are still owed money."""
    siren = event.subject_id
    found = platform.database.run(lambda work: list(accounts_of(work, siren)))
    for account in found:
        if account.status == "pending" and account.created_at <= event.at:
            close = partial(close_account, account_id=account.id, now=event.at)
            platform.database.run(close)
