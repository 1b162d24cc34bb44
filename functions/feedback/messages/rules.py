"""Rules of messages to the operator."""

from datetime import datetime

from functions.feedback.messages.models import FeedbackMessage, SendMessage
from functions.feedback.rules import kept_until
from functions.kernel.errors import Conflict, NotFound
from functions.kernel.values import replace


class UnknownFeedback(NotFound):
    """There is no such message."""

    code = "unknown_feedback"


class FeedbackAnsweredBefore(Conflict):
    """This message already has another answer."""

    code = "feedback_answered"


def sent(command: SendMessage, *, now: datetime) -> FeedbackMessage:
    """Return the message that a command sends."""
    return FeedbackMessage(
        id=command.message_id,
        person_id=command.person_id,
        category=command.category,
        text=command.text,
        status="unanswered",
        sent_at=now,
        expires_at=kept_until(now),
    )


def answer(message: FeedbackMessage, text: str, *, by: str, now: datetime) -> FeedbackMessage:
    """Answer a message; unchanged by the same answer again. Refuses FeedbackAnsweredBefore."""
    if message.answer == text:
        return message
    if message.answer is not None:
        raise FeedbackAnsweredBefore
    return replace(message, status="answered", answer=text, answered_by=by, answered_at=now)
