"""A second click on every button, with and without an Idempotency-Key."""

import re
import secrets
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.calls import CASES, Route, body_of, call
from tests.support.server import (
    GRANT_CENTS,
    Json,
    Person,
    Server,
    Shop,
    answer,
    new_siren,
    problem,
)
from tests.support.world import World

SECOND_CLICK: Mapping[Route, tuple[int, str]] = {
    ("POST", "/v1/beneficiaries"): (409, "already_signed_up"),
    ("POST", "/v1/beneficiaries/{beneficiary_id}/activate"): (200, ""),
    ("POST", "/v1/beneficiaries/{beneficiary_id}/suspend"): (200, ""),
    ("POST", "/v1/beneficiaries/{beneficiary_id}/unsuspend"): (200, ""),
    ("POST", "/v1/beneficiaries/{beneficiary_id}/bonus"): (409, "no_bonus"),
    ("DELETE", "/v1/me"): (200, ""),
    ("PUT", "/v1/me/notification-settings"): (200, ""),
    ("PUT", "/v1/venues/{venue_id}/notification-settings"): (200, ""),
    ("POST", "/v1/me/suspend"): (200, ""),
    ("POST", "/v1/me/unsuspend"): (200, ""),
    ("POST", "/v1/me/sign-out"): (401, "unauthenticated"),
    ("PUT", "/v1/administrators/{administrator_id}"): (200, ""),
    ("DELETE", "/v1/offerers/{siren}/claim"): (404, "unknown_claim"),
    ("POST", "/v1/offerers/{siren}/reassign"): (200, ""),
    ("DELETE", "/v1/offerers/{siren}/members"): (403, "not_a_member"),
    ("DELETE", "/v1/offerers/{siren}/members/{member_id}"): (404, "unknown_member"),
    ("DELETE", "/v1/offerers/{siren}/invitations/{invitation_id}"): (200, ""),
    ("POST", "/v1/offerers"): (409, "already_exists"),
    ("POST", "/v1/offerers/{siren}/close"): (200, ""),
    ("POST", "/v1/offerers/{siren}/validate"): (200, ""),
    ("POST", "/v1/offerers/{siren}/set-aside"): (200, ""),
    ("POST", "/v1/offerers/{siren}/reject"): (200, ""),
    ("POST", "/v1/offerers/{siren}/claims/{founder_id}/set-aside"): (200, ""),
    ("POST", "/v1/offerers/{siren}/claims/{founder_id}/reject"): (404, "unknown_claim"),
    ("POST", "/v1/offerers/{siren}/members"): (201, ""),
    ("POST", "/v1/offerers/{siren}/accept-invitation"): (200, ""),
    ("POST", "/v1/offerers/{siren}/decline-invitation"): (200, ""),
    ("POST", "/v1/professionals/{professional_id}/suspend"): (200, ""),
    ("POST", "/v1/professionals/{professional_id}/unsuspend"): (200, ""),
    ("DELETE", "/v1/offerers/{siren}/api-keys/{prefix}"): (404, "unknown_api_key"),
    ("POST", "/v1/offerers/{siren}/bank-accounts"): (409, "iban_exists"),
    ("POST", "/v1/bank-accounts/{account_id}/accept"): (200, ""),
    ("POST", "/v1/bank-accounts/{account_id}/refuse"): (200, ""),
    ("POST", "/v1/bank-accounts/{account_id}/close"): (200, ""),
    ("DELETE", "/v1/bank-accounts/{account_id}"): (200, ""),
    ("PUT", "/v1/bank-accounts/{account_id}/venues"): (200, ""),
    ("POST", "/v1/account-moves/{venue_id}/accept"): (409, "second_administrator_needed"),
    ("POST", "/v1/account-moves/{venue_id}/refuse"): (404, "unknown_account_move"),
    ("POST", "/v1/reimbursement-batches"): (201, ""),
    ("POST", "/v1/reimbursement-batches/{batch_id}/sent"): (200, ""),
    ("POST", "/v1/reimbursement-batches/{batch_id}/executed"): (200, ""),
    ("POST", "/v1/payout-debts/{account_id}/debit-note"): (200, ""),
    ("POST", "/v1/commercial-gestures/{gesture_id}/approve"): (200, ""),
    ("POST", "/v1/commercial-gestures/{gesture_id}/refuse"): (200, ""),
    ("POST", "/v1/reimbursement-incidents"): (409, "incident_open"),
    ("PATCH", "/v1/offers/{offer_id}"): (200, ""),
    ("PATCH", "/v1/offers/{offer_id}/price-categories/{category_id}"): (200, ""),
    ("DELETE", "/v1/offers/{offer_id}/price-categories/{category_id}"): (200, ""),
    ("POST", "/v1/offers/{offer_id}/price-categories"): (201, ""),
    ("PATCH", "/v1/venues/{venue_id}"): (200, ""),
    ("PUT", "/v1/venues/{venue_id}/pricing-point"): (200, ""),
    ("POST", "/v1/reimbursement-rules"): (409, "rule_conflicts"),
    ("PATCH", "/v1/reimbursement-rules/{rule_id}"): (200, ""),
    ("PATCH", "/v1/stocks/{stock_id}"): (200, ""),
    ("DELETE", "/v1/stocks/{stock_id}"): (200, ""),
    ("POST", "/v1/stocks/{stock_id}/activation-codes"): (200, ""),
    ("POST", "/v1/offers/{offer_id}/publish"): (200, ""),
    ("POST", "/v1/offers/{offer_id}/unpublish"): (200, ""),
    ("POST", "/v1/offer-decisions"): (200, ""),
    ("POST", "/v1/offers/{offer_id}/reports"): (201, ""),
    ("POST", "/v1/offer-reports/{offer_id}/decide"): (200, ""),
    ("POST", "/v1/feedback/{feedback_id}/answer"): (200, ""),
    ("PATCH", "/v1/surveys/{survey_id}"): (200, ""),
    ("POST", "/v1/surveys/{survey_id}/answers"): (201, ""),
    ("PUT", "/v1/bookings/{booking_id}/reaction"): (200, ""),
    ("POST", "/v1/offers/{offer_id}/approve"): (200, ""),
    ("POST", "/v1/offers/{offer_id}/reject"): (200, ""),
    ("PUT", "/v1/me/favorites/{offer_id}"): (200, ""),
    ("DELETE", "/v1/me/favorites/{offer_id}"): (200, ""),
    ("POST", "/v1/bookings"): (409, "already_booked"),
    ("POST", "/v1/bookings/{booking_id}/cancel"): (200, ""),
    ("POST", "/v1/bookings/{booking_id}/reinstate"): (200, ""),
    ("PUT", "/v1/offerers/{siren}/webhook"): (200, ""),
    ("DELETE", "/v1/offerers/{siren}/webhook"): (200, ""),
    ("POST", "/v1/offerers/{siren}/webhook/deliveries/{delivery_id}/redeliver"): (200, ""),
    ("POST", "/v1/back-office/bookings/{booking_id}/cancel"): (200, ""),
    ("POST", "/v1/back-office/bookings/{booking_id}/redeem"): (200, ""),
    ("POST", "/v1/desk/countermarks/{code}/redeem"): (410, "already_used"),
    ("POST", "/v1/desk/countermarks/{code}/undo"): (410, "not_used"),
    ("POST", "/v1/desk/countermarks/{code}/cancel"): (410, "cancelled"),
    ("POST", "/v1/desk/scans"): (200, ""),
    ("POST", "/v1/desk/scans/undo"): (200, ""),
}
"""The answer to a repeat without a key."""

