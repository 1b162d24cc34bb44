"""Make and close surveys, answer them, and erase answers."""

from collections.abc import Sequence
from datetime import datetime

from functions.accounts.offerers.store import professionals, sirens_of
from functions.accounts.people.store import beneficiaries
from functions.feedback import service as feedback_service
from functions.feedback.surveys import rules
from functions.feedback.surveys.models import (
    AnswerSurvey,
    Audience,
    Survey,
    SurveyAnswer,
    SurveyFigures,
)
from functions.feedback.surveys.store import (
    answer_id,
    figures_id,
    survey_answers,
    survey_figures,
    surveys,
    surveys_for,
)
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace


def make(work: UnitOfWork, survey: Survey, *, now: datetime) -> Survey:
    """Make a survey. Refuses SurveyDatesInvalid."""
    rules.check_dates(survey, now=now)
    surveys.create(work, survey.id, survey)
    return survey


def reschedule(work: UnitOfWork, survey_id: str, *, closes_at: datetime, now: datetime) -> Survey:
    """Close a survey at another time, now at the earliest.

    Refuses UnknownSurvey, SurveyDatesInvalid.
    """
    before = surveys.get(work, survey_id)
    after = replace(before, closes_at=max(closes_at, now))
    if after == before:
        return before
    if after.closes_at <= after.opens_at:
        raise rules.SurveyDatesInvalid
    surveys.replace(work, survey_id, after)
    return after


def audiences_of(work: UnitOfWork, uid: str) -> list[Audience]:
    """Return the audiences that a person belongs to: active beneficiaries, members of offerers."""
    work.prefetch(beneficiaries.ref(uid), professionals.ref(uid))
    found: list[Audience] = []
    person = beneficiaries.find(work, uid)
    if person is not None and person.status == "active":
        found.append("young_people")
    if sirens_of(work, uid):
        found.append("professionals")
    return found


def open_for(work: UnitOfWork, uid: str, *, now: datetime) -> list[tuple[Survey, bool]]:
    """Return the open surveys that a person may answer, and whether they did."""
    found: Sequence[Survey] = [
        survey
        for audience in audiences_of(work, uid)
        for survey in surveys_for(work, audience, now=now)
        if rules.is_open(survey, now=now)
    ]
    names = {survey.id: answer_id(survey.id, uid) for survey in found}
    work.prefetch(*map(survey_answers.ref, names.values()))
    return [
        (survey, survey_answers.find_unverified(work, names[survey.id]) is not None)
        for survey in found
    ]


def answer(work: UnitOfWork, command: AnswerSurvey, *, now: datetime) -> SurveyAnswer:
    """Answer a survey; the same answers again change nothing.

    Refuses UnknownSurvey, SurveyAnsweredBefore, NotSurveyed, SurveyNotOpen, AnswerInvalid.
    """
    uid, name = command.person_id, answer_id(command.survey_id, command.person_id)
    figures_name = figures_id(command.survey_id, rules.part_of(uid))
    work.prefetch(
        *(beneficiaries.ref(uid), professionals.ref(uid), surveys.ref(command.survey_id)),
        *(survey_answers.ref(name), survey_figures.ref(figures_name)),
    )
    survey = surveys.get(work, command.survey_id)
    earlier = survey_answers.find(work, name)
    if earlier is not None:
        if earlier.answers != command.answers:
            raise rules.SurveyAnsweredBefore
        return earlier
    if survey.audience not in audiences_of(work, uid):
        raise rules.NotSurveyed
    if not rules.is_open(survey, now=now):
        raise rules.SurveyNotOpen
    rules.check_answers(survey, command.answers)
    given = rules.answered_by(command, answer_id=name, now=now)
    survey_answers.create(work, name, given)
    before = survey_figures.find(work, figures_name)
    after = rules.counted(before or SurveyFigures(), command.answers)
    if before is None:
        survey_figures.create(work, figures_name, after)
    else:
        survey_figures.replace(work, figures_name, after)
    return given


def forget(work: UnitOfWork, name: str, *, over_at: datetime | None = None) -> bool:
    """Erase a person's answers, if they are over; return whether there were any to erase.

    The figures stay, because they name nobody.
    """
    return feedback_service.erase(work, survey_answers, name, over_at=over_at) is not None
