"""Surveys, the answers of people, and the figures that name nobody."""

from datetime import datetime
from typing import Literal

from functions.kernel.values import Model, Struct, field

QuestionKind = Literal["choice", "scale", "text"]

Audience = Literal["young_people", "professionals"]


class Question(Struct, frozen=True, kw_only=True):
    """A question: one of its choices, a number from 1 to 5, or a text; the first is `q1`.

    It is French; `text_en` and `choices_en` are there if its survey is also in English.
    """

    id: str
    kind: QuestionKind
    text: str
    choices: tuple[str, ...] = ()
    text_en: str | None = None
    choices_en: tuple[str, ...] = ()


class Survey(Model, frozen=True, kw_only=True):
    """A survey, which its audience can answer from `opens_at` until `closes_at`.

    It is in French, and as a whole in English too if it has a `title_en`.
    """

    id: str
    title: str
    title_en: str | None = None
    audience: Audience
    questions: tuple[Question, ...]
    opens_at: datetime
    closes_at: datetime
    created_at: datetime
    created_by: str


class GivenAnswer(Struct, frozen=True, kw_only=True):
    """An answer to a question: the index of a choice from 0, a number from 1 to 5, or a text."""

    question: str
    value: int | None = None
    text: str | None = None


class SurveyAnswer(Model, frozen=True, kw_only=True):
    """A person's answers to a survey; they answer once, so its id is `<survey>~<person>`.

    `place` is drawn at random: the order of comments shows neither who wrote them, nor when.
    """

    id: str
    survey_id: str
    person_id: str
    answers: tuple[GivenAnswer, ...]
    place: str
    answered_at: datetime
    expires_at: datetime


class SurveyFigures(Model, frozen=True, kw_only=True):
    """A part of the figures of a survey: how many answered, and how many chose what.

    `counts` has an entry for each question and value, as `q1:0`.
    """

    answers: int = 0
    counts: dict[str, int] = field(default_factory=dict)


class AnswerSurvey(Struct, frozen=True, kw_only=True):
    """Command: answer a survey."""

    survey_id: str
    person_id: str
    answers: tuple[GivenAnswer, ...]
    place: str