MAKES_ANOTHER = [
    ("POST", "/v1/back-office/people/{person_id}/export"),
    ("POST", "/v1/comments"),
    ("POST", "/v1/commercial-gestures"),
    ("POST", "/v1/feedback"),
    ("POST", "/v1/surveys"),
    ("POST", "/v1/offerers/{siren}/api-keys"),
    ("POST", "/v1/offerers/{siren}/webhook/rotate-secret"),
    ("POST", "/v1/venues"),
    ("POST", "/v1/offers"),
    ("POST", "/v1/offers/{offer_id}/image"),
    ("POST", "/v1/offers/{offer_id}/duplicate"),
    ("POST", "/v1/offers/{offer_id}/stocks"),
    ("POST", "/v1/offers/{offer_id}/stocks/series"),
    ("POST", "/v1/offers/{offer_id}/stocks/move"),
    ("POST", "/v1/offers/{offer_id}/stocks/price"),
    ("POST", "/v1/offers/{offer_id}/stocks/quantity"),
    ("POST", "/v1/offers/{offer_id}/stocks/delete"),
]
"""Commands that may be meant twice: only a key marks a second click."""

LINE_BY_LINE: Mapping[Route, tuple[str, str]] = {
    ("PUT", "/v1/partner/products"): ("result", "created"),
    ("POST", "/v1/reimbursement-batches/{batch_id}/bank-answers"): ("outcome", "executed"),
}
"""Commands whose answer to a repeat says that each line is unchanged."""

