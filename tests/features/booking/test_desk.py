"""The desk: looking up, redeeming, undoing and cancelling, and who may."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import refused
from tests.support.desk import at_desk, cancelled
from tests.support.given import MEMBER, OTHER_SIREN, SIREN, HandClock

pytestmark = pytest.mark.usefixtures("whole_books")


def test_the_desk_looks_without_changing_anything(platform: Platform) -> None:
    booking = given.booking(platform, given.ticket(1250, 3), duo=True)
    shown = at_desk(platform, booking.countermark.lower()).get_json()
    assert (shown["holder_name"], shown["offer_name"]) == ("Ana Kieffer", "Nuit du jazz")
    assert (shown["quantity"], shown["amount_cents"], shown["status"]) == (1, 1250, "confirmed")
    assert shown["usable_from"] == "2026-05-06T10:00:00Z"
    assert given.the_booking(platform, booking.id) == booking


@pytest.mark.behaviour(46)
@pytest.mark.behaviour(47)
@pytest.mark.behaviour(48)
@pytest.mark.behaviour(49)
@pytest.mark.behaviour(51)
@pytest.mark.behaviour(55)
@pytest.mark.behaviour(56)
def test_a_countermark_goes_through_its_life_at_the_desk(
    platform: Platform, clock: HandClock
) -> None:
    booking = given.booking(platform, given.ticket(days=4))
    code = booking.countermark
    early = at_desk(platform, code, "redeem")
    assert refused(early) == (409, "too_early")
    assert early.get_json()["usable_from"] == "2026-05-06T10:00:00Z"
    assert early.get_json()["usable_from_local"] == "2026-05-06T12:00:00+02:00"
    assert refused(at_desk(platform, code, "undo")) == (410, "not_used")
    clock.move(days=2)
    used = at_desk(platform, f"%20{code.lower()}", "redeem").get_json()
    assert (used["status"], used["used_at"]) == ("used", "2026-05-06T10:00:00Z")
    assert refused(at_desk(platform, code, "redeem")) == (410, "already_used")
    assert refused(at_desk(platform, code, "cancel")) == (403, "undo_before_cancelling")
    assert at_desk(platform, code, "undo").get_json()["status"] == "confirmed"
    assert at_desk(platform, code, "cancel").get_json()["status"] == "cancelled"
    for verb in ("redeem", "undo", "cancel"):
        assert refused(at_desk(platform, code, verb)) == (410, "cancelled")
    kinds = [entry.kind for entry in given.entries(platform)]
    assert kinds == ["grant", "hold", "capture", "reversal", "release"]


@pytest.mark.behaviour(40)
@pytest.mark.behaviour(41)
def test_what_the_professional_cancels_has_their_reason_and_keeps_the_first_one(
    platform: Platform,
) -> None:
    given.beneficiary(platform, "zoe")
    booking = given.booking(platform)
    assert at_desk(platform, booking.countermark, "cancel").get_json()["status"] == "cancelled"
    assert given.the_booking(platform, booking.id).cancellation_reason == "offerer"
    other = given.book(platform, booking.stock_id, "zoe")
    cancelled(platform, other.id, "zoe")
    for one, reason in ((booking, "offerer"), (other, "beneficiary")):
        assert refused(at_desk(platform, one.countermark, "cancel")) == (410, "cancelled")
        assert given.the_booking(platform, one.id).cancellation_reason == reason


@pytest.mark.behaviour(42)
@pytest.mark.behaviour(50)
@pytest.mark.behaviour(57)
def test_what_was_used_or_reimbursed_stays_at_the_desk(platform: Platform) -> None:
    booking = given.booking(platform, given.thing())
    code = booking.countermark
    at_desk(platform, code, "redeem")
    assert refused(at_desk(platform, code, "cancel")) == (403, "undo_before_cancelling")
    given.change(platform, "bookings", booking.id, status="reimbursed")
    for verb in ("redeem", "undo", "cancel"):
        assert refused(at_desk(platform, code, verb)) == (410, "reimbursed")
    assert at_desk(platform, code).get_json()["status"] == "reimbursed"
    assert given.parts(platform) == (49_000, 0, 1000, 0)


@pytest.mark.behaviour(52)
@pytest.mark.behaviour(53)
@pytest.mark.behaviour(54)
@pytest.mark.parametrize(
    ("facts", "days_later"),
    [
        pytest.param(given.ticket(days=2), 0, id="an event in 48 hours"),
        pytest.param(given.ticket(days=7), 3, id="an event in a week, booked 3 days ago"),
        pytest.param(given.thing(), 0, id="a thing"),
    ],
)
def test_what_can_no_longer_be_cancelled_or_is_a_thing_is_good_at_the_door(
    platform: Platform, clock: HandClock, facts: dict[str, Any], days_later: int
) -> None:
    booking = given.booking(platform, facts)
    clock.move(days=days_later)
    assert at_desk(platform, booking.countermark, "redeem").get_json()["status"] == "used"


def test_an_expired_booking_is_over_at_the_desk(platform: Platform, clock: HandClock) -> None:
    booking = given.booking(platform, given.thing())
    clock.move(days=12)
    given.run(platform, "expire-bookings")
    assert refused(at_desk(platform, booking.countermark, "redeem")) == (410, "expired")


@pytest.mark.behaviour(60)
@pytest.mark.behaviour(61)
@pytest.mark.behaviour(62)
def test_the_desk_is_closed_to_strangers(platform: Platform) -> None:
    booking = given.booking(platform, given.thing())
    given.house(platform, OTHER_SIREN, member="rival")
    code = booking.countermark
    for verb in ("", "redeem", "undo", "cancel"):
        assert refused(at_desk(platform, code, verb, uid=None)) == (401, "unauthenticated")
        wrong = at_desk(platform, code, verb, key="abc_def")
        assert refused(wrong) == (401, "unauthenticated")
        assert refused(at_desk(platform, code, verb, uid="ana")) == (403, "not_a_member")
        theirs = at_desk(platform, code, verb, uid="rival")
        none = at_desk(platform, "ZZZZZZ", verb, uid="rival")
        assert refused(theirs) == (404, "unknown_countermark")
        assert theirs.data == none.data
        assert refused(at_desk(platform, "ZZZZZZ", verb)) == (404, "unknown_countermark")
        assert refused(at_desk(platform, "%C3%A9", verb)) == (404, "unknown_countermark")
    for path in ("/v1/desk/countermarks", "/v1/desk/countermarks/"):
        assert given.call(platform, "GET", path, uid=MEMBER).status_code == 404
    assert given.the_booking(platform, booking.id) == booking


@pytest.mark.behaviour(60)
@pytest.mark.behaviour(61)
def test_software_with_an_api_key_stands_at_the_desk_until_it_is_revoked(
    platform: Platform,
) -> None:
    booking = given.booking(platform, given.thing())
    given.house(platform, OTHER_SIREN, member="rival")
    made = {
        siren: given.call(platform, "POST", f"/v1/offerers/{siren}/api-keys", uid=member).get_json()
        for siren, member in ((SIREN, MEMBER), (OTHER_SIREN, "rival"))
    }
    code = booking.countermark

    def redeem(key: str) -> TestResponse:
        return at_desk(platform, code, "redeem", key=key)

    key = made[SIREN]["secret"]
    assert refused(redeem(made[OTHER_SIREN]["secret"])) == (404, "unknown_countermark")
    for wrong in (key[:-1], key + "0", key.partition("_")[0], "_", "", "é"):
        assert refused(redeem(wrong)) == (401, "unauthenticated")
    assert redeem(key).get_json()["status"] == "used"
    path = f"/v1/offerers/{SIREN}/api-keys/{made[SIREN]['prefix']}"
    given.call(platform, "DELETE", path, uid=MEMBER)
    undo = at_desk(platform, code, "undo", key=key)
    assert refused(undo) == (401, "unauthenticated")
