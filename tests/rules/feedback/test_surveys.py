"""Which answers fit a survey, when it is open, and figures."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.feedback.surveys import rules
from functions.feedback.surveys.models import GivenAnswer, Question, Survey, SurveyFigures
from functions.kernel.values import replace

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SURVEY = Survey(
    id="s1",
    title="Ton pass",
    audience="young_people",
    questions=(
        Question(id="q1", kind="choice", text="Quoi ?", choices=("Livres", "Concerts")),
        Question(id="q2", kind="scale", text="Utile ?"),
        Question(id="q3", kind="text", text="Et sinon ?"),
    ),
    opens_at=NOW,
    closes_at=NOW + DAY,
    created_at=NOW - DAY,
    created_by="boss",
)

FIRST, SECOND = GivenAnswer(question="q1", value=1), GivenAnswer(question="q2", value=5)
COMMENT = GivenAnswer(question="q3", text="Merci.")


def test_a_survey_is_open_from_its_first_instant_until_its_last() -> None:
    second = timedelta(seconds=1)
    ats = (NOW - second, NOW, NOW + DAY - second, NOW + DAY)
    assert [rules.is_open(SURVEY, now=at) for at in ats] == [False, True, True, False]


@pytest.mark.parametrize("closes_at", [NOW, NOW - DAY])
def test_a_survey_closes_after_it_opens_and_after_now(closes_at: datetime) -> None:
    with pytest.raises(rules.SurveyDatesInvalid):
        rules.check_dates(replace(SURVEY, closes_at=closes_at), now=NOW - 2 * DAY)
    with pytest.raises(rules.SurveyDatesInvalid):
        rules.check_dates(SURVEY, now=NOW + DAY)
    rules.check_dates(SURVEY, now=NOW)


@pytest.mark.parametrize("answers", [(FIRST, SECOND), (SECOND, COMMENT, FIRST)])
def test_texts_may_be_left_out(answers: tuple[GivenAnswer, ...]) -> None:
    rules.check_answers(SURVEY, answers)


@pytest.mark.parametrize(
    ("answers", "question"),
    [
        ((FIRST,), "q2"),
        ((SECOND, COMMENT), "q1"),
        ((FIRST, FIRST, SECOND), "q1"),
        ((FIRST, SECOND, GivenAnswer(question="q4", value=1)), "q4"),
        ((GivenAnswer(question="q1", value=2), SECOND), "q1"),
        ((GivenAnswer(question="q1", value=-1), SECOND), "q1"),
        ((GivenAnswer(question="q1", value=0, text="Livres"), SECOND), "q1"),
        ((FIRST, GivenAnswer(question="q2", value=0)), "q2"),
        ((FIRST, GivenAnswer(question="q2", value=6)), "q2"),
        ((FIRST, GivenAnswer(question="q2", text="5")), "q2"),
        ((FIRST, SECOND, GivenAnswer(question="q3", value=1)), "q3"),
        ((FIRST, SECOND, GivenAnswer(question="q3")), "q3"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(
    answers: tuple[GivenAnswer, ...], question: str
) -> None:
    with pytest.raises(rules.AnswerInvalid) as refused:
        rules.check_answers(SURVEY, answers)
    assert refused.value.question == question


@given(st.lists(st.tuples(st.text(min_size=1), st.integers(0, 1), st.integers(1, 5))))
def test_the_parts_add_up_to_what_everybody_answered(people: list[tuple[str, int, int]]) -> None:
    parts: dict[int, SurveyFigures] = {}
    for person, choice, number in people:
        part = rules.part_of(person)
        answers = (
            GivenAnswer(question="q1", value=choice),
            GivenAnswer(question="q2", value=number),
        )
        parts[part] = rules.counted(parts.get(part, SurveyFigures()), answers)
    whole = rules.whole(parts.values())
    assert whole.answers == len(people)
    for choice in range(2):
        chosen = sum(one[1] == choice for one in people)
        assert whole.counts.get(rules.count_name("q1", choice), 0) == chosen
    assert rules.are_shown(whole) == (len(people) >= 5)
