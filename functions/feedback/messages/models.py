"""Messages to the operator, and the event of an answer."""

from datetime import datetime
from typing import Literal

from functions.kernel.events import Event, named
from functions.kernel.values import Model, Struct

MessageCategory = Literal["problem", "idea", "question", "other"]

MessageStatus = Literal["unanswered", "answered"]


class FeedbackMessage(Model, frozen=True, kw_only=True):
    """A person's message to the operator, and its answer."""

    id: str
    person_id: str
    category: MessageCategory
    text: str
    status: MessageStatus
    sent_at: datetime
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    expires_at: datetime


class SendMessage(Struct, frozen=True, kw_only=True):
    """Command: send a message to the operator."""

    message_id: str
    person_id: str
    category: MessageCategory
    text: str


@named("feedback-answered")
class FeedbackAnswered(Event, frozen=True, kw_only=True):
    """A message has its answer, which is mailed to the person. The subject is the message."""

    person_id: str
