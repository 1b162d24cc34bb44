"""Suspended professionals: what they may do no more, and the offerer that has nobody left."""

import pytest

from functions.booking.take.rules import NotBookable
from functions.kernel.events import to_message
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.platform import Platform
from functions.offers.models import OfferWithdrawn
from tests.support import given
from tests.support.given import MEMBER, SIREN, HandClock

pytestmark = pytest.mark.usefixtures("books_balance")


def suspend(platform: Platform, uid: str = MEMBER, reason: str = "fraud") -> int:
    path = f"/v1/professionals/{uid}/suspend"
    answer = given.call(platform, "POST", path, {"reason": reason}, uid="boss", admin=True)
    return answer.status_code


def unsuspend(platform: Platform, uid: str = MEMBER) -> int:
    path = f"/v1/professionals/{uid}/unsuspend"
    return given.call(platform, "POST", path, uid="boss", admin=True).status_code


def second_member(platform: Platform) -> str:
    """Add a second member to the offerer, and return their uid."""
    return given.member(platform, "second")


@pytest.mark.behaviour(45)
def test_suspending_the_last_active_member_for_fraud_cancels_the_offerers_bookings(
    platform: Platform,
) -> None:
    booking = given.booking(platform, given.thing(1_500))
    key = given.call(platform, "POST", f"/v1/offerers/{SIREN}/api-keys", uid=MEMBER).get_json()
    assert suspend(platform) == 200
    after = given.the_booking(platform, booking.id)
    assert (after.status, after.cancellation_reason) == ("cancelled", "fraud")
    assert given.parts(platform) == (50_000, 0, 0, 0)
    assert given.the_offer(platform, booking.offer_id).publication == "unpublished"
    with pytest.raises(NotBookable):
        given.book(platform, booking.stock_id)
    path = f"/v1/desk/countermarks/{booking.countermark}"
    assert given.call(platform, "GET", path, X_Api_Key=key["secret"]).status_code == 401


@pytest.mark.behaviour(45)
@pytest.mark.parametrize(
    ("reason", "others"),
    [("fraud", True), ("administrative", False), ("user_request", True)],
)
def test_bookings_stay_when_another_member_is_active_or_the_reason_is_another(
    platform: Platform, reason: str, others: bool
) -> None:
    booking = given.booking(platform, given.thing(1_500))
    if others:
        second_member(platform)
    assert suspend(platform, reason=reason) == 200
    assert given.the_booking(platform, booking.id).status == "confirmed"
    assert given.the_offer(platform, booking.offer_id).publication == "published"


def test_the_last_of_several_who_are_suspended_counts(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1_500))
    second = second_member(platform)
    assert suspend(platform, reason="administrative") == 200
    assert given.the_booking(platform, booking.id).status == "confirmed"
    assert suspend(platform, second) == 200
    assert given.the_booking(platform, booking.id).status == "cancelled"


def test_a_suspended_member_acts_for_nobody_until_they_are_back(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1_500))
    second_member(platform)
    look_up = f"/v1/desk/countermarks/{booking.countermark}"
    assert given.call(platform, "GET", look_up, uid=MEMBER).status_code == 200
    assert suspend(platform) == suspend(platform) == 200
    refused = given.call(platform, "GET", look_up, uid=MEMBER)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "professional_suspended")
    founding = {"siren": "443061841", "name": "X", "postal_code": "67000", "city": "Y"}
    refused = given.call(platform, "POST", "/v1/offerers", founding, uid=MEMBER)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "professional_suspended")
    identity = platform.identity
    assert isinstance(identity, LocalIdentity)
    account = identity.find(MEMBER)
    assert account is not None
    assert "professional" not in account.claims
    assert unsuspend(platform) == unsuspend(platform) == 200
    assert given.call(platform, "GET", look_up, uid=MEMBER).status_code == 200


def test_what_is_booked_after_a_return_stays_when_the_event_comes_again(
    platform: Platform, clock: HandClock
) -> None:
    booking = given.booking(platform, given.thing(1_500))
    suspended_at = clock.now()
    assert suspend(platform) == 200
    clock.move(hours=1)
    assert unsuspend(platform) == 200
    path = f"/v1/offers/{booking.offer_id}/publish"
    assert given.call(platform, "POST", path, uid=MEMBER).status_code == 200
    again = given.book(platform, booking.stock_id)
    given.deliver(
        platform, to_message(OfferWithdrawn(subject_id=booking.offer_id, at=suspended_at))
    )
    assert given.the_booking(platform, again.id).status == "confirmed"


def test_only_a_member_of_an_offerer_can_be_suspended(platform: Platform) -> None:
    assert suspend(platform, "nobody") == 404
    assert unsuspend(platform, "nobody") == 404
