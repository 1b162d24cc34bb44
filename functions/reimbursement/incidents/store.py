"""Documents of incidents."""

from functions.kernel.database.documents import Collection
from functions.reimbursement.incidents.models import Incident

incidents = Collection("incidents", Incident)
