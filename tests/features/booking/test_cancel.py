"""Cancelling: by the holder, by a deleted stock, by a suspension."""

import pytest

from functions.accounts.people.models import SuspensionReason
from functions.booking.take import rules as take_rules
from functions.kernel.database import (
    metered,
)
from functions.kernel.events import Message
from functions.kernel.jobs import PartlyDone
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import refused
from tests.support.desk import at_desk, cancelled, deleted, suspended
from tests.support.given import HandClock

pytestmark = pytest.mark.usefixtures("whole_books")


@pytest.mark.behaviour(32)
@pytest.mark.behaviour(33)
def test_the_second_click_on_cancel_succeeds_and_frees_nothing_more(
    platform: Platform,
) -> None:
    booking = given.booking(platform)
    path = f"/v1/bookings/{booking.id}/cancel"
    answers = [given.call(platform, "POST", path, uid="ana") for _ in range(2)]
    assert [(a.status_code, a.get_json()["status"]) for a in answers] == [(200, "cancelled")] * 2
    assert answers[0].data == answers[1].data
    assert answers[0].get_json()["cancellation_reason"] == "beneficiary"
    assert [entry.kind for entry in given.entries(platform)] == ["grant", "hold", "release"]


@pytest.mark.behaviour(38)
def test_nobody_cancels_what_is_not_theirs(platform: Platform) -> None:
    booking = given.booking(platform)
    given.beneficiary(platform, "zoe")
    for path in (f"/v1/bookings/{booking.id}/cancel", "/v1/bookings/unknown/cancel"):
        answer = given.call(platform, "POST", path, uid="zoe")
        assert refused(answer) == (404, "unknown_booking")


@pytest.mark.behaviour(35)
@pytest.mark.behaviour(37)
def test_too_late_and_used_are_different_refusals(platform: Platform, clock: HandClock) -> None:
    booking = given.booking(platform)
    path = f"/v1/bookings/{booking.id}/cancel"
    clock.move(days=2)
    assert refused(given.call(platform, "POST", path, uid="ana")) == (409, "too_late")
    at_desk(platform, booking.countermark, "redeem")
    assert refused(given.call(platform, "POST", path, uid="ana")) == (409, "already_used")


@pytest.mark.behaviour(39)
def test_after_the_grants_end_a_booking_can_be_cancelled_and_its_credit_is_lost(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    clock.move(days=364)
    booking = given.book(platform, given.stock(platform, given.thing(), at_venue=house).id)
    clock.move(days=2)
    given.run(platform, "expire-grants")
    assert given.parts(platform) == (0, 1000, 0, 49_000)
    cancelled(platform, booking.id)
    assert given.parts(platform) == (0, 0, 0, 50_000)


@pytest.mark.behaviour(43)
@pytest.mark.parametrize(
    ("is_event", "statuses"),
    [(True, ["cancelled", "cancelled", "cancelled"]), (False, ["cancelled", "used", "cancelled"])],
    ids=["event", "thing"],
)
def test_a_deleted_stock_cancels_its_bookings(
    platform: Platform, clock: HandClock, is_event: bool, statuses: list[str]
) -> None:
    facts = given.ticket(days=1) if is_event else given.thing()
    stock = given.stock(platform, facts)
    made = []
    for uid in ("ana", "zoe", "kim"):
        given.beneficiary(platform, uid)
        made.append(given.book(platform, stock.id, uid))
    at_desk(platform, made[1].countermark, "redeem")
    at_desk(platform, made[2].countermark, "cancel")
    clock.move(hours=1)
    before = given.the_booking(platform, made[2].id)
    deleted(platform, stock.id)
    after = [given.the_booking(platform, one.id) for one in made]
    assert [one.status for one in after] == statuses
    assert after[0].cancellation_reason == "offerer"
    assert after[2] == before
    assert given.parts(platform, "ana") == (50_000, 0, 0, 0)
    assert given.parts(platform, "zoe") == ((50_000, 0, 0, 0) if is_event else (49_000, 0, 1000, 0))
    with pytest.raises(take_rules.NotBookable):
        given.book(platform, stock.id)


def test_a_redelivered_deletion_continues_where_it_stopped(
    platform: Platform,
) -> None:
    stock = given.stock(platform, given.ticket())
    made = []
    for uid in ("ana", "zoe", "kim"):
        given.beneficiary(platform, uid)
        made.append(given.book(platform, stock.id, uid))
    relay, platform.database.on_commit = platform.database.on_commit, None
    deleted(platform, stock.id)
    (event,) = given.documents(platform, "outbox").values()
    platform.database.on_commit = relay
    given.change(platform, "bookings", made[1].id, quantity="lots")
    message = Message(event["topic"], event["id"], event["data"])
    for _ in range(2):
        with metered() as meter, pytest.raises(PartlyDone):
            given.deliver(platform, message)
    assert meter.documents_read == 2, "itself in the list, and alone"
    given.change(platform, "bookings", made[1].id, quantity=1)
    platform.relay.sweep()
    assert {given.the_booking(platform, one.id).status for one in made} == {"cancelled"}
    assert given.documents(platform, "outbox") == {}


@pytest.mark.behaviour(44)
@pytest.mark.parametrize(
    ("reason", "status"),
    [("fraud", "cancelled"), ("user_request", "confirmed"), ("administrative", "confirmed")],
)
def test_a_suspension_for_fraud_cancels_what_is_open(
    platform: Platform, reason: SuspensionReason, status: str
) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    first, second = (
        given.book(platform, given.stock(platform, given.thing(), at_venue=house).id)
        for _ in range(2)
    )
    at_desk(platform, second.countermark, "redeem")
    suspended(platform, "ana", reason)
    after = given.the_booking(platform, first.id)
    assert after.status == status
    assert after.cancellation_reason == ("fraud" if reason == "fraud" else None)
    assert given.the_booking(platform, second.id).status == "used"
