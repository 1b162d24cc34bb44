"""Documents of the ledger of reimbursement."""

from functions.kernel.database import Index
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.reimbursement.ledger.models import ReimbursementEntry

entries = Collection("reimbursement_entries", ReimbursementEntry)

declare_indexes(Index("reimbursement_entries", ("booking_id",)))