UNDER_WAY: Mapping[Route, tuple[str, str, str]] = {
    ("POST", "/v1/me/exports"): ("requested_at", "preparing", "ready"),
    ("POST", "/v1/stock-batches/{batch_id}/resume"): ("id", "running", "done"),
}
"""Commands that start work: the answer to a repeat is about the same work, now done."""

WRITES = [route for route in CASES if route[0] != "GET"]
KEYED = [
    route
    for route in WRITES
    if CASES[route].status < 400
    and not route[1].endswith(("/api-keys", "/rotate-secret"))
    and route not in (("DELETE", "/v1/me"), ("PUT", "/v1/administrators/{administrator_id}"))
    and not route[1].endswith(("/export", "/sign-out"))
]
"""Commands that repeat their first answer. A secret is not kept, an erased person is not known, a
token has ended at sign-out, the list of administrators shows others' changes, an export shows what
is kept at the moment, and a refusal is decided again."""

ELSEWHERE = [
    route
    for route in KEYED
    # A reassignment looks for the account before it is a command.
    if "reassign" not in route[1] and (CASES[route].body is not None or "{" in route[1])
]
"""Those that can be another request at all."""


def test_the_second_click_on_every_button_is_thought_of() -> None:
    assert set(WRITES) == {*SECOND_CLICK, *MAKES_ANOTHER, *UNDER_WAY, *LINE_BY_LINE}


@pytest.mark.parametrize("route", SECOND_CLICK, ids=" ".join)
def test_a_second_click_changes_nothing(world: World, route: Route) -> None:
    status, code = SECOND_CLICK[route]
    first = call(world, *route)
    assert first.status_code == CASES[route].status
    after = facts(world)
    second = call(world, *route)
    if code:
        problem(second, status, code)
    else:
        assert (second.status_code, second.json()) == (status, first.json())
    assert facts(world) == after


@pytest.mark.parametrize("route", LINE_BY_LINE, ids=" ".join)
def test_lines_sent_again_are_unchanged(world: World, route: Route) -> None:
    name, result = LINE_BY_LINE[route]
    (first,) = call(world, *route).json()["items"]
    after = facts(world)
    (second,) = call(world, *route).json()["items"]
    assert (first[name], second) == (result, {**first, name: "unchanged"})
    assert facts(world) == after


@pytest.mark.parametrize("route", UNDER_WAY, ids=" ".join)
def test_work_started_twice_is_done_once(world: World, route: Route) -> None:
    name, *states = UNDER_WAY[route]
    first = call(world, *route).json()
    after = facts(world)
    second = call(world, *route).json()
    assert first[name] == second[name]
    assert [first["status"], second["status"]] == states
    assert facts(world) == after


