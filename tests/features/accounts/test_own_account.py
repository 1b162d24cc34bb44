"""One's own account: suspended, taken back or closed, and signed out everywhere."""

from dataclasses import replace

import pytest

from functions.accounts.own_account.service import sign_out_everywhere
from functions.kernel.database import OUTBOX
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.given import HandClock
from tests.support.notices import Mailbox, send, settled, subjects


def act(platform: Platform, name: str, uid: str = "ana") -> tuple[int, str]:
    answer = given.call(platform, "POST", f"/v1/me/{name}", uid=uid)
    body = answer.get_json()
    return answer.status_code, body.get("code") or body["status"]


def close_due(platform: Platform) -> int:
    report = given.run(platform, "close-suspended")
    assert report.failed == 0
    return report.counts["warned_or_closed"]


def booking_states(platform: Platform) -> set[tuple[str, str | None]]:
    found = given.documents(platform, "bookings").values()
    return {(one["status"], one["cancellation_reason"]) for one in found}


def test_owner_suspends_and_takes_back_their_account(platform: Platform) -> None:
    given.booking(platform)
    assert act(platform, "suspend") == (200, "suspended")
    assert booking_states(platform) == {("cancelled", "beneficiary")}
    first = given.documents(platform, "beneficiaries")["ana"]
    assert act(platform, "suspend") == (200, "suspended")
    assert given.documents(platform, "beneficiaries")["ana"] == first
    assert act(platform, "unsuspend") == (200, "active")
    assert act(platform, "unsuspend") == (200, "active")
    assert given.documents(platform, "beneficiaries")["ana"]["closes_at"] is None
    given.audit(platform)


def test_nobody_takes_back_an_account_that_support_suspended(platform: Platform) -> None:
    given.beneficiary(platform)
    given.suspend(platform, "ana", "administrative")
    assert act(platform, "suspend") == (200, "suspended")
    assert act(platform, "unsuspend") == (409, "suspended")


@pytest.mark.usefixtures("accounts_of_all")
def test_suspended_account_closes_after_sixty_days_and_a_warning(
    platform: Platform, clock: HandClock, inbox: Mailbox
) -> None:
    given.beneficiary(platform)
    settled(platform)
    act(platform, "suspend")
    send(platform)
    clock.move(days=52)
    assert close_due(platform) == 0
    clock.move(days=1)
    assert [close_due(platform), close_due(platform)] == [1, 0]
    send(platform)
    assert subjects(inbox()) == [
        ("ana@demo.test", "Ton compte est suspendu"),
        ("ana@demo.test", "Ton compte sera bientôt fermé"),
    ]
    clock.move(days=6.9)
    assert close_due(platform) == 0
    clock.move(days=0.1)
    assert close_due(platform) == 1
    assert given.documents(platform, "beneficiaries")["ana"]["status"] == "erased"


def test_late_warning_still_leaves_a_week(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    act(platform, "suspend")
    clock.move(days=90)
    assert close_due(platform) == 1
    clock.move(days=6)
    assert close_due(platform) == 0
    assert act(platform, "unsuspend") == (200, "active")
    clock.move(days=30)
    assert close_due(platform) == 0


def test_signing_out_everywhere_ends_every_session(platform: Platform) -> None:
    given.beneficiary(platform)
    old = given.token(platform, "ana")
    assert act(platform, "sign-out") == (200, "signed_out")
    refused = given.call(platform, "GET", "/v1/me", Authorization=f"Bearer {old}")
    assert refused.status_code == 401
    assert given.call(platform, "GET", "/v1/me", uid="ana").status_code == 200


def test_two_sign_outs_of_one_second_are_two_requests(platform: Platform, clock: HandClock) -> None:
    unrelayed = replace(platform.database, on_commit=None)
    for _ in range(2):
        unrelayed.run(lambda work: sign_out_everywhere(work, "ana", now=clock.now()))
        clock.move(microseconds=250_000)
    assert len(given.documents(platform, OUTBOX)) == 2
