"""Letters about statements: one that is paid, to the venues, and one that could not be paid."""

from functions.accounts.offerers.store import offerers, sirens_of
from functions.accounts.venues.store import venues
from functions.kernel.database import Ref, UnitOfWork
from functions.notices.letters import rules as letters_rules
from functions.notices.letters.models import StatementLetter, TransferLetter
from functions.reimbursement.bank_accounts.store import accounts
from functions.reimbursement.payments.models import TransferFailed
from functions.reimbursement.settlements.models import StatementPaid
from functions.reimbursement.settlements.store import statements


def recipients(work: UnitOfWork, event: StatementPaid) -> tuple[str, ...]:
    """Return the venues of a statement that have an address; the members if not all have one."""
    work.prefetch(*map(venues.ref, event.venue_ids))
    found = [venues.find_unverified(work, name) for name in event.venue_ids]
    reached = tuple(venue.id for venue in found if venue is not None and venue.contact.email)
    if reached and len(reached) == len(event.venue_ids):
        return reached
    offerer = offerers.find_unverified(work, event.siren)
    return (*reached, *(offerer.member_ids if offerer else ()))


def needed(event: StatementPaid | TransferFailed) -> tuple[Ref, ...]:
    """Return the documents that a letter is drafted from, beside its reader's."""
    if isinstance(event, TransferFailed):
        return offerers.ref(event.siren), accounts.ref(event.account_id)
    paid = (accounts.ref(event.account_id),) if event.account_id else ()
    return statements.ref(event.subject_id), *map(venues.ref, event.venue_ids), *paid


def letter(work: UnitOfWork, event: StatementPaid, person_id: str) -> StatementLetter | None:
    """Return the letter to a venue or a member; None without a reader, or after a return."""
    statement = statements.find_unverified(work, event.subject_id)
    if statement is None or statement.paid_in != event.batch_id:
        return None
    address = None
    if person_id in event.venue_ids:
        venue = venues.find_unverified(work, person_id)
        address = venue.contact.email if venue else None
        if address is None:
            return None
    elif event.siren not in sirens_of(work, person_id):
        return None
    account = None
    if event.account_id not in (None, statement.account_id):
        account = accounts.find_unverified(work, str(event.account_id))
    return letters_rules.of_statement(event, statement=statement, account=account, address=address)


def failed_letter(work: UnitOfWork, event: TransferFailed, person_id: str) -> TransferLetter | None:
    """Return the letter to a member about a transfer that failed; None for a former member."""
    account = accounts.find_unverified(work, event.account_id)
    offerer = offerers.find_unverified(work, event.siren)
    if account is None or offerer is None or event.siren not in sirens_of(work, person_id):
        return None
    return letters_rules.of_transfer(event, account=account, offerer=offerer)
