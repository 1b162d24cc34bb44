"""The voices of the demo: reports of offers, opinions, messages, and surveys."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from functions.booking.reactions import service as reactions_service
from functions.feedback.messages import service as messages_service
from functions.feedback.messages.models import MessageCategory, SendMessage
from functions.feedback.reports import service as reports_service
from functions.feedback.reports.models import ReportOffer, ReportReason
from functions.feedback.surveys import service as surveys_service
from functions.feedback.surveys.models import (
    AnswerSurvey,
    Audience,
    GivenAnswer,
    Question,
    Survey,
)
from functions.kernel.database import Ref, UnitOfWork
from functions.offers.reactions.models import ReactionValue
from local.demo.accounts import ADMIN, BENEFICIARY, ENTHUSIAST, PROFESSIONAL, REVIEW, SUPPORT
from local.demo.catalogue import offer_id
from local.demo.stage import Play, Scene, Stage, acting

REACTED = "texte-piece"
"""Five people of the season used it, so that its counts are shown."""

HELD, REPORTED, KEPT = "concours-photo", "maquette-air", "jeu-musee"

YOUNG, PROS = "demo-survey-young", "demo-survey-pros"

_REPORTS_TO_HOLD = 5
_PEOPLE = ("ines", "zoe", "hugo", "maya", "tom")
_GROUND = "Le jeu est gratuit et son adresse fonctionne : nous l'avons essayé."


class _Message(NamedTuple):
    """A message to the operator, and its answer."""

    key: str
    uid: str
    day: int
    category: MessageCategory
    text: str
    answer: str | None = None


_MESSAGES = (
    _Message(
        "credit",
        ENTHUSIAST.uid,
        -9,
        "question",
        "Mon crédit est-il perdu si j'annule moins de 48 heures avant ?",
        "Passé ce délai, la réservation ne peut plus être annulée et le crédit reste dépensé.",
    ),
    _Message("csv", PROFESSIONAL.uid, -3, "idea", "Un export de mes offres en CSV m'aiderait."),
    _Message("map", BENEFICIARY.uid, 0, "problem", "La carte ne montre pas mon village."),
)

_QUESTIONS = (
    Question(
        id="q1",
        kind="choice",
        text="Que réserves-tu le plus souvent ?",
        choices=("Des livres", "Des spectacles et concerts", "Du cinéma", "Autre chose"),
        text_en="What do you book most?",
        choices_en=("Books", "Shows and concerts", "Cinema", "Something else"),
    ),
    Question(
        id="q2",
        kind="scale",
        text="Le pass t'aide-t-il à sortir plus souvent ?",
        text_en="Does the pass help you go out more?",
    ),
    Question(
        id="q3",
        kind="text",
        text="Que faudrait-il changer en premier ?",
        text_en="What should change first?",
    ),
)
_ASKED_PROS = (
    Question(id="q1", kind="scale", text="Publier une offre est-il simple ?"),
    Question(id="q2", kind="scale", text="Êtes-vous remboursé assez vite ?"),
    Question(id="q3", kind="text", text="Que vous manque-t-il au guichet ?"),
)
_ANSWERS = {
    "ines": (1, 5, "Plus de dates le week-end."),
    "zoe": (1, 4, None),
    "hugo": (0, 3, "Du crédit pour le train."),
    "maya": (2, 5, None),
    "tom": (3, 2, "Moins de messages."),
}


def voices(stage: Stage) -> Iterator[Scene]:
    """Yield what people said in the season."""
    yield from _reports(stage)
    yield from _reactions(stage)
    yield from _messages(stage)
    yield from _surveys(stage)


def _reports(stage: Stage) -> Iterator[Scene]:
    for number, key in enumerate(_PEOPLE):
        yield Scene(stage.day(-8, 9 + number), _report(HELD, key, "improper"))
    yield Scene(stage.day(-2, 9), _report(REPORTED, "zoe", "price_too_high"))
    text = "La même maquette coûte 19 euros en magasin."
    yield Scene(stage.day(-2, 10), _report(REPORTED, "hugo", "other", text))
    yield Scene(stage.day(-7, 9), _report(KEPT, "maya", "inappropriate"))
    target, by = Ref("offers", offer_id(KEPT)), REVIEW.uid
    yield Scene(stage.day(-6, 9), acting("decide_reports", target, _keep, by=by, reason=_GROUND))


def _keep(work: UnitOfWork, at: datetime) -> None:
    by = REVIEW.uid
    reports_service.decide(work, offer_id(KEPT), "keep", ground=_GROUND, by=by, now=at)


def _report(of: str, key: str, reason: ReportReason, text: str | None = None) -> Play:
    command = ReportOffer(offer_id=offer_id(of), person_id=f"demo-{key}", reason=reason, text=text)
    return lambda work, at: reports_service.report(
        work, command, reports_to_hold=_REPORTS_TO_HOLD, now=at
    )


def _reactions(stage: Stage) -> Iterator[Scene]:
    for number, key in enumerate(_PEOPLE):
        yield Scene(stage.day(-8, 21, number), _react(key, "dislike" if key == "tom" else "like"))


def _react(key: str, value: ReactionValue) -> Play:
    name, uid = f"demo-{key}-{REACTED}", f"demo-{key}"
    return lambda work, at: reactions_service.react(work, name, value, uid=uid, now=at)


def _messages(stage: Stage) -> Iterator[Scene]:
    for one in _MESSAGES:
        name = f"demo-message-{one.key}"
        yield Scene(stage.day(one.day, 8), _send(name, one))
        if one.answer is not None:
            target, play = Ref("feedback_messages", name), _answer(name, one.answer)
            acted = acting("answer_feedback", target, play, by=SUPPORT.uid)
            yield Scene(stage.day(one.day + 1, 8), acted)


def _send(name: str, one: _Message) -> Play:
    command = SendMessage(message_id=name, person_id=one.uid, category=one.category, text=one.text)
    return lambda work, at: messages_service.send(work, command, now=at)


def _answer(name: str, text: str) -> Play:
    by = SUPPORT.uid
    return lambda work, at: messages_service.answer(work, name, text, by=by, now=at)


def _surveys(stage: Stage) -> Iterator[Scene]:
    at = stage.day(-10, 8)
    title, english = "Ton pass cette année", "Your pass this year"
    yield Scene(at, _ask(stage, YOUNG, "young_people", title, _QUESTIONS, title_en=english))
    yield Scene(at, _ask(stage, PROS, "professionals", "Votre année avec le pass", _ASKED_PROS))
    for key, (choice, number, text) in _ANSWERS.items():
        answers = [
            GivenAnswer(question="q1", value=choice),
            GivenAnswer(question="q2", value=number),
        ]
        if text is not None:
            answers.append(GivenAnswer(question="q3", text=text))
        command = AnswerSurvey(
            survey_id=YOUNG, person_id=f"demo-{key}", answers=tuple(answers), place=f"demo-{key}"
        )
        yield Scene(stage.day(-8, 22), _reply(command))


def _reply(command: AnswerSurvey) -> Play:
    return lambda work, at: surveys_service.answer(work, command, now=at)


def _ask(
    stage: Stage,
    name: str,
    audience: Audience,
    title: str,
    questions: tuple[Question, ...],
    *,
    title_en: str | None = None,
) -> Play:
    def make(work: UnitOfWork, at: datetime) -> None:
        survey = Survey(
            id=name,
            title=title,
            title_en=title_en,
            audience=audience,
            questions=questions,
            opens_at=at,
            closes_at=stage.now + timedelta(days=20),
            created_at=at,
            created_by=ADMIN.uid,
        )
        surveys_service.make(work, survey, now=at)

    return acting("make_survey", Ref("surveys", name), make, by=ADMIN.uid)
