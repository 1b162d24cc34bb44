"""Documents of the ledger of reimbursement."""

from functions.kernel.database.documents import Collection
from functions.reimbursement.ledger.models import ReimbursementEntry

entries = Collection("reimbursement_entries", ReimbursementEntry)
