"""Surveys: an administrator asks, people answer once, and the figures name nobody."""

from functools import partial
from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.accounts.erasure import service as erasure_service
from functions.kernel.database import Ref, UnitOfWork, metered
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import content, refused
from tests.support.given import MEMBER, HandClock
from tests.support.offerers import admin

PEOPLE = ("ana", "zoe", "kim", "leo", "mia")
QUESTIONS: list[dict[str, Any]] = [
    {"kind": "choice", "text": "Que réserves-tu ?", "choices": ["Des livres", "Des concerts"]},
    {"kind": "scale", "text": "Le pass t'aide-t-il à sortir ?"},
    {"kind": "text", "text": "Que faut-il changer ?"},
]


def ask(platform: Platform, **facts: Any) -> str:
    """Return the id of a new survey, which is open for a month."""
    body = {
        "title": "Ton pass en 2026",
        "audience": "young_people",
        "questions": QUESTIONS,
        "opens_at": "2026-05-04T10:00:00Z",
        "closes_at": "2026-06-04T10:00:00Z",
        **facts,
    }
    return str(content(admin(platform, "POST", "/v1/surveys", body), 201)["id"])


def reply(
    platform: Platform, survey: str, uid: str, choice: int = 0, text: str | None = None
) -> TestResponse:
    answers: list[dict[str, Any]] = [
        {"question": "q1", "value": choice},
        {"question": "q2", "value": 4},
    ]
    if text is not None:
        answers.append({"question": "q3", "text": text})
    path = f"/v1/surveys/{survey}/answers"
    return given.call(platform, "POST", path, {"answers": answers}, uid=uid)


def figures(platform: Platform, survey: str) -> dict[str, Any]:
    return content(admin(platform, "GET", f"/v1/surveys/{survey}/figures"))


def comments(platform: Platform, survey: str, query: str = "") -> dict[str, Any]:
    return content(admin(platform, "GET", f"/v1/surveys/{survey}/comments{query}"))


def mine(platform: Platform, uid: str) -> list[tuple[str, bool]]:
    items = content(given.call(platform, "GET", "/v1/me/surveys", uid=uid))["items"]
    return [(one["id"], one["answered"]) for one in items]


def test_figures_and_comments_are_shown_from_five_answers_on_and_name_nobody(
    platform: Platform,
) -> None:
    survey = ask(platform)
    for number, uid in enumerate(PEOPLE):
        given.beneficiary(platform, uid)
        if number == 4:
            hidden = figures(platform, survey)
            assert (hidden["answers"], hidden["questions"]) == (4, None)
            assert comments(platform, survey)["items"] == []
        content(reply(platform, survey, uid, number % 2, f"Idée {number}"), 201)
    shown = figures(platform, survey)
    assert [one["counts"] for one in shown["questions"]] == [[3, 2], [0, 0, 0, 5, 0], [5]]
    page = admin(platform, "GET", f"/v1/surveys/{survey}/comments?page_size=3")
    items, token = content(page)["items"], content(page)["next_page_token"]
    rest = comments(platform, survey, f"?page_size=3&page_token={token}")
    assert rest["next_page_token"] is None
    texts = [one["text"] for one in (*items, *rest["items"])]
    assert sorted(texts) == [f"Idée {number}" for number in range(5)]
    assert items[0].keys() == {"question", "text"}


def test_a_person_answers_once(platform: Platform) -> None:
    survey = ask(platform)
    given.beneficiary(platform)
    assert mine(platform, "ana") == [(survey, False)]
    first = content(reply(platform, survey, "ana"), 201)
    assert content(reply(platform, survey, "ana"), 201) == first
    assert refused(reply(platform, survey, "ana", 1)) == (409, "survey_answered")
    assert figures(platform, survey)["answers"] == 1
    assert mine(platform, "ana") == [(survey, True)]


def test_each_audience_has_its_surveys(platform: Platform) -> None:
    young, pros = ask(platform), ask(platform, audience="professionals")
    given.beneficiary(platform)
    given.pending(platform, "zoe")
    given.offerer(platform)
    assert [name for name, _ in mine(platform, "ana")] == [young]
    assert [name for name, _ in mine(platform, MEMBER)] == [pros]
    assert mine(platform, "zoe") == mine(platform, "kim") == []
    assert refused(reply(platform, pros, "ana")) == (403, "not_surveyed")
    assert refused(reply(platform, young, "zoe")) == (403, "not_surveyed")
    assert reply(platform, pros, MEMBER).status_code == 201


