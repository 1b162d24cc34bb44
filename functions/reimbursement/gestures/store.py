"""Documents and queries of commercial gestures."""

from collections.abc import Iterator
from datetime import datetime

from functions.kernel.database import Index, Order, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.reimbursement.gestures.rules import UnknownGesture
from functions.reimbursement.models import Gesture, GestureState

gestures = Collection("gestures", Gesture, missing=UnknownGesture)

declare_indexes(Index("gestures", ("state", "-created_at")))


def gestures_in(
    work: UnitOfWork, state: GestureState, *, after: tuple[datetime, str] | None, page: int
) -> Iterator[Gesture]:
    """Yield the gestures in a state, newest first, after a position."""
    where = Where("state", "==", state)
    order = (Order("created_at", descending=True),)
    return gestures.query_pages(work, where, order_by=order, after=after, page=page)
