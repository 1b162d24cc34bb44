"""Request bodies, queries and responses about surveys."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, model_validator

from functions.feedback.surveys import rules
from functions.feedback.surveys.models import (
    Audience,
    GivenAnswer,
    Question,
    QuestionKind,
    Survey,
    SurveyAnswer,
    SurveyFigures,
)
from functions.kernel.field_conditions import where
from functions.kernel.field_types import Instant, Line, line, paragraph
from functions.kernel.page_tokens import DocumentId, PageToken
from functions.kernel.schemas import ActBody, Body, Parameters, View

PLACE: TypeAdapter[str] = TypeAdapter(DocumentId)
"""The position in the list of comments; an id would show who wrote one."""


class QuestionBody(Body):
    """A question in French; a choice has 2 to 10 choices, and no other kind has any.

    `text_en` is the same in English, and `choices_en` has as many choices.
    """

    model_config = ConfigDict(
        json_schema_extra={
            **where(
                "kind",
                "choice",
                then={"required": ["choices"], "properties": {"choices": {"minItems": 2}}},
                otherwise={"properties": {"choices": {"maxItems": 0}}},
            ),
            "examples": [{"kind": "choice", "text": "Quand ?", "choices": ["Le soir", "Le jour"]}],
        }
    )

    kind: QuestionKind
    text: Line
    choices: list[Annotated[str, line(100)]] = Field(default_factory=list, max_length=10)
    text_en: Line | None = None
    choices_en: list[Annotated[str, line(100)]] = Field(default_factory=list, max_length=10)

    @model_validator(mode="after")
    def _has_its_choices(self) -> "QuestionBody":
        if (self.kind == "choice") != (len(self.choices) > 1):
            raise ValueError("two choices or more belong to a choice")
        if len(self.choices_en) != (0 if self.text_en is None else len(self.choices)):
            raise ValueError("as many choices in English belong to a question in English")
        return self


class SurveyBody(ActBody):
    """A survey of 3 to 10 questions, in French or, all of it, in English too."""

    may_be_missing = False

    title: Annotated[str, line(100)]
    title_en: Annotated[str, line(100)] | None = None
    audience: Audience
    questions: list[QuestionBody] = Field(min_length=3, max_length=10)
    opens_at: Instant
    closes_at: Instant

    @model_validator(mode="after")
    def _is_whole_in_english(self) -> "SurveyBody":
        if len({self.title_en is None, *(one.text_en is None for one in self.questions)}) > 1:
            raise ValueError("the title and every question are in English, or none of them")
        return self

    def survey(self, survey_id: str, *, by: str, now: datetime) -> Survey:
        """Return the survey that the body describes."""
        questions = (
            Question(
                id=f"q{number}",
                kind=one.kind,
                text=one.text,
                choices=tuple(one.choices),
                text_en=one.text_en,
                choices_en=tuple(one.choices_en),
            )
            for number, one in enumerate(self.questions, start=1)
        )
        return Survey(
            id=survey_id,
            title=self.title,
            title_en=self.title_en,
            audience=self.audience,
            questions=tuple(questions),
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            created_at=now,
            created_by=by,
        )


class SurveyChanges(ActBody):
    """Another time at which a survey closes; one that has passed closes it now."""

    may_be_missing = False

    closes_at: Instant


class QuestionView(View):
    """A question of a survey; in English if the survey is."""

    id: str
    kind: QuestionKind
    text: str
    choices: list[str]
    text_en: str | None
    choices_en: list[str]


class SurveyView(View):
    """A survey, as people answer it; `title_en` is null if it is in French only."""

    id: str
    title: str
    title_en: str | None
    audience: Audience
    questions: list[QuestionView]
    opens_at: datetime
    closes_at: datetime

    @classmethod
    def of(cls, survey: Survey) -> "SurveyView":
        """Build the view of a survey."""
        return cls.model_validate(survey)


class SurveysQuery(Parameters):
    """Paging of surveys."""

    page_size: int = Field(default=20, ge=1, le=100)
    page_token: PageToken | None = None


class SurveysView(View):
    """A page of surveys, newest first."""

    items: list[SurveyView]
    next_page_token: str | None


class MySurveyView(SurveyView):
    """An open survey of the caller, and whether they have answered it."""

    answered: bool

    @classmethod
    def to_answer(cls, survey: Survey, *, answered: bool) -> "MySurveyView":
        """Build the view of a survey for somebody who may answer it."""
        return cls(**dict(SurveyView.of(survey)), answered=answered)


class MySurveysView(View):
    """The open surveys that the caller may answer, those that close first before others."""

    items: list[MySurveyView]


class AnswerBody(Body):
    """An answer: `value` is the index of a choice from 0 or a number from 1 to 5; or a text."""

    question: Annotated[str, line(10)]
    value: int | None = None
    text: Annotated[str, paragraph(800)] | None = None


class AnswersBody(Body):
    """The answers to a survey; only questions that ask for a text may be left out."""

    answers: list[AnswerBody] = Field(min_length=1, max_length=10)

    def given(self) -> tuple[GivenAnswer, ...]:
        """Return the answers in the body."""
        return tuple(
            GivenAnswer(question=one.question, value=one.value, text=one.text)
            for one in self.answers
        )


class AnsweredView(View):
    """The caller's answers were counted."""

    survey_id: str
    answered_at: datetime

    @classmethod
    def of(cls, answer: SurveyAnswer) -> "AnsweredView":
        """Build the view of a person's answers, without them."""
        return cls.model_validate(answer)


class QuestionFiguresView(QuestionView):
    """A question and its answers: for each choice, for each number from 1, or how many texts."""

    counts: list[int]

    @classmethod
    def counted(cls, question: Question, figures: SurveyFigures) -> "QuestionFiguresView":
        """Build the view of a question and its counts."""
        values: list[int | None] = [*rules.values_of(question)] or [None]
        counts = [figures.counts.get(rules.count_name(question.id, one), 0) for one in values]
        return cls(**dict(QuestionView.model_validate(question)), counts=counts)


class SurveyFiguresView(View):
    """How many people answered a survey, and what; `questions` is null below 5 answers."""

    survey_id: str
    answers: int
    questions: list[QuestionFiguresView] | None

    @classmethod
    def of(cls, survey: Survey, figures: SurveyFigures) -> "SurveyFiguresView":
        """Build the view of a survey's figures."""
        questions = [QuestionFiguresView.counted(one, figures) for one in survey.questions]
        return cls(
            survey_id=survey.id,
            answers=figures.answers,
            questions=questions if rules.are_shown(figures) else None,
        )


class CommentRowView(View):
    """The answer of somebody to a question that asks for a text."""

    question: str
    text: str


class CommentsView(View):
    """Some of the texts that people answered, in no order; empty below 5 answers."""

    items: list[CommentRowView]
    next_page_token: str | None
