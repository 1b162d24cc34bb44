"""Read the statements of an offerer, for its members and for administrators."""

from functions.accounts.roles.service import get_readable_offerer
from functions.kernel.database import UnitOfWork
from functions.reimbursement.settlements.models import Statement
from functions.reimbursement.settlements.rules import UnknownStatement
from functions.reimbursement.settlements.store import statements


def get_statement(work: UnitOfWork, siren: str, number: str, *, uid: str) -> Statement:
    """Return a statement of an offerer. Refuses like `get_readable_offerer`, UnknownStatement."""
    work.prefetch(statements.ref(number))
    get_readable_offerer(work, siren, uid=uid)
    statement = statements.get(work, number)
    if statement.siren != siren:
        raise UnknownStatement
    return statement
