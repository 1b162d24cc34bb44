"""Send, answer and erase messages to the operator."""

from datetime import datetime

from functions.feedback import service as feedback_service
from functions.feedback.limits import service as limits_service
from functions.feedback.messages import rules
from functions.feedback.messages.models import FeedbackAnswered, FeedbackMessage, SendMessage
from functions.feedback.messages.store import messages
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork


def send(work: UnitOfWork, command: SendMessage, *, now: datetime) -> FeedbackMessage:
    """Send a message to the operator. Refuses TooMuchFeedback."""
    limits_service.count(work, command.person_id, "messages", now=now)
    message = rules.sent(command, now=now)
    messages.create(work, message.id, message)
    return message


def answer(
    work: UnitOfWork, message_id: str, text: str, *, by: str, now: datetime
) -> FeedbackMessage:
    """Answer a message; the answer is mailed by event.

    Refuses UnknownFeedback, FeedbackAnsweredBefore.
    """
    before = messages.get(work, message_id)
    after = rules.answer(before, text, by=by, now=now)
    if after != before:
        messages.replace(work, message_id, after)
        record(work, FeedbackAnswered(subject_id=message_id, at=now, person_id=before.person_id))
    return after


def forget(work: UnitOfWork, message_id: str, *, over_at: datetime | None = None) -> bool:
    """Erase a message, if it is over; return whether there was one to erase."""
    return feedback_service.erase(work, messages, message_id, over_at=over_at) is not None
