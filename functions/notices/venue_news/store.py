"""Documents and queries of news for venues."""

from datetime import datetime

from functions.kernel.database import Index, Order, Query, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes
from functions.notices.venue_news import rules
from functions.notices.venue_news.models import Box, News

news = Collection("venue_news", News)
boxes = Collection("venue_news_boxes", Box)

declare_indexes(Index("venue_news", ("box_id", "at")), Index("venue_news_boxes", ("closes_at",)))


def closed_boxes(at: datetime) -> Query:
    """Return the query of boxes that have closed."""
    where = Where("closes_at", "<=", at - rules.GRACE)
    return Query(boxes.name, (where,), (Order("closes_at"),))


def news_in(work: UnitOfWork, box_id: str) -> list[News]:
    """Return the news in a box, oldest first; at most one more than an e-mail shows."""
    return news.query(
        work,
        Where("box_id", "==", box_id),
        order_by=(Order("at"),),
        limit=rules.MOST_LINES + 1,
    )
