"""Webhooks: signed messages of bookings, tried for three days, listed and sent again."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from functions.kernel.jobs import run_job
from functions.kernel.platform import Platform
from functions.kernel.webhooks.loopback import LoopbackWebhooks
from functions.offers.models import Stock
from tests.support import given
from tests.support.answers import content, outcome
from tests.support.given import MEMBER, SIREN, HandClock
from tests.support.receiver import Receiver, receiving

pytestmark = pytest.mark.usefixtures("books_balance")

PATH = f"/v1/offerers/{SIREN}/webhook"


@pytest.fixture
def receiver(platform: Platform) -> Iterator[Receiver]:
    """A receiver on this machine that this offerer named."""
    platform.use("webhooks", LoopbackWebhooks(timeout=5))
    given.stock(platform, given.thing(1_500))
    with receiving() as started:
        started.secret = content(call(platform, "PUT", body={"url": started.url}))["secret"]
        yield started


def call(platform: Platform, method: str, path: str = "", body: object = None) -> Any:
    return given.call(platform, method, f"{PATH}{path}", body, uid=MEMBER)


def sent(platform: Platform) -> dict[str, int]:
    return run_job(platform, "send-webhooks", given.now(platform)).counts


def listed(platform: Platform) -> list[Any]:
    items: list[Any] = content(call(platform, "GET", "/deliveries"))["items"]
    return items


def book(platform: Platform, uid: str = "ana") -> Any:
    return given.book_for(platform, the_stock(platform), uid)[0]


def the_stock(platform: Platform) -> Stock:
    (stock_id,) = given.documents(platform, "stocks")
    return given.the_stock(platform, stock_id)


def test_the_life_of_a_booking_is_told_signed(platform: Platform, receiver: Receiver) -> None:
    booking = book(platform)
    given.redeem(platform, booking)
    given.undo(platform, booking)
    given.cancel(platform, booking)
    sent(platform)
    assert receiver.forged == 0
    assert {one["type"] for one in receiver.taken} == {
        *("booking.confirmed", "booking.redeemed", "booking.restored", "booking.cancelled"),
    }
    first = receiver.headers[0]
    assert first["webhook-id"].startswith("booking-")
    assert first["content-type"] == "application/json"
    data = receiver.taken[0]["data"]
    assert (data["booking_id"], data["amount_cents"]) == (booking.id, 1_500)
    assert {one["state"] for one in listed(platform)} == {"delivered"}


def test_a_message_holds_nothing_of_the_person_and_no_countermark(
    platform: Platform, receiver: Receiver
) -> None:
    booking = book(platform)
    sent(platform)
    person = given.documents(platform, "beneficiaries")["ana"]
    text = json.dumps(receiver.taken, ensure_ascii=False)
    private = ("email", "first_name", "last_name", "birth_date")
    for secret in (*(str(person[name]) for name in private), booking.countermark, '"ana"'):
        assert secret not in text
    assert booking.id in text


def test_an_event_that_comes_again_is_one_message(platform: Platform, receiver: Receiver) -> None:
    messages: list[Any] = []
    publish = platform.bus.publish

    class Noting:
        keeps_waiting = True

        def publish(self, message: Any) -> None:
            messages.append(message)
            publish(message)

    platform.use("bus", Noting())
    platform.database.on_commit = platform.relay.after_commit
    book(platform)
    for message in messages * 2:
        given.deliver(platform, message)
    sent(platform)
    sent(platform)
    assert len(receiver.headers) == 1


def test_a_message_is_tried_with_pauses_and_then_given_up_and_the_webhook_disabled(
    platform: Platform, clock: HandClock, receiver: Receiver
) -> None:
    receiver.status = 500
    book(platform)
    began, tries = given.now(platform), []
    for _ in range(73 * 12):
        before = len(receiver.headers)
        sent(platform)
        if len(receiver.headers) > before:
            tries.append(given.now(platform) - began)
        clock.move(minutes=5)
    assert tries[0] == timedelta()
    assert len(tries) in range(10, 16)
    assert timedelta(days=3) <= tries[-1] <= timedelta(days=3, minutes=10)
    (one,) = listed(platform)
    assert (one["state"], one["status"], one["due_at"]) == ("failed", 500, None)
    webhook = content(call(platform, "GET"))
    assert webhook["status"] == "disabled"
    run_job(platform, "send-notices", given.now(platform))
    notices = given.documents(platform, "notices").values()
    mails = [notice for notice in notices if notice["topic"] == "webhook-disabled"]
    assert [(mail["person_id"], mail["state"]) for mail in mails] == [(MEMBER, "sent")]
    # Nothing is sent to a disabled webhook; naming the address enables it.
    count = len(receiver.headers)
    book(platform, "ben")
    sent(platform)
    assert len(receiver.headers) == count
    receiver.status = 204
    content(call(platform, "PUT", body={"url": receiver.url}))
    again = content(call(platform, "POST", f"/deliveries/{one['id']}/redeliver"))
    assert (again["state"], again["attempts"]) == ("waiting", 0)
    sent(platform)
    assert listed(platform)[0]["state"] == "delivered"
    assert receiver.headers[-1]["webhook-id"] == one["id"]
    assert receiver.forged == 0


def test_a_success_ends_the_count_of_days(
    platform: Platform, clock: HandClock, receiver: Receiver
) -> None:
    receiver.status = 503
    book(platform)
    sent(platform)
    assert content(call(platform, "GET"))["failing_since"] is not None
    receiver.status = 200
    clock.move(minutes=1)
    sent(platform)
    assert content(call(platform, "GET"))["failing_since"] is None
    assert listed(platform)[0]["attempts"] == 2


def test_a_message_that_never_arrives_disables_no_webhook_that_takes_others(
    platform: Platform, clock: HandClock, receiver: Receiver
) -> None:
    receiver.status = 500
    book(platform)
    sent(platform)
    clock.move(days=1)
    sent(platform)
    receiver.status = 204
    book(platform, "ben")
    sent(platform)
    receiver.status = 500
    clock.move(days=2)
    sent(platform)
    assert [one["state"] for one in listed(platform)] == ["delivered", "failed"]
    webhook = content(call(platform, "GET"))
    assert (webhook["status"], webhook["failing_since"] is None) == ("enabled", False)


def test_a_rotated_secret_leaves_no_gap(
    platform: Platform, clock: HandClock, receiver: Receiver
) -> None:
    former = receiver.secret
    after = content(call(platform, "POST", "/rotate-secret"))
    assert after["secret"] != former
    book(platform)
    sent(platform)
    receiver.secret = after["secret"]
    content(call(platform, "POST", f"/deliveries/{listed(platform)[0]['id']}/redeliver"))
    sent(platform)
    assert (receiver.forged, len(receiver.taken)) == (0, 2)
    assert receiver.headers[0]["webhook-signature"].count("v1,") == 2
    clock.move(hours=24)
    receiver.secret = former
    content(call(platform, "POST", f"/deliveries/{listed(platform)[0]['id']}/redeliver"))
    sent(platform)
    assert receiver.forged == 1
    assert receiver.headers[-1]["webhook-signature"].count("v1,") == 1


def test_a_secret_is_shown_by_the_answer_that_makes_it_alone(
    platform: Platform, receiver: Receiver
) -> None:
    def ask(method: str, path: str, key: str, body: object = None) -> Any:
        return given.call(platform, method, f"{PATH}{path}", body, uid=MEMBER, Idempotency_Key=key)

    body = {"url": receiver.url}
    assert content(call(platform, "PUT", body=body))["secret"] is None
    made = content(ask("POST", "/rotate-secret", "rotate"))["secret"]
    assert outcome(ask("POST", "/rotate-secret", "rotate")) == (409, "secret_shown_before")
    assert made not in str(content(call(platform, "GET")))
    content(call(platform, "DELETE"))
    first = content(ask("PUT", "", "name", body))
    assert first["secret"] not in (None, made, receiver.secret)
    assert content(ask("PUT", "", "name", body)) == {**first, "secret": None}
    assert first["secret"] not in str(given.documents(platform, "idempotency_keys"))
    assert call(platform, "GET", "/secret").status_code == 404


def test_a_second_rotation_leaves_no_gap_either(platform: Platform, receiver: Receiver) -> None:
    for _ in range(2):
        content(call(platform, "POST", "/rotate-secret"))
    book(platform)
    sent(platform)
    assert receiver.forged == 0
    assert receiver.headers[0]["webhook-signature"].count("v1,") == 3


def test_a_webhook_that_fails_holds_up_no_other(platform: Platform, receiver: Receiver) -> None:
    receiver.status = 500
    given.book_for(platform, the_stock(platform), "ana", "ben", "eve")
    assert sent(platform) == {"put_off": 1}
    assert len(receiver.headers) == 1


def test_a_removed_webhook_gets_nothing_more(platform: Platform, receiver: Receiver) -> None:
    receiver.status = 500
    book(platform)
    content(call(platform, "DELETE"))
    sent(platform)
    assert receiver.headers == []
    (one,) = given.documents(platform, "webhook_deliveries").values()
    assert one["state"] == "dropped"
    assert outcome(call(platform, "GET")) == (404, "unknown_webhook")
    assert outcome(call(platform, "POST", "/rotate-secret")) == (404, "unknown_webhook")


@pytest.mark.parametrize(
    "url", ["http://caisse.example", "https://10.0.0.1/", "https://localhost/", "nonsense"]
)
def test_an_address_that_is_not_public_is_refused(platform: Platform, url: str) -> None:
    given.house(platform)
    assert outcome(call(platform, "PUT", body={"url": url})) == (400, "webhook_url_refused")
    assert given.documents(platform, "webhooks") == {}


def test_deliveries_are_listed_in_pages_newest_first(
    platform: Platform, clock: HandClock, receiver: Receiver
) -> None:
    for uid in ("ana", "ben", "eve"):
        book(platform, uid)
        clock.move(seconds=1)
    first = content(call(platform, "GET", "/deliveries?page_size=2"))
    token = first["next_page_token"]
    rest = content(call(platform, "GET", f"/deliveries?page_size=2&page_token={token}"))
    whole = [one["created_at"] for one in first["items"] + rest["items"]]
    assert whole == sorted(whole, reverse=True)
    assert len(whole) == 3
