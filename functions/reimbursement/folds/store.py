"""Documents and queries of folds."""

from datetime import datetime

from functions.kernel.database import Index, Order, Query, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.reimbursement.folds.models import Fold

folds = Collection("pricing_folds", Fold)

declare_indexes(Index("pricing_folds", ("run_at",)))


def due_to_price(at: datetime) -> Query:
    """Return the query of folds that have something to price, oldest first."""
    return Query(folds.name, (Where("run_at", "<=", at),), (Order("run_at"),))
