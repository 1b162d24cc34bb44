"""Routes with which administrators make and read surveys, and people answer them."""

from operator import attrgetter

from functions.feedback.routes import routes
from functions.feedback.surveys import rules, service
from functions.feedback.surveys.models import AnswerSurvey
from functions.feedback.surveys.schemas import (
    PLACE,
    AnsweredView,
    AnswersBody,
    CommentRowView,
    CommentsView,
    MySurveysView,
    MySurveyView,
    SurveyBody,
    SurveyChanges,
    SurveyFiguresView,
    SurveysQuery,
    SurveysView,
    SurveyView,
)
from functions.feedback.surveys.store import answers_to, figures_of, newest_surveys, surveys
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.identifiers import new_id
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import BY_HANDLER, Who


@routes.post(
    "/v1/surveys",
    who=Who.ADMIN,
    status=201,
    acts_on=BY_HANDLER,
    refusals=(rules.SurveyDatesInvalid,),
)
def make_survey(call: Call, body: SurveyBody) -> SurveyView:
    """Make a survey of young people or professionals."""
    survey = body.survey(new_id(), by=call.caller.uid, now=call.now)

    def make(work: UnitOfWork) -> SurveyView:
        made = service.make(work, survey, now=call.now)
        call.act(work, surveys.ref(survey.id))
        return SurveyView.of(made)

    return call.commit(make)


@routes.get("/v1/surveys", who=Who.ADMIN)
def list_surveys(call: Call, query: SurveysQuery) -> SurveysView:
    """List surveys, newest first."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> SurveysView:
        found = newest_surveys(work, after=after, page=query.page_size + 1)
        position = attrgetter("created_at", "id")
        page, token = cut_page(found, query.page_size, position, of_list=list_id)
        return SurveysView(items=list(map(SurveyView.of, page)), next_page_token=token)

    return call.read(read)


@routes.patch(
    "/v1/surveys/{survey_id}",
    who=Who.ADMIN,
    acts_on="surveys/{survey_id}",
    refusals=(rules.UnknownSurvey, rules.SurveyDatesInvalid),
)
def reschedule_survey(call: Call, survey_id: str, body: SurveyChanges) -> SurveyView:
    """Close a survey earlier or later."""
    return call.commit(
        lambda work: SurveyView.of(
            service.reschedule(work, survey_id, closes_at=body.closes_at, now=call.now)
        )
    )


@routes.get("/v1/surveys/{survey_id}/figures", who=Who.ADMIN, refusals=(rules.UnknownSurvey,))
def read_survey_figures(call: Call, survey_id: str) -> SurveyFiguresView:
    """Read the figures of a survey, which name nobody."""

    def read(work: UnitOfWork) -> SurveyFiguresView:
        survey = surveys.get(work, survey_id)
        return SurveyFiguresView.of(survey, rules.whole(figures_of(work, survey_id)))

    return call.read(read)


@routes.get("/v1/surveys/{survey_id}/comments", who=Who.ADMIN, refusals=(rules.UnknownSurvey,))
def list_survey_comments(call: Call, survey_id: str, query: SurveysQuery) -> CommentsView:
    """List the texts that people answered, without who wrote them."""
    list_id = call.list_id
    after = decode_token(query.page_token, PLACE, of_list=list_id)

    def read(work: UnitOfWork) -> CommentsView:
        surveys.get(work, survey_id)
        figures = rules.whole(figures_of(work, survey_id))
        found = answers_to(work, survey_id, after=after, page=query.page_size + 1)
        page, token = cut_page(found, query.page_size, attrgetter("place"), of_list=list_id)
        if not rules.are_shown(figures):
            return CommentsView(items=[], next_page_token=None)
        rows = [
            CommentRowView(question=given.question, text=given.text)
            for answer in page
            for given in answer.answers
            if given.text is not None
        ]
        return CommentsView(items=rows, next_page_token=token)

    return call.read(read)


@routes.get("/v1/me/surveys", who=Who.SIGNED_IN)
def list_my_surveys(call: Call) -> MySurveysView:
    """List the open surveys that the caller may answer."""

    def read(work: UnitOfWork) -> MySurveysView:
        found = service.open_for(work, call.caller.uid, now=call.now)
        items = [MySurveyView.to_answer(one, answered=is_done) for one, is_done in found]
        return MySurveysView(items=items)

    return call.read(read)


@routes.post(
    "/v1/surveys/{survey_id}/answers",
    who=Who.SIGNED_IN,
    status=201,
    refusals=(
        rules.UnknownSurvey,
        rules.SurveyAnsweredBefore,
        rules.NotSurveyed,
        rules.SurveyNotOpen,
        rules.AnswerInvalid,
    ),
)
def answer_survey(call: Call, survey_id: str, body: AnswersBody) -> AnsweredView:
    """Answer a survey, once; the figures name nobody."""
    command = AnswerSurvey(
        survey_id=survey_id, person_id=call.caller.uid, answers=body.given(), place=new_id()
    )
    return call.commit(lambda work: AnsweredView.of(service.answer(work, command, now=call.now)))