@pytest.mark.parametrize("route", KEYED, ids=" ".join)
def test_a_second_click_with_the_same_key_gets_the_first_answer(world: World, route: Route) -> None:
    key = secrets.token_hex(8)
    first = call(world, *route, key=key)
    assert first.status_code == CASES[route].status
    after = world.state.digest()
    second = call(world, *route, key=key)
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert world.state.digest() == after


@pytest.mark.parametrize("route", ELSEWHERE, ids=" ".join)
def test_the_same_key_with_another_request_is_refused(world: World, route: Route) -> None:
    key = secrets.token_hex(8)
    call(world, *route, key=key)
    after = world.state.digest()
    method, path = route
    role = CASES[route].by
    body = body_of(world, *route)
    if body is None:
        # Without a body the request is its path: the same button elsewhere.
        elsewhere = re.sub(r"\{\w+\}", "other", path)
        response = world.api.call(method, elsewhere, by=world.callers[role], key=key)
    else:
        changed = {**body, **_another(route)}
        response = world.api.call(
            method,
            world.path(CASES[route].path or path),
            by=world.callers[role],
            key=key,
            json=changed,
        )
    problem(response, 409, "idempotency_key_reused")
    assert world.state.digest() == after


def _another(route: Route) -> Json:
    """Return what differs in another good body of a route."""
    body = CASES[route].body or {}
    if "decisions" in body:
        return {"decisions": [{"offer_id": "other", "decision": "approve"}]}
    if "closes_at" in body:
        return {"closes_at": "2090-02-01T00:00:00Z"}
    if "answers" in body and "question" in body["answers"][0]:
        return {"answers": [{"question": "q1", "value": 1}]}
    if "answers" in body:
        return {"answers": [{"statement_id": "F269999998"}]}
    if "comment" in body:
        return {"comment": "Autre chose."}
    if "account_id" in body:
        return {"account_id": "other"}
    if "siren" in body:
        return {"siren": new_siren()}
    if "used_before" in body:
        return {"used_before": "2096-01-01"}
    if "pricing_point_id" in body:
        return {"pricing_point_id": "other"}
    for text in ("answer", "text"):
        if text in body:
            return {text: "Autre chose."}
    if "reaction" in body:
        return {"reaction": "dislike"}
    if "reason" in body:
        return {"reason": "administrative"}
    if "email" in body:
        return {"email": "other@example.test"}
    if "products" in body:
        return {"products": [{**body["products"][0], "quantity": 1}]}
    if "device" in body:
        return {"device": "Porte B"}
    if "url" in body:
        return {"url": "https://caisse.example/other"}
    if "price_cents" in body:
        return {"price_cents": 700}
    if "days" in body:
        return {"days": 2}
    if route[1].endswith("/stocks/quantity"):
        return {"quantity": 81}
    if "first_day" in body:
        return {"first_day": "2090-02-01"}
    if "stocks" in body:
        return {"stocks": {"weekdays": [6]}}
    if "codes" in body:
        return {"codes": ["A-3"]}
    if "iban" in body:
        return {"label": "Autre compte"}
    if "venue_ids" in body:
        return {"venue_ids": ["other"]}
    if "size_bytes" in body:
        return {"size_bytes": 2_000}
    if "stock_id" in body:
        return {"quantity": 1}
    for setting in ("bookings", "expiring_bookings"):
        if setting in body:
            return {setting: True}
    return {"first_name": "Lea"} if "first_name" in body else {"name": "Encore autre"}


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_an_idempotency_key_has_one_to_255_characters(world: World, key: str) -> None:
    for route in KEYED:
        told = problem(call(world, *route, key=key), 400, "malformed")
        assert told["errors"][0]["field"] == "Idempotency-Key"


def test_a_key_is_the_callers_own(world: World) -> None:
    api, stock = world.api, {"stock_id": world.ids["stock_id"]}
    lea, tom = world.person("beneficiary"), api.beneficiary()
    first = answer(api.post("/v1/bookings", stock, by=lea, key="same"), 201)
    second = answer(api.post("/v1/bookings", stock, by=tom, key="same"), 201)
    assert first["id"] != second["id"]


