"""Activation codes: loading and counting them, and keeping them secret."""

import io
from datetime import timedelta
from typing import Any

import pytest

from functions.accounts.erasure import service as erasure_service
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.activation_codes import (
    book,
    counts,
    deleted,
    ebooks,
    everything,
    load,
    path_of,
    with_codes,
)
from tests.support.answers import refused
from tests.support.given import MEMBER, OTHER_SIREN

pytestmark = pytest.mark.usefixtures("whole_codes")


# Loading


def test_codes_are_counted_and_not_shown_again(platform: Platform) -> None:
    stock = ebooks(platform)
    told = load(platform, stock.id, "A-1", " A-2 ", "A-1")
    assert told["stock_id"] == stock.id
    assert counts(told) == (2, 0, 2, 0)
    assert load(platform, stock.id, "A-2", "A-1") == told
    later = load(platform, stock.id, "B-1", "A-1", expires_in=20)
    assert [counts(batch) for batch in later["batches"]] == [(2, 0, 2, 0), (1, 0, 1, 0)]
    assert [batch["expires_at"] for batch in later["batches"]] == [None, "2026-05-24T10:00:00Z"]
    answer = given.call(platform, "GET", path_of(stock.id), uid=MEMBER)
    assert (answer.status_code, answer.get_json()) == (200, later)
    shown = given.call(platform, "GET", f"/v1/offers/{stock.offer_id}")
    assert shown.get_json()["stocks"][0]["remaining"] == 3
    for text in (str(told), answer.text, shown.text, everything(platform)):
        assert not [code for code in ("A-1", "A-2", "B-1") if code in text]


def test_only_members_load_and_count_codes(platform: Platform) -> None:
    stock = with_codes(platform, "A-1")
    given.house(platform, OTHER_SIREN, member="rival")
    body = {"codes": ["B-1"]}
    for method, sent in (("POST", body), ("GET", None)):
        path = path_of(stock.id)
        assert refused(given.call(platform, method, path, sent)) == (401, "unauthenticated")
        for uid in ("rival", "ana"):
            answer = given.call(platform, method, path, sent, uid=uid)
            assert refused(answer) == (403, "not_a_member")
        for unknown in ("no~1", "%C3%A9", "~", ".."):
            answer = given.call(platform, method, path_of(unknown), sent, uid=MEMBER)
            assert answer.status_code == 404
    assert given.the_stock(platform, stock.id) == stock


@pytest.mark.parametrize(
    "codes", [[], ["x"] * 201, [""], [" "], ["x" * 201], ["a\nb"], ["\u0007"], [7], "A-1", None]
)
def test_what_is_no_list_of_codes_is_refused(platform: Platform, codes: object) -> None:
    stock = ebooks(platform)
    answer = given.call(platform, "POST", path_of(stock.id), {"codes": codes}, uid=MEMBER)
    assert refused(answer) == (400, "malformed")
    assert given.the_stock(platform, stock.id) == stock


def test_refusals_of_loading_codes_are_documented(platform: Platform) -> None:
    house = given.house(platform)
    paper = given.stock(platform, given.thing(), at_venue=house)
    digital = ebooks(platform, at_venue=house)
    given.beneficiary(platform)
    given.book(platform, ebooks(platform, at_venue=house).id)
    booked = given.documents(platform, "active_bookings")
    (stock_id,) = (f"{name.partition('~')[2]}~1" for name in booked)

    def told(stock_id: str, **facts: Any) -> tuple[int, str]:
        body = {"codes": ["A-1"], **facts}
        return refused(given.call(platform, "POST", path_of(stock_id), body, uid=MEMBER))

    assert told(paper.id) == (409, "codes_not_allowed")
    assert told(stock_id) == (409, "booked_without_codes")
    soon = (given.now(platform) + timedelta(days=16)).isoformat()
    assert told(digital.id, expires_at=soon) == (400, "codes_expire_too_soon")
    assert given.documents(platform, "code_claims") == {}
    load(platform, digital.id, "A-1", expires_in=17)

    def edit(**changes: Any) -> tuple[int, str]:
        path = f"/v1/stocks/{digital.id}"
        return refused(given.call(platform, "PATCH", path, changes, uid=MEMBER))

    assert edit(quantity=9) == (409, "quantity_follows_codes")
    assert edit(quantity=None) == (409, "quantity_follows_codes")
    assert edit(booking_limit_at=None) == (400, "codes_expire_too_soon")


