"""Exports to download later: asked for, made by event, read by their owner, and forgotten."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest

from functions.booking.export.models import ExportRequested
from functions.booking.export.rules import PART_BYTES, cut
from functions.booking.models import Booking
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.platform import Platform
from local.forgetting import forget_expired
from tests.support import given
from tests.support.given import HandClock
from tests.support.notices import Mailbox, send, settled, subjects

ASKED = "/v1/me/exports"
FILE = f"{ASKED}/latest/file"

pytestmark = pytest.mark.usefixtures("accounts_of_all")


def ask(platform: Platform, uid: str = "ana") -> dict[str, Any]:
    answer = given.call(platform, "POST", ASKED, uid=uid)
    assert answer.status_code == 201
    body: dict[str, Any] = answer.get_json()
    return body


def listed(platform: Platform, uid: str = "ana") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = given.call(platform, "GET", ASKED, uid=uid).get_json()["items"]
    return items


def code(platform: Platform, path: str, uid: str = "ana") -> tuple[int, str]:
    answer = given.call(platform, "GET", path, uid=uid)
    return answer.status_code, answer.get_json()["code"]


def download(platform: Platform, uid: str = "ana") -> dict[str, str]:
    answer = given.call(platform, "GET", FILE, uid=uid)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert "mes-donnees-pass-culture.zip" in answer.headers["Content-Disposition"]
    with ZipFile(io.BytesIO(answer.data)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def test_owner_downloads_what_the_export_by_post_shows(either: Platform) -> None:
    booking = given.booking(either)
    assert ask(either)["status"] == "preparing"
    (state,) = listed(either)
    assert state["status"] == "ready"
    files = download(either)
    assert sorted(files) == ["donnees.json", "index.html"]
    given.administrator(either, "boss")
    by_post = given.admin(
        either, "/v1/back-office/people/ana/export", {"reason": "Lettre"}
    ).get_json()
    data = json.loads(files["donnees.json"])
    unlike = {"exported_at", "acts"}
    assert {k: v for k, v in data.items() if k not in unlike} == {
        k: v for k, v in by_post.items() if k not in unlike
    }
    for shown in ("Ana", booking.venue_name, "réservée"):
        assert shown in files["index.html"]
    assert booking.countermark not in "".join(files.values())
    assert str(booking.proof) not in "".join(files.values())


@pytest.mark.parametrize("end", [given.redeem, given.cancel])
def test_codes_that_can_be_good_again_are_left_out(
    platform: Platform, clock: HandClock, end: Callable[[Platform, Booking], object]
) -> None:
    booking = given.booking(platform)
    if end is given.redeem:
        assert booking.begins_at is not None
        clock.at = booking.begins_at
    end(platform, booking)
    ask(platform)
    text = "".join(download(platform).values())
    assert booking.offer_name in text
    assert booking.countermark not in text
    assert str(booking.proof) not in text


def test_nobody_else_downloads_it(platform: Platform) -> None:
    given.beneficiary(platform)
    given.beneficiary(platform, "ben")
    ask(platform)
    assert listed(platform, "ben") == []
    assert code(platform, FILE, "ben") == (404, "unknown_export")
    assert given.call(platform, "GET", FILE).status_code == 401


def test_owner_gets_one_mail_when_it_is_ready(platform: Platform, inbox: Mailbox) -> None:
    given.beneficiary(platform)
    settled(platform)
    ask(platform)
    send(platform)
    assert subjects(inbox()) == [("ana@demo.test", "Tes données sont prêtes")]


def test_asking_again_within_a_day_gives_the_same_and_later_replaces_it(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    first = ask(platform)
    clock.move(hours=23)
    assert ask(platform)["requested_at"] == first["requested_at"]
    clock.move(hours=1)
    assert ask(platform)["requested_at"] > first["requested_at"]
    assert len(given.documents(platform, "exports")) == 1
    assert len(given.documents(platform, "export_parts")) == 1
    download(platform)


def test_a_file_that_is_not_there_yet_is_made_again_after_an_hour(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    ask(platform)
    (part,) = given.documents(platform, "export_parts")
    given.remove(platform, "export_parts", part)
    given.change(platform, "exports", "ana", status="preparing", ready_at=None, parts=0)
    assert code(platform, FILE) == (409, "export_not_ready")
    clock.move(minutes=59)
    ask(platform)
    assert code(platform, FILE) == (409, "export_not_ready")
    clock.move(minutes=1)
    ask(platform)
    download(platform)


def test_it_expires_after_seven_days_and_is_removed(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    ask(platform)
    clock.move(days=7, seconds=-1)
    download(platform)
    clock.move(seconds=1)
    assert listed(platform) == []
    assert code(platform, FILE) == (404, "unknown_export")
    forget_expired(platform)
    assert given.documents(platform, "exports") == {}
    assert given.documents(platform, "export_parts") == {}


def test_it_is_erased_with_its_owner_and_not_made_afterwards(either: Platform) -> None:
    given.beneficiary(either)
    ask(either)
    assert given.call(either, "DELETE", "/v1/me", uid="ana").status_code == 200
    assert given.documents(either, "exports") == {}
    assert given.documents(either, "export_parts") == {}


def test_an_event_that_comes_twice_or_late_changes_nothing(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    ask(platform)
    before = given.documents(platform, "exports"), given.documents(platform, "export_parts")
    at = given.now(platform)
    late = at - timedelta(days=2)
    clock.move(minutes=5)

    def again(work: UnitOfWork) -> None:
        for when in (at, late):
            revision = int(when.timestamp() * 1_000_000)
            record(work, ExportRequested(subject_id="ana", revision=revision, at=when))

    platform.database.run(again)
    platform.relay.sweep()
    after = given.documents(platform, "exports"), given.documents(platform, "export_parts")
    assert after == before


def test_a_large_file_is_kept_in_parts() -> None:
    content = bytes(range(256)) * 5_000
    parts = cut(content)
    assert b"".join(parts) == content
    assert {len(part) <= PART_BYTES for part in parts} == {True}
    assert len(parts) == 3


def test_export_shows_all_that_a_person_wrote(platform: Platform) -> None:
    booking = given.booking(platform, given.thing())
    given.redeem(platform, booking)
    for method, path, body in (
        ("PUT", f"/v1/bookings/{booking.id}/reaction", {"reaction": "like"}),
        ("POST", f"/v1/offers/{booking.offer_id}/reports", {"reason": "other", "text": "Fermé."}),
        ("POST", "/v1/feedback", {"category": "idea", "text": "Plus de théâtre."}),
    ):
        assert given.call(platform, method, path, body, uid="ana").status_code in (200, 201)
    questions = [{"kind": "text", "text": f"Et {number} ?"} for number in range(3)]
    dates = {"opens_at": "2026-05-04T10:00:00Z", "closes_at": "2026-06-04T10:00:00Z"}
    survey = {"title": "Ton avis", "audience": "young_people", "questions": questions, **dates}
    given.administrator(platform, "boss")
    asked = given.admin(platform, "/v1/surveys", survey).get_json()
    replies = {"answers": [{"question": "q2", "text": "Bien."}]}
    path = f"/v1/surveys/{asked['id']}/answers"
    assert given.call(platform, "POST", path, replies, uid="ana").status_code == 201
    ask(platform)
    files = download(platform)
    data = json.loads(files["donnees.json"])
    assert data["reactions"][0]["value"] == "like"
    assert data["reports"][0]["text"] == "Fermé."
    assert data["messages"][0]["text"] == "Plus de théâtre."
    assert data["survey_answers"][0]["answers"] == [
        {"question": "q2", "value": None, "text": "Bien."}
    ]
    for shown in ("j’aime", "Fermé.", "Plus de théâtre.", "Bien."):
        assert shown in files["index.html"]