def test_a_refused_request_is_decided_again_with_the_same_key(world: World) -> None:
    api, member = world.api, world.person("member")
    body = {"venue_id": world.ids["venue_id"], "name": "Sans image", "category": "paper_book"}
    draft = answer(api.post("/v1/offers", body, by=member), 201)["id"]
    path = f"/v1/offers/{draft}/publish"
    problem(api.post(path, by=member, key="publish"), 409, "image_missing")
    shop = Shop(member, world.ids["siren"], world.ids["venue_id"])
    api.upload(shop, draft)
    problem(api.post(path, by=member, key="publish"), 409, "description_missing")


def facts(world: World) -> list[tuple[object, ...]]:
    """Return every document without its version: an edit may write what stands there already."""
    return [
        (collection, name, data)
        for collection, name, _, data in world.state.documents()
        if collection != "idempotency_keys"
    ]


# Clicks at the same time, on the server itself


def at_once(server: Server, count: int, path: str, body: Json | None, **said: Any) -> list[str]:
    """Return the answers to the same call, made by several threads at the same time, sorted."""
    api = server.api
    together = threading.Barrier(count)

    def click(_: int) -> str:
        together.wait(10)
        response = api.post(path, body, **said)
        content = response.json()
        return f"{response.status_code} {content.get('code') or content.get('status')}"

    with ThreadPoolExecutor(count) as pool:
        return sorted(pool.map(click, range(count)))


def test_clicks_at_the_same_time_book_once_and_hold_once(server: Server) -> None:
    api = server.api
    shop, lea, tom = api.shop(), api.beneficiary(), api.beneficiary()
    stock = {"stock_id": api.offer(shop)}
    refused = ["409 already_booked"] * 5
    assert at_once(server, 6, "/v1/bookings", stock, by=lea) == ["201 confirmed", *refused]
    same = at_once(server, 6, "/v1/bookings", stock, by=tom, key="the same")
    assert same == ["201 confirmed"] * 6
    hold = [("hold", 1_850), ("grant", GRANT_CENTS)]
    for person in (lea, tom):
        assert len(answer(api.get("/v1/bookings", by=person))["items"]) == 1
        api.check_credit(person, available=48_150, held=1_850, entries=hold)

    booking = answer(api.get("/v1/bookings", by=lea))["items"][0]
    path = f"/v1/desk/countermarks/{booking['countermark']}/redeem"
    redeemed = at_once(server, 6, path, None, by=shop.member)
    assert redeemed == ["200 used", *["410 already_used"] * 5]
    used = [("capture", 1_850), *hold]
    api.check_credit(lea, available=48_150, spent=1_850, entries=used)

    booking = answer(api.get("/v1/bookings", by=tom))["items"][0]
    path = f"/v1/bookings/{booking['id']}/cancel"
    assert at_once(server, 6, path, None, by=tom) == ["200 cancelled"] * 6
    api.check_credit(tom, available=GRANT_CENTS, entries=[("release", 1_850), *hold])


def test_the_last_place_is_sold_once(server: Server) -> None:
    api = server.api
    admin, shop = api.admin(), api.shop()
    stock = api.offer(shop, stock={"price_cents": 500, "quantity": 2})
    people = [api.beneficiary(admin) for _ in range(6)]
    together = threading.Barrier(len(people))

    def book(person: Person) -> str:
        together.wait(10)
        content = api.post("/v1/bookings", {"stock_id": stock}, by=person).json()
        return str(content.get("code") or content["status"])

    with ThreadPoolExecutor(len(people)) as pool:
        got = sorted(pool.map(book, people))
    assert got == ["confirmed", "confirmed", *["sold_out"] * 4]
    shown = answer(api.get(f"/v1/offers/{stock.partition('~')[0]}"))["stocks"][0]
    assert (shown["remaining"], shown["bookable"]) == (0, False)
