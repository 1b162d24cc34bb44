"""Documents and queries of surveys."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from functions.feedback.surveys.models import Audience, Survey, SurveyAnswer, SurveyFigures
from functions.feedback.surveys.rules import FIGURE_PARTS, UnknownSurvey
from functions.kernel.database import Database, Index, Order, Query, UnitOfWork, Where
from functions.kernel.database.documents import Collection
from functions.kernel.platform import declare_indexes

surveys = Collection("surveys", Survey, missing=UnknownSurvey)


survey_answers = Collection("survey_answers", SurveyAnswer)


survey_figures = Collection("survey_figures", SurveyFigures)


declare_indexes(
    Index("survey_answers", ("expires_at",)),
    Index("survey_answers", ("person_id",)),
    Index("survey_answers", ("survey_id", "place")),
    Index("surveys", ("-created_at",)),
    Index("surveys", ("audience", "closes_at")),
)


_LAST_ID = "~"
"""An id that sorts behind those of answers; no two answers share a place."""


def answer_id(survey_id: str, person_id: str) -> str:
    """Return the id of a person's answers to a survey."""
    return f"{survey_id}~{person_id}"


def figures_id(survey_id: str, part: int) -> str:
    """Return the id of a part of a survey's figures."""
    return f"{survey_id}~{part}"


def figures_of(work: UnitOfWork, survey_id: str) -> list[SurveyFigures]:
    """Return the parts of a survey's figures that there are."""
    names = [figures_id(survey_id, part) for part in range(FIGURE_PARTS)]
    work.prefetch(*map(survey_figures.ref, names))
    parts = [survey_figures.find_unverified(work, name) for name in names]
    return [part for part in parts if part is not None]


def newest_surveys(
    work: UnitOfWork, *, after: tuple[datetime, str] | None, page: int
) -> Iterator[Survey]:
    """Yield all surveys, newest first, after a position."""
    order = (Order("created_at", descending=True),)
    return surveys.query_pages(work, order_by=order, after=after, page=page)


def surveys_for(work: UnitOfWork, audience: Audience, *, now: datetime) -> Sequence[Survey]:
    """Return the surveys of an audience that are not over, those that close first before others."""
    where = (Where("audience", "==", audience), Where("closes_at", ">", now))
    return surveys.query(work, *where, order_by=(Order("closes_at"),), limit=20)


def answers_to(
    work: UnitOfWork, survey_id: str, *, after: str | None, page: int
) -> Iterator[SurveyAnswer]:
    """Yield the answers to a survey in the order of their places, after a place."""
    where, order = Where("survey_id", "==", survey_id), (Order("place"),)
    position = None if after is None else (after, _LAST_ID)
    return survey_answers.query_pages(work, where, order_by=order, after=position, page=page)


def answers_by(work: UnitOfWork, person_id: str) -> Iterator[SurveyAnswer]:
    """Yield the answers that a person gave to surveys."""
    return survey_answers.query_pages(work, Where("person_id", "==", person_id))


def all_answers_by(database: Database, person_id: str) -> Iterator[str]:
    """Yield the id of the answers that a person gave to each survey."""
    return survey_answers.stream_ids(database, Where("person_id", "==", person_id))


def answers_over(at: datetime) -> Query:
    """Return the query of answers that are not kept any longer."""
    return Query(survey_answers.name, (Where("expires_at", "<=", at),), (Order("expires_at"),))
