"""Routes with which people write to the operator, and support answers."""

from operator import attrgetter

from functions.feedback.limits.rules import TooMuchFeedback
from functions.feedback.messages import rules, service
from functions.feedback.messages.models import FeedbackMessage, SendMessage
from functions.feedback.messages.schemas import (
    FeedbackAnswerBody,
    FeedbackBody,
    FeedbackQuery,
    FeedbackView,
    ReceivedFeedbacksView,
    ReceivedFeedbackView,
)
from functions.feedback.messages.store import messages, messages_with
from functions.feedback.routes import routes
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.identifiers import new_id
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import Who


@routes.post("/v1/feedback", who=Who.SIGNED_IN, status=201, refusals=(TooMuchFeedback,))
def send_feedback(call: Call, body: FeedbackBody) -> FeedbackView:
    """Send a message to the operator, who answers by mail."""
    command = SendMessage(
        message_id=new_id(),
        person_id=call.caller.uid,
        category=body.category,
        text=body.text,
    )
    return call.commit(lambda work: FeedbackView.of(service.send(work, command, now=call.now)))


@routes.get("/v1/feedback", who=Who.SUPPORT)
def list_feedback(call: Call, query: FeedbackQuery) -> ReceivedFeedbacksView:
    """List messages to the operator, oldest first: unanswered ones by default."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> tuple[list[FeedbackMessage], str | None]:
        found = messages_with(work, query.status, after=after, page=query.page_size + 1)
        return cut_page(found, query.page_size, attrgetter("sent_at", "id"), of_list=list_id)

    page, token = call.read(read)
    accounts = call.platform.identity.find_all({message.person_id for message in page})
    items = [ReceivedFeedbackView.of(one, accounts.get(one.person_id)) for one in page]
    return ReceivedFeedbacksView(items=items, next_page_token=token)


@routes.post(
    "/v1/feedback/{feedback_id}/answer",
    who=Who.SUPPORT,
    acts_on="feedback_messages/{feedback_id}",
    refusals=(rules.UnknownFeedback, rules.FeedbackAnsweredBefore),
)
def answer_feedback(call: Call, feedback_id: str, body: FeedbackAnswerBody) -> ReceivedFeedbackView:
    """Answer a message; the answer is mailed."""
    uid = call.caller.uid

    def answer(work: UnitOfWork) -> ReceivedFeedbackView:
        message = service.answer(work, feedback_id, body.answer, by=uid, now=call.now)
        return ReceivedFeedbackView.of(message, None)

    answered = call.commit_unkept(
        answer,
        repeat=lambda work: ReceivedFeedbackView.of(messages.get(work, feedback_id), None),
    )
    account = call.platform.identity.find(answered.person_id)
    return answered.model_copy(update={"email": account.email if account else None})
