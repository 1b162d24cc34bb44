"""Documents and queries of messages to the operator."""

from collections.abc import Iterator
from datetime import datetime

from functions.feedback.messages.models import FeedbackMessage, MessageStatus
from functions.feedback.messages.rules import UnknownFeedback
from functions.kernel.database import Database, Index, Order, Query, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes

messages = Collection("feedback_messages", FeedbackMessage, missing=UnknownFeedback)

declare_indexes(
    Index("feedback_messages", ("expires_at",)),
    Index("feedback_messages", ("person_id",)),
    Index("feedback_messages", ("status", "sent_at")),
)


def messages_with(
    work: UnitOfWork, status: MessageStatus, *, after: tuple[datetime, str] | None, page: int
) -> Iterator[FeedbackMessage]:
    """Yield the messages with a status, oldest first, after a position."""
    where, order = Where("status", "==", status), (Order("sent_at"),)
    return messages.query_pages(work, where, order_by=order, after=after, page=page)


def messages_by(work: UnitOfWork, person_id: str) -> Iterator[FeedbackMessage]:
    """Yield the messages that a person sent."""
    return messages.query_pages(work, Where("person_id", "==", person_id))


def all_messages_by(database: Database, person_id: str) -> Iterator[str]:
    """Yield the id of every message that a person sent."""
    return messages.stream_ids(database, Where("person_id", "==", person_id))


def messages_over(at: datetime) -> Query:
    """Return the query of messages that are not kept any longer."""
    return Query(messages.name, (Where("expires_at", "<=", at),), (Order("expires_at"),))