def test_a_survey_opens_and_closes_by_its_dates(platform: Platform, clock: HandClock) -> None:
    survey = ask(platform, opens_at="2026-05-05T10:00:00Z")
    given.beneficiary(platform)
    assert mine(platform, "ana") == []
    assert refused(reply(platform, survey, "ana")) == (409, "survey_not_open")
    clock.move(days=1)
    assert mine(platform, "ana") == [(survey, False)]
    # Closing it in the past closes it now.
    clock.move(hours=1)
    path, body = f"/v1/surveys/{survey}", {"closes_at": "2026-05-01T00:00:00Z"}
    assert content(admin(platform, "PATCH", path, body))["closes_at"] == "2026-05-05T11:00:00Z"
    assert mine(platform, "ana") == []
    assert refused(reply(platform, survey, "ana")) == (409, "survey_not_open")


def test_answers_go_with_the_person_and_the_figures_stay(
    platform: Platform, clock: HandClock
) -> None:
    survey = ask(platform)
    for uid in PEOPLE:
        given.beneficiary(platform, uid)
        reply(platform, survey, uid, text=f"Je suis {uid}.")
    given.do(platform, erasure_service.erase, "ana", email="ana@demo.test")
    assert figures(platform, survey)["answers"] == 5
    assert "Je suis ana." not in {one["text"] for one in comments(platform, survey)["items"]}
    clock.move(days=395)
    assert given.run(platform, "forget-answers").counts == {"forgotten": 4}
    assert given.documents(platform, "survey_answers") == {}
    assert figures(platform, survey)["answers"] == 5


def test_everybody_at_once_is_counted(platform: Platform) -> None:
    survey = ask(platform)
    people = [f"p{number}" for number in range(16)]
    for uid in people:
        given.beneficiary(platform, uid, first_name=f"Prénom {chr(97 + people.index(uid))}")
    answers = given.at_once(lambda n: reply(platform, survey, people[n]).status_code, len(people))
    assert answers == [201] * 16
    assert figures(platform, survey)["questions"][0]["counts"] == [16, 0]


def test_figures_and_comments_cost_the_same_among_many_answers(platform: Platform) -> None:
    survey = ask(platform)
    given.beneficiary(platform, "ana")
    content(reply(platform, survey, "ana", 0, "Idée"), 201)
    (answer,) = given.documents(platform, "survey_answers").values()
    costs: list[tuple[int, ...]] = []
    made = 1
    for number in (30, 300):
        for place in range(made, number):
            work_id, facts = f"{survey}~copy-{place}", {**answer, "place": f"{place:04}"}
            platform.database.run(partial(_put, name=work_id, facts=facts))
        made = number
        for path in ("comments?page_size=5", "figures"):
            with metered() as meter:
                content(admin(platform, "GET", f"/v1/surveys/{survey}/{path}"))
            costs.append((meter.documents_read, meter.round_trips))
    assert costs[0][0] > 5, "a page of answers"
    assert costs[:2] == costs[2:]


def _put(work: UnitOfWork, *, name: str, facts: dict[str, Any]) -> None:
    work.create(Ref("survey_answers", name), facts)


ENGLISH: list[dict[str, Any]] = [
    {
        **QUESTIONS[0],
        "text_en": "What do you book?",
        "choices_en": ["Books", "Concerts"],
    },
    {**QUESTIONS[1], "text_en": "Does the pass help you go out?"},
    {**QUESTIONS[2], "text_en": "What should change?"},
]


def test_a_survey_is_in_french_and_if_its_maker_likes_all_of_it_in_english(
    platform: Platform,
) -> None:
    given.beneficiary(platform)
    ask(platform)
    ask(platform, title_en="Your pass in 2026", questions=ENGLISH)
    items = content(given.call(platform, "GET", "/v1/me/surveys", uid="ana"))["items"]
    seen = {one["title_en"]: one["questions"][0] for one in items}
    assert (seen[None]["text_en"], seen[None]["choices_en"]) == (None, [])
    english = seen["Your pass in 2026"]
    assert (english["text"], english["text_en"]) == ("Que réserves-tu ?", "What do you book?")
    assert english["choices_en"] == ["Books", "Concerts"]


@pytest.mark.parametrize(
    "facts",
    [
        {"title_en": "Your pass in 2026"},
        {"questions": ENGLISH},
        {"title_en": "Your pass", "questions": [*ENGLISH[:2], QUESTIONS[2]]},
        {"title_en": "Your pass", "questions": [{**ENGLISH[0], "choices_en": []}, *ENGLISH[1:]]},
        {"questions": [{**QUESTIONS[0], "choices_en": ["Books", "Concerts"]}, *QUESTIONS[1:]]},
    ],
)
def test_a_survey_in_half_a_language_is_refused(platform: Platform, facts: dict[str, Any]) -> None:
    body = {
        "title": "Ton pass",
        "audience": "young_people",
        "questions": QUESTIONS,
        "opens_at": "2026-05-04T10:00:00Z",
        "closes_at": "2026-06-04T10:00:00Z",
        **facts,
    }
    assert refused(admin(platform, "POST", "/v1/surveys", body)) == (400, "malformed")
