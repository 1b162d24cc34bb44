"""Bookings with an Idempotency-Key."""

import pytest
from werkzeug.test import TestResponse

from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import refused
from tests.support.given import HandClock

pytestmark = pytest.mark.usefixtures("whole_books")


def test_a_repeat_with_its_key_gets_the_first_answer(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    body = {"stock_id": given.stock(platform).id}
    first = given.call(platform, "POST", "/v1/bookings", body, uid="ana", Idempotency_Key="k1")
    clock.move(minutes=1)
    again = given.call(platform, "POST", "/v1/bookings", body, uid="ana", Idempotency_Key="k1")
    assert (again.status_code, again.data) == (first.status_code, first.data) == (201, first.data)
    other = given.call(platform, "POST", "/v1/bookings", body, uid="ana", Idempotency_Key="k2")
    assert refused(other) == (409, "already_booked")


def test_a_key_with_another_body_is_refused(platform: Platform) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    first, second = (given.stock(platform, given.ticket(), at_venue=house) for _ in range(2))

    def book(stock_id: str, uid: str = "ana") -> TestResponse:
        body = {"stock_id": stock_id}
        return given.call(platform, "POST", "/v1/bookings", body, uid=uid, Idempotency_Key="k1")

    assert book(first.id).status_code == 201
    assert refused(book(second.id)) == (409, "idempotency_key_reused")
    # A key is its caller's own.
    given.beneficiary(platform, "zoe")
    assert book(second.id, "zoe").status_code == 201


def test_a_refused_request_keeps_no_answer(platform: Platform) -> None:
    stock = given.stock(platform)
    body = {"stock_id": stock.id}
    given.pending(platform)
    early = given.call(platform, "POST", "/v1/bookings", body, uid="ana", Idempotency_Key="k1")
    assert refused(early) == (409, "not_active")
    given.activated(platform, "ana")
    later = given.call(platform, "POST", "/v1/bookings", body, uid="ana", Idempotency_Key="k1")
    assert later.status_code == 201


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_has_1_to_255_characters(platform: Platform, key: str) -> None:
    given.beneficiary(platform)
    body = {"stock_id": given.stock(platform).id}
    answer = given.call(platform, "POST", "/v1/bookings", body, uid="ana", Idempotency_Key=key)
    assert refused(answer) == (400, "malformed")


def test_the_same_key_eight_times_at_once_makes_one_booking(platform: Platform) -> None:
    given.beneficiary(platform)
    body = {"stock_id": given.stock(platform).id}
    token = given.token(platform, "ana")
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k1"}
    app = given.client("booking_api").application

    def book(_: int) -> tuple[int, bytes]:
        answer = app.test_client().post("/v1/bookings", json=body, headers=headers)
        return answer.status_code, answer.data

    got = given.at_once(book, 8)
    assert {status for status, _ in got} == {201}
    assert len({data for _, data in got}) == 1
    assert len(given.documents(platform, "bookings")) == 1