def test_a_stock_can_wait_for_its_codes(platform: Platform) -> None:
    given.beneficiary(platform)
    path = f"/v1/offers/{ebooks(platform).offer_id}/stocks"
    body = {"price_cents": 500, "with_codes": True}
    answer = given.call(platform, "POST", path, body, uid=MEMBER).get_json()
    assert (answer["quantity"], answer["bookable"]) == (0, False)
    assert refused(book(platform, answer["id"])) == (409, "no_activation_code")
    load(platform, answer["id"], "A-1")
    assert book(platform, answer["id"]).get_json()["activation_code"] == "A-1"
    refusal = given.call(platform, "POST", path, {**body, "quantity": 3}, uid=MEMBER)
    assert refused(refusal) == (409, "quantity_follows_codes")


def test_a_code_is_one_code_in_all_stocks_of_an_offer(platform: Platform) -> None:
    """A professional starts again with the same file: who has a code stays the only one."""
    given.beneficiary(platform)
    given.beneficiary(platform, "zoe")
    first = with_codes(platform, "A-1", "A-2", "A-3")
    assert book(platform, first.id).get_json()["activation_code"] == "A-1"
    second = given.add_stock(
        platform, first.offer_id, given.thing(1000, None, limit_days=10), member=MEMBER
    )
    assert counts(load(platform, second.id, "A-1", "A-2", "B-1")) == (1, 0, 1, 0)
    deleted(platform, first.id)
    assert counts(load(platform, second.id, "A-1", "A-2", "A-3")) == (3, 0, 3, 0)
    assert counts(load(platform, second.id, "A-1", "A-2", "A-3")) == (3, 0, 3, 0)
    free = given.documents(platform, "free_codes")
    assert sorted(one["code"] for one in free.values()) == ["A-2", "A-3", "B-1"]
    assert all(name.startswith(f"{second.id}~") for name in free)
    assert book(platform, second.id, "zoe").get_json()["activation_code"] == "B-1"


def test_codes_of_a_deleted_stock_are_unknown(platform: Platform) -> None:
    stock = with_codes(platform, "A-1")
    deleted(platform, stock.id)
    for method in ("GET", "POST"):
        body = {"codes": ["A-2"]} if method == "POST" else None
        answer = given.call(platform, method, path_of(stock.id), body, uid=MEMBER)
        assert refused(answer) == (404, "unknown_stock")


# Secrets


def test_a_repeat_gets_the_same_code_which_is_kept_with_the_booking_alone(
    platform: Platform,
) -> None:
    given.beneficiary(platform)
    stock = with_codes(platform, "SECRET-1", "SECRET-2")
    first = book(platform, stock.id, key="k1")
    again = book(platform, stock.id, key="k1")
    assert (first.status_code, first.data) == (again.status_code, again.data)
    assert first.get_json()["activation_code"] == "SECRET-1"
    assert "SECRET" not in everything(platform)
    path = f"/v1/bookings/{first.get_json()['id']}/cancel"
    for _ in range(2):
        answer = given.call(platform, "POST", path, uid="ana", Idempotency_Key="k2")
        assert refused(answer) == (409, "already_used")


def test_no_code_stands_in_a_log_a_desk_or_an_event(platform: Platform) -> None:
    given.beneficiary(platform)
    told: list[str] = []
    stream = io.StringIO()
    log.to(stream)
    committed, platform.database.on_commit = platform.database.on_commit, None
    try:
        stock = with_codes(platform, "SECRET-1")
        booking = book(platform, stock.id).get_json()
        load_again = given.call(
            platform, "POST", path_of(stock.id), {"codes": ["SECRET-1"], "x": 1}, uid=MEMBER
        )
        told.append(load_again.text)
    finally:
        log.to(None)
        platform.database.on_commit = committed
    assert "booking_api" in stream.getvalue()
    told += [stream.getvalue(), str(given.documents(platform, "outbox"))]
    platform.relay.sweep()
    venue_id = stock.place.venue_id
    for path in (
        f"/v1/desk/countermarks/{booking['countermark']}",
        f"/v1/desk/bookings?venue_id={venue_id}",
        f"/v1/desk/transactions?venue_id={venue_id}",
    ):
        for accept in ("application/json", "text/csv"):
            answer = given.call(platform, "GET", path, uid=MEMBER, Accept=accept)
            assert answer.status_code == 200
            told.append(answer.text)
    assert booking["activation_code"] == "SECRET-1"
    assert not [text for text in told if "SECRET-1" in text]


def test_who_is_forgotten_leaves_no_code_behind(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = with_codes(platform, "SECRET-1")
    booking = book(platform, stock.id, key="k1").get_json()
    at = given.now(platform)
    platform.database.run(lambda work: erasure_service.erase(work, "ana", email="", now=at))
    after = given.the_booking(platform, booking["id"])
    assert (after.status, after.activation_code, after.holder_name) == ("used", "", "")
    assert "SECRET-1" not in everything(platform) + str(given.documents(platform, "bookings"))
