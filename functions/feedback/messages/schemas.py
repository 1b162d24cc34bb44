"""Request bodies, queries and responses about messages to the operator."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from functions.feedback.messages.models import FeedbackMessage, MessageCategory, MessageStatus
from functions.kernel.field_types import paragraph
from functions.kernel.identity import Identity
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import ActBody, Body, Parameters, UnkeptView, View


class FeedbackBody(Body):
    """A message to the operator of the pass."""

    category: MessageCategory
    text: Annotated[str, paragraph(800)]


class FeedbackView(View):
    """A message that was sent; its text is not repeated."""

    id: str
    category: MessageCategory
    sent_at: datetime

    @classmethod
    def of(cls, message: FeedbackMessage) -> "FeedbackView":
        """Build the view of a message for its sender."""
        return cls.model_validate(message)


class FeedbackAnswerBody(ActBody):
    """The answer, which is mailed to the person."""

    may_be_missing = False

    answer: Annotated[str, paragraph(2_000)]


class FeedbackQuery(Parameters):
    """The status of the messages to list, and the page."""

    status: MessageStatus = "unanswered"
    page_size: int = Field(default=20, ge=1, le=100)
    page_token: PageToken | None = None


class ReceivedFeedbackView(UnkeptView):
    """A message as support reads it; `email` is null if the account is gone."""

    id: str
    person_id: str
    email: str | None
    category: MessageCategory
    text: str
    status: MessageStatus
    sent_at: datetime
    answer: str | None
    answered_at: datetime | None

    @classmethod
    def of(cls, message: FeedbackMessage, account: Identity | None) -> "ReceivedFeedbackView":
        """Build the view of a message and the account of its sender."""
        facts = {name: getattr(message, name) for name in cls.model_fields if name != "email"}
        return cls(**facts, email=account.email if account else None)


class ReceivedFeedbacksView(UnkeptView):
    """A page of messages, oldest first."""

    items: list[ReceivedFeedbackView]
    next_page_token: str | None
