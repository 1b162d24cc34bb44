"""Rules of surveys: who may answer, what fits a question, and figures that name nobody."""

from collections.abc import Iterable
from datetime import datetime
from zlib import crc32

from functions.feedback.rules import kept_until
from functions.feedback.surveys.models import (
    AnswerSurvey,
    GivenAnswer,
    Question,
    Survey,
    SurveyAnswer,
    SurveyFigures,
)
from functions.kernel.errors import Conflict, Forbidden, Malformed, NotFound

FIGURE_PARTS = 8
"""The documents that the figures of a survey are spread over, so that many can answer at once."""

LEAST_ANSWERS = 5
"""The answers below which neither figures nor comments of a survey are shown."""

SCALE = range(1, 6)


class UnknownSurvey(NotFound):
    """There is no such survey."""

    code = "unknown_survey"


class SurveyNotOpen(Conflict):
    """This survey is not open."""

    code = "survey_not_open"


class NotSurveyed(Forbidden):
    """This survey is for other people."""

    code = "not_surveyed"


class SurveyAnsweredBefore(Conflict):
    """You have already answered this survey."""

    code = "survey_answered"


class SurveyDatesInvalid(Malformed):
    """A survey has to close after it opens, and after now."""

    code = "survey_dates_invalid"


class AnswerInvalid(Malformed):
    """The answer to `question` is missing, or does not fit it."""

    code = "answer_invalid"
    question: str


def check_dates(survey: Survey, *, now: datetime) -> None:
    """Check that a survey can be answered for some time. Refuses SurveyDatesInvalid."""
    if survey.closes_at <= max(survey.opens_at, now):
        raise SurveyDatesInvalid


def is_open(survey: Survey, *, now: datetime) -> bool:
    """Return whether a survey can be answered now."""
    return survey.opens_at <= now < survey.closes_at


def check_answers(survey: Survey, answers: Iterable[GivenAnswer]) -> None:
    """Check that each question has an answer that fits, and texts at most one.

    Refuses AnswerInvalid.
    """
    given: dict[str, GivenAnswer] = {}
    known = {question.id for question in survey.questions}
    for answer in answers:
        if answer.question in given or answer.question not in known:
            raise AnswerInvalid(question=answer.question)
        given[answer.question] = answer
    for question in survey.questions:
        if not _fits(question, given.get(question.id)):
            raise AnswerInvalid(question=question.id)


def _fits(question: Question, answer: GivenAnswer | None) -> bool:
    if question.kind == "text":
        return answer is None or (answer.text is not None and answer.value is None)
    return answer is not None and answer.text is None and answer.value in values_of(question)


def values_of(question: Question) -> range:
    """Return the values that answer a question; none for a text."""
    if question.kind == "scale":
        return SCALE
    return range(len(question.choices))


def answered_by(command: AnswerSurvey, *, answer_id: str, now: datetime) -> SurveyAnswer:
    """Return the answers that a command gives."""
    return SurveyAnswer(
        id=answer_id,
        survey_id=command.survey_id,
        person_id=command.person_id,
        answers=command.answers,
        place=command.place,
        answered_at=now,
        expires_at=kept_until(now),
    )


def part_of(person_id: str) -> int:
    """Return the part of a survey's figures in which a person is counted."""
    return crc32(person_id.encode()) % FIGURE_PARTS


def counted(figures: SurveyFigures, answers: Iterable[GivenAnswer]) -> SurveyFigures:
    """Count the answers of one more person."""
    counts = dict(figures.counts)
    for answer in answers:
        name = count_name(answer.question, answer.value)
        counts[name] = counts.get(name, 0) + 1
    return SurveyFigures(answers=figures.answers + 1, counts=counts)


def count_name(question: str, value: int | None) -> str:
    """Return the name under which an answer is counted; texts have no value."""
    return f"{question}:{'text' if value is None else value}"


def whole(parts: Iterable[SurveyFigures]) -> SurveyFigures:
    """Add up the parts of a survey's figures."""
    answers, counts = 0, dict[str, int]()
    for part in parts:
        answers += part.answers
        for name, number in part.counts.items():
            counts[name] = counts.get(name, 0) + number
    return SurveyFigures(answers=answers, counts=counts)


def are_shown(figures: SurveyFigures) -> bool:
    """Return whether so many people answered that the answers show nobody's own."""
    return figures.answers >= LEAST_ANSWERS
