"""Messages to the operator: anybody signed in writes, support answers by mail."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.accounts.erasure import service as erasure_service
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import content, refused
from tests.support.given import HandClock
from tests.support.notices import Mailbox, send, settled, subjects, words
from tests.support.offerers import admin

TEXT = "La carte ne montre\npas mon village."
ANSWER = "C'est corrigé, merci !"


def write(platform: Platform, uid: str = "ana", text: str = TEXT) -> TestResponse:
    body = {"category": "problem", "text": text}
    return given.call(platform, "POST", "/v1/feedback", body, uid=uid)


def answered(platform: Platform, message_id: str, text: str = ANSWER) -> TestResponse:
    return admin(platform, "POST", f"/v1/feedback/{message_id}/answer", {"answer": text})


def queue(platform: Platform, status: str = "unanswered") -> list[dict[str, Any]]:
    return list(content(admin(platform, "GET", f"/v1/feedback?status={status}"))["items"])


@pytest.mark.usefixtures("accounts_of_all")
def test_support_answers_a_message_by_mail(
    platform: Platform, clock: HandClock, inbox: Mailbox
) -> None:
    first = content(write(platform), 201)
    clock.move(hours=1)
    write(platform, "pro", "Merci.")
    assert [(one["email"], one["text"]) for one in queue(platform)] == [
        ("ana@demo.test", TEXT),
        ("pro@demo.test", "Merci."),
    ]
    settled(platform)
    answer = content(answered(platform, first["id"]))
    assert (answer["status"], answer["answer"]) == ("answered", ANSWER)
    # The same answer again changes nothing, and another one is refused.
    assert content(answered(platform, first["id"])) == answer
    assert refused(answered(platform, first["id"], "Non.")) == (409, "feedback_answered")
    send(platform)
    (mail,) = inbox()
    assert subjects([mail]) == [("ana@demo.test", "Réponse à votre message")]
    assert ANSWER in words(mail)
    assert "« La carte ne montre pas mon village. »" in words(mail)
    assert [one["id"] for one in queue(platform, "answered")] == [first["id"]]
    assert len(queue(platform)) == 1


def test_acts_do_not_keep_the_texts(platform: Platform) -> None:
    answered(platform, content(write(platform), 201)["id"])
    (act,) = given.documents(platform, "acts").values()
    assert {change["field"] for change in act["changes"]} == {
        "answered_at",
        "answered_by",
        "status",
    }


def test_a_message_has_800_characters_at_most(platform: Platform) -> None:
    assert write(platform, text="é" * 800).status_code == 201
    assert refused(write(platform, text="é" * 801)) == (400, "malformed")


def test_a_person_sends_five_messages_and_then_waits(platform: Platform, clock: HandClock) -> None:
    answers = [write(platform) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [201] * 5 + [429]
    assert refused(answers[5]) == (429, "too_much_feedback")
    assert write(platform, "zoe").status_code == 201
    clock.move(hours=4)
    assert write(platform).status_code == 201


def test_messages_go_with_the_person_and_after_13_months(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    write(platform)
    write(platform, "zoe")
    given.do(platform, erasure_service.erase, "ana", email="ana@demo.test")
    (kept,) = given.documents(platform, "feedback_messages").values()
    assert kept["person_id"] == "zoe"
    clock.move(days=394)
    assert given.run(platform, "forget-messages").counts == {"forgotten": 0}
    clock.move(days=1)
    assert given.run(platform, "forget-messages").counts == {"forgotten": 1}
