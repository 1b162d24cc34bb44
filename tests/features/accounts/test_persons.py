"""Persons: one pass each, what they may ask to see, and what is left once they are forgotten."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.accounts.people.models import SuspensionReason
from functions.booking.cancel import service as cancel_service
from functions.booking.models import Booking
from functions.booking.store import OPEN
from functions.booking.take.rules import NotActive
from functions.kernel.database import metered
from functions.kernel.erased_accounts import erased_ref
from functions.kernel.events import Message
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import outcome
from tests.support.given import MEMBER, OTHER_SIREN, SIREN, HandClock

pytestmark = pytest.mark.usefixtures("books_balance")


def admin(platform: Platform, verb: str, uid: str, body: object = None) -> TestResponse:
    path = f"/v1/beneficiaries/{uid}/{verb}"
    return given.call(platform, "POST", path, body, uid="boss", admin=True)


def status_of(platform: Platform, uid: str) -> str:
    return str(given.documents(platform, "beneficiaries")[uid]["status"])


def steps_of(platform: Platform, uid: str) -> list[str]:
    me = given.call(platform, "GET", "/v1/me", uid=uid).get_json()
    return [step["state"] for step in me["steps"]]


# One pass for each person


@pytest.mark.parametrize(
    ("first_name", "last_name"),
    [
        ("Élodie", "Le Gall-Ruiz"),
        ("Elodie", "Le Gall-Ruiz"),
        ("ÉLODIE", "LE GALL-RUIZ"),
        ("E\u0301lodie", "Le Gall Ruiz"),
        ("elodie", "legall ruiz"),
        ("Élo die", "Le  Gall–Ruiz"),
        ("Élodie.", "Le Gall'Ruiz"),
    ],
    ids=[
        *("the same", "accents", "case", "decomposed accents", "hyphen", "spaces", "other signs"),
    ],
)
def test_a_person_who_has_the_pass_is_held_for_review_under_another_account(
    platform: Platform, first_name: str, last_name: str
) -> None:
    first = given.pending(platform, "ana", first_name="Élodie", last_name="Le Gall-Ruiz")
    second = given.pending(platform, "zoe", first_name=first_name, last_name=last_name)
    given.activated(platform, "ana")
    third = given.pending(platform, "kim", first_name=first_name, last_name=last_name)
    assert [one.held_for_review for one in (first, second, third)] == [False, True, True]
    assert {one.status for one in (first, second, third)} == {"pending"}
    assert len(given.documents(platform, "persons")) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"birth_date": date(2008, 1, 16)},
        {"first_name": "Élodia"},
        {"last_name": "Le Gall"},
        {"first_name": "Le Gall-Ruiz", "last_name": "Élodie"},
    ],
    ids=["birth date", "first name", "last name", "names the other way round"],
)
def test_somebody_else_is_not_held(platform: Platform, other: dict[str, Any]) -> None:
    same: dict[str, Any] = {"first_name": "Élodie", "last_name": "Le Gall-Ruiz"}
    given.pending(platform, "ana", **same)
    assert not given.pending(platform, "zoe", **{**same, **other}).held_for_review
    assert len(given.documents(platform, "persons")) == 2


def test_who_was_not_eligible_has_no_claim_on_being_that_person(
    platform: Platform, clock: HandClock
) -> None:
    form = {
        "first_name": "Ana",
        "last_name": "Kieffer",
        "birth_date": "2008-05-05",
        "postal_code": "67000",
        "accepts_terms": True,
    }

    def sign_up(uid: str) -> int:
        return given.call(platform, "POST", "/v1/beneficiaries", form, uid=uid).status_code

    assert sign_up("ana") == 409
    clock.move(days=1)
    assert (sign_up("zoe"), sign_up("ana")) == (201, 201)
    assert listed(platform, "held_for_review=true") == ["ana"]
    assert listed(platform, "held_for_review=false") == ["zoe"]


def test_sign_up_reads_alike_for_a_person_who_has_the_pass(platform: Platform) -> None:
    given.beneficiary(platform, "ana", first_name="Élodie", last_name="Le Gall")
    form = {
        "first_name": "Élodie",
        "last_name": "Le Gall",
        "birth_date": "2008-01-15",
        "postal_code": "67000",
        "accepts_terms": True,
    }
    shown = []
    for uid, name in (("zoe", "Le Gall"), ("kim", "Le Goff")):
        body = {**form, "last_name": name}
        with metered() as meter:
            answer = given.call(platform, "POST", "/v1/beneficiaries", body, uid=uid)
        me = given.call(platform, "GET", "/v1/me", uid=uid).get_json()
        facts = {**answer.get_json(), "id": ""}
        shown.append((answer.status_code, facts, me["steps"], meter.round_trips))
    assert shown[0] == shown[1]
    assert listed(platform, "held_for_review=true") == ["zoe"]


def test_stranger_who_applied_first_is_held_once_the_real_person_is_activated(
    platform: Platform,
) -> None:
    same: dict[str, Any] = {"first_name": "Élodie", "last_name": "Le Gall"}
    given.pending(platform, "stranger", **same)
    given.pending(platform, "real", **same)
    assert listed(platform, "held_for_review=true") == ["real"]
    assert outcome(admin(platform, "activate", "real")) == (200, "active")
    assert listed(platform, "held_for_review=true") == ["stranger"]
    (claim,) = given.documents(platform, "persons").values()
    assert claim["beneficiary_id"] == "real"
    given.pending(platform, "third", **same)
    assert listed(platform, "held_for_review=true") == ["stranger", "third"]


def test_claim_stays_with_the_person_who_has_the_pass(platform: Platform) -> None:
    same: dict[str, Any] = {"first_name": "Élodie", "last_name": "Le Gall"}
    given.beneficiary(platform, "ana", **same)
    given.pending(platform, "namesake", **same)
    assert outcome(admin(platform, "activate", "namesake")) == (200, "active")
    (claim,) = given.documents(platform, "persons").values()
    assert claim["beneficiary_id"] == "ana"


def test_of_several_accounts_at_once_all_but_one_are_held(platform: Platform) -> None:
    same: dict[str, Any] = {"first_name": "Élodie", "last_name": "Le Gall"}
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda n: given.pending(platform, f"b{n}", **same), range(6)))
    assert sorted(one.held_for_review for one in made) == [False, *[True] * 5]
    assert len(given.documents(platform, "persons")) == 1


def test_an_administrator_looks_at_who_is_held_before_they_are_activated(
    platform: Platform,
) -> None:
    same: dict[str, Any] = {"first_name": "Élodie", "last_name": "Le Gall"}
    given.beneficiary(platform, "ana", **same)
    given.pending(platform, "zoe", **same)
    given.pending(platform, "kim")
    assert steps_of(platform, "zoe") == ["skipped", "ok", "pending", "ok"]
    assert steps_of(platform, "kim") == ["skipped", "ok", "pending", "ok"]
    assert listed(platform, "held_for_review=true") == ["zoe"]
    assert listed(platform, "held_for_review=false") == ["kim"]
    assert outcome(admin(platform, "activate", "zoe")) == (200, "active")
    assert given.documents(platform, "beneficiaries")["zoe"]["activated_by"] == "boss"
    assert steps_of(platform, "zoe") == ["skipped", "ok", "ok", "ok"]
    assert listed(platform, "held_for_review=true") == []
    for uid in ("ana", "zoe"):
        assert given.parts(platform, uid) == (50_000, 0, 0, 0)


def listed(platform: Platform, query: str = "") -> list[str]:
    """Return the ids that an administrator is shown, over all pages."""
    found: list[str] = []
    token = ""
    while True:
        path = f"/v1/beneficiaries?{query}{token}"
        answer = given.call(platform, "GET", path, uid="boss", admin=True)
        assert answer.status_code == 200
        page = answer.get_json()
        found += [item["id"] for item in page["items"]]
        if page["next_page_token"] is None:
            return found
        token = f"&page_token={page['next_page_token']}"


def test_those_who_wait_are_listed_for_administrators_alone_oldest_first(
    platform: Platform, clock: HandClock
) -> None:
    for uid in ("zoe", "kim", "ana", "bob"):
        given.pending(platform, uid)
        clock.move(minutes=1)
    given.activated(platform, "kim")
    assert listed(platform) == ["zoe", "ana", "bob"]
    assert listed(platform, "page_size=1") == ["zoe", "ana", "bob"]
    assert listed(platform, "status=active") == ["kim"]
    answer = given.call(platform, "GET", "/v1/beneficiaries", uid="boss", admin=True)
    assert answer.get_json()["items"][0] == {
        "id": "zoe",
        "status": "pending",
        "scheme": "fr-pilot",
        "held_for_review": False,
        "first_name": "Zoe",
        "last_name": "Kieffer",
        "birth_date": "2008-01-15",
        "signed_up_at": "2026-05-04T10:00:00Z",
        "activated_at": None,
    }
    refused = given.call(platform, "GET", "/v1/beneficiaries", uid="zoe")
    assert outcome(refused) == (403, "admin_only")


def test_a_suspension_and_its_end_are_no_way_around_the_review(platform: Platform) -> None:
    same: dict[str, Any] = {"first_name": "Élodie", "last_name": "Le Gall"}
    given.pending(platform, "ana", **same)
    given.pending(platform, "zoe", **same)
    admin(platform, "suspend", "zoe", {"reason": "administrative"})
    assert steps_of(platform, "zoe") == ["skipped", "ok", "ko", "ok"]
    assert outcome(admin(platform, "activate", "zoe")) == (409, "suspended")
    assert outcome(admin(platform, "unsuspend", "zoe")) == (200, "pending")
    assert steps_of(platform, "zoe") == ["skipped", "ok", "pending", "ok"]
    assert listed(platform, "held_for_review=true") == ["zoe"]


# Suspension


@pytest.mark.parametrize(
    ("reason", "status", "why"),
    [
        ("fraud", "cancelled", "fraud"),
        ("user_request", "confirmed", None),
        ("administrative", "confirmed", None),
    ],
)
def test_only_fraud_cancels_what_is_booked_and_nobody_suspended_books(
    platform: Platform, reason: SuspensionReason, status: str, why: str | None
) -> None:
    booking = given.booking(platform, given.thing(1_500))
    used = given.book(platform, given.stock(platform, at_venue=given.venue(platform)).id)
    given.change(platform, "bookings", used.id, cancellable_until=given.NOW)
    given.redeem(platform, used)
    assert outcome(admin(platform, "suspend", "ana", {"reason": reason})) == (
        200,
        "suspended",
    )
    after = given.the_booking(platform, booking.id)
    assert (after.status, after.cancellation_reason) == (status, why)
    assert given.the_booking(platform, used.id).status == "used"
    held = 1_500 if status == "confirmed" else 0
    assert given.parts(platform) == (49_000 - held, held, 1_000, 0)
    other = given.stock(platform, given.ticket(0), at_venue=given.venue(platform))
    with pytest.raises(NotActive):
        given.book(platform, other.id)


def test_a_suspension_needs_one_of_its_reasons(platform: Platform) -> None:
    given.beneficiary(platform)
    for body in (None, {}, {"reason": "mood"}, {"reason": "fraud", "because": "I say so"}):
        assert admin(platform, "suspend", "ana", body).status_code in (400, 415)
    assert status_of(platform, "ana") == "active"


def test_who_is_back_books_again_and_has_what_they_had(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1_500))
    admin(platform, "suspend", "ana", {"reason": "user_request"})
    for _ in range(2):
        assert outcome(admin(platform, "unsuspend", "ana")) == (200, "active")
    kept = given.documents(platform, "beneficiaries")["ana"]
    assert (kept["suspended_at"], kept["suspension_reason"]) == (None, None)
    given.book(platform, given.stock(platform, at_venue=given.venue(platform)).id)
    assert given.the_booking(platform, booking.id).status == "confirmed"
    assert given.parts(platform) == (47_500, 2_500, 0, 0)
    assert len([e for e in given.entries(platform) if e.kind == "grant"]) == 1


def test_who_was_suspended_before_activation_is_to_be_activated_still(platform: Platform) -> None:
    given.pending(platform)
    admin(platform, "suspend", "ana", {"reason": "administrative"})
    assert outcome(admin(platform, "unsuspend", "ana")) == (200, "pending")
    assert given.documents(platform, "wallets") == {}
    assert outcome(admin(platform, "activate", "ana")) == (200, "active")
    assert outcome(admin(platform, "unsuspend", "nobody")) == (404, "unknown_beneficiary")


def test_a_person_may_be_suspended_again_for_another_reason(platform: Platform) -> None:
    given.beneficiary(platform)
    for reason in ("user_request", "fraud"):
        admin(platform, "suspend", "ana", {"reason": reason})
        assert given.documents(platform, "beneficiaries")["ana"]["suspension_reason"] == reason
        admin(platform, "unsuspend", "ana")


# What is kept of me


def export(platform: Platform, uid: str) -> dict[str, Any]:
    answer = given.call(platform, "GET", "/v1/me/export", uid=uid)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def test_an_export_has_everything_of_mine_and_nothing_of_others(platform: Platform) -> None:
    stocks = [given.stock(platform, given.thing(900))]
    venue = given.venue(platform)
    stocks += [given.stock(platform, given.ticket(price), at_venue=venue) for price in (0, 700)]
    for uid in ("ana", "zoe"):
        given.beneficiary(platform, uid)
        made = [given.book(platform, stock.id, uid) for stock in stocks]
        given.cancel(platform, made[2])
        given.redeem(platform, made[0])
        given.call(platform, "PUT", f"/v1/me/favorites/{stocks[0].offer_id}", uid=uid)
    given.call(platform, "PUT", f"/v1/me/favorites/{stocks[1].offer_id}", uid="ana")
    given.offerer(platform, OTHER_SIREN, member="ana")

    mine = export(platform, "ana")
    assert (mine["id"], mine["email"]) == ("ana", "ana@demo.test")
    assert mine["exported_at"] == "2026-05-04T10:00:00Z"
    assert mine["beneficiary"] == {
        "status": "active",
        "scheme": "fr-pilot",
        "next_scheme": None,
        "first_name": "Ana",
        "last_name": "Kieffer",
        "birth_date": "2008-01-15",
        "country": "FR",
        "postal_code": "67000",
        "department": "67",
        "signed_up_at": "2026-05-04T10:00:00Z",
        "activated_at": "2026-05-04T10:00:00Z",
        "suspended_at": None,
        "suspension_reason": None,
        "closes_at": None,
        "has_bonus": False,
        "next_credit_at": None,
    }
    assert mine["offerers"] == [OTHER_SIREN]
    wallet = given.call(platform, "GET", "/v1/wallet", uid="ana").get_json()
    assert mine["wallet"] == wallet
    assert wallet["spent_cents"] == 900
    listed = given.call(platform, "GET", "/v1/wallet/entries", uid="ana").get_json()["items"]
    assert mine["entries"] == listed
    assert len(listed) == 5
    of_ana = given.call(platform, "GET", "/v1/bookings", uid="ana").get_json()["items"]
    assert mine["bookings"] == of_ana
    assert len(of_ana) == 3
    assert {kept["offer_id"] for kept in mine["favorites"]} == {
        stocks[0].offer_id,
        stocks[1].offer_id,
    }

    text = given.call(platform, "GET", "/v1/me/export", uid="ana").get_data(as_text=True)
    others = {
        one[name]
        for one in given.documents(platform, "bookings").values()
        if one["beneficiary_id"] != "ana"
        for name in ("id", "countermark", "holder_name")
    }
    assert len(others) == 7
    assert [one for one in (*others, "zoe") if one.lower() in text.lower()] == []


def test_an_export_leaves_out_no_page(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform, given.thing(500), at_venue=given.house(platform))
    for _ in range(105):
        clock.move(seconds=1)
        given.cancel(platform, given.book(platform, stock.id))
    mine = export(platform, "ana")
    assert {one["id"] for one in mine["bookings"]} == set(given.documents(platform, "bookings"))
    assert [one["id"] for one in mine["entries"]] == [
        entry.id for entry in reversed(given.entries(platform))
    ]
    assert (len(mine["bookings"]), len(mine["entries"])) == (105, 211)


def test_who_is_no_beneficiary_may_see_that_there_is_nothing(platform: Platform) -> None:
    assert given.call(platform, "GET", "/v1/me/export").status_code == 401
    mine = export(platform, "zoe")
    assert (mine["id"], mine["beneficiary"], mine["wallet"]) == ("zoe", None, None)
    assert (mine["entries"], mine["bookings"], mine["favorites"], mine["offerers"]) == (
        *([], [], []),
        [],
    )


def test_who_waits_or_is_suspended_may_see_what_is_kept_of_them(platform: Platform) -> None:
    given.pending(platform)
    assert export(platform, "ana")["beneficiary"]["status"] == "pending"
    given.activated(platform, "ana")
    given.suspend(platform, "ana", "fraud")
    mine = export(platform, "ana")
    assert (mine["beneficiary"]["status"], mine["wallet"]["available_cents"]) == (
        *("suspended",),
        50_000,
    )


# Being forgotten


@dataclass
class Life:
    """Somebody who has left traces everywhere; `words` are those that only they could leave."""

    token: str
    bookings: dict[str, Booking]
    words: tuple[str, ...]


NAMES: dict[str, Any] = {"first_name": "Ysoline", "last_name": "Quémeneur"}
WORDS = ("ysoline", "quémeneur", "ana@demo.test", "2008-01-15")


@pytest.fixture
def life(platform: Platform, clock: HandClock) -> Life:
    token = given.token(platform, "ana")
    form = {**NAMES, "birth_date": "2008-01-15", "postal_code": "67000", "accepts_terms": True}
    given.call(platform, "POST", "/v1/beneficiaries", form, uid="ana", Idempotency_Key="k")
    given.activated(platform, "ana")
    venue = given.house(platform)
    offered = {
        "open": given.thing(1_500),
        "near": given.ticket(800, days=1),
        "used": given.thing(700),
        "cancelled": given.ticket(600),
        "expired": given.thing(500),
        "desk": given.thing(400),
    }
    made = {}
    for name, facts in offered.items():
        stock = given.stock(platform, facts, at_venue=venue)
        made[name] = given.book(platform, stock.id)
        given.call(platform, "PUT", f"/v1/me/favorites/{stock.offer_id}", uid="ana")
    at = clock.now()
    given.cancel(platform, made["cancelled"])
    platform.database.run(
        lambda work: cancel_service.cancel(
            work, made["expired"].id, reason="expired", status=OPEN, now=at
        )
    )
    for verb, name in (
        ("redeem", "used"),
        ("redeem", "desk"),
        ("undo", "desk"),
        ("cancel", "desk"),
    ):
        path = f"/v1/desk/countermarks/{made[name].countermark}/{verb}"
        key = f"{verb} {name}"
        answer = given.call(platform, "POST", path, uid=MEMBER, Idempotency_Key=key)
        assert answer.get_json()["holder_name"] == "Ysoline Quémeneur"
    given.offerer(platform, OTHER_SIREN, member="ana")
    body = {"email": "ana@demo.test"}
    for siren, key in ((SIREN, "let in"), (SIREN, "again")):
        path = f"/v1/offerers/{siren}/members"
        given.call(platform, "POST", path, body, uid=MEMBER, Idempotency_Key=key)
    return Life(token, made, WORDS)


def texts(platform: Platform) -> dict[str, str]:
    """Return every document of every collection as its text in the file, its id included."""
    with closing(sqlite3.connect(platform.settings.data / "documents.sqlite3")) as file:
        rows = file.execute("SELECT collection, id, data FROM documents").fetchall()
    return {f"{collection}/{name}": f"{name} {data}" for collection, name, data in rows}


def traces(platform: Platform) -> set[str]:
    """Return the collections with a document that identifies somebody."""
    return {
        name.partition("/")[0]
        for name, text in texts(platform).items()
        if any(word in text.casefold() for word in WORDS)
    }


def accounts_kept(platform: Platform) -> str:
    with closing(sqlite3.connect(platform.settings.data / "accounts.sqlite3")) as file:
        rows = [
            *file.execute("SELECT * FROM accounts"),
            *file.execute("SELECT * FROM refresh_tokens"),
        ]
    return str(rows)


def delete_me(platform: Platform, token: str) -> TestResponse:
    return given.call(platform, "DELETE", "/v1/me", Authorization=f"Bearer {token}")


def test_no_document_names_an_erased_person(platform: Platform, life: Life) -> None:
    assert traces(platform) == {"beneficiaries", "bookings", "invitations"}
    assert "ana@demo.test" in accounts_kept(platform)
    answer = delete_me(platform, life.token)
    assert (answer.status_code, answer.get_json()) == (200, {"status": "removed"})
    assert len(texts(platform)) > 40
    assert traces(platform) == set()
    assert "ana@demo.test" not in accounts_kept(platform)
    assert platform.identity.find("ana") is None
    assert given.documents(platform, "favorites") == {}
    kept = given.documents(platform, "beneficiaries")["ana"]
    assert (kept["status"], kept["erased_at"]) == ("erased", given.NOW)
    path = "/v1/beneficiaries?status=erased"
    (shown,) = given.call(platform, "GET", path, uid="boss", admin=True).get_json()["items"]
    assert (shown["id"], shown["first_name"], shown["last_name"]) == ("ana", "", "")
    assert shown["birth_date"] is None


def test_what_was_open_is_cancelled_and_free_again(platform: Platform, life: Life) -> None:
    before = given.entries(platform)
    assert given.parts(platform) == (47_000, 2_300, 700, 0)
    delete_me(platform, life.token)
    after = {name: given.the_booking(platform, one.id) for name, one in life.bookings.items()}
    assert {name: (one.status, one.cancellation_reason) for name, one in after.items()} == {
        "open": ("cancelled", "beneficiary"),
        "near": ("cancelled", "beneficiary"),
        "used": ("used", None),
        "cancelled": ("cancelled", "beneficiary"),
        "expired": ("cancelled", "expired"),
        "desk": ("cancelled", "offerer"),
    }
    assert {one.holder_name for one in after.values()} == {""}
    for name, one in after.items():
        assert given.the_stock(platform, one.stock_id).booked == (1 if name == "used" else 0)
    # The money stays accounted for, under an id that leads to nobody.
    assert given.parts(platform) == (49_300, 0, 700, 0)
    assert given.entries(platform)[: len(before)] == before
    assert [entry.kind for entry in given.entries(platform)[len(before) :]] == ["release"] * 2
    given.audit(platform)


def test_their_token_is_nobodys_and_a_repeated_erasure_succeeds(
    platform: Platform, life: Life
) -> None:
    delete_me(platform, life.token)
    header = f"Bearer {life.token}"
    for method, path in (
        ("GET", "/v1/me"),
        ("GET", "/v1/me/export"),
        ("GET", "/v1/wallet"),
        ("GET", "/v1/bookings"),
    ):
        answer = given.call(platform, method, path, Authorization=header)
        assert outcome(answer) == (401, "unauthenticated")
    again = given.call(platform, "DELETE", "/v1/me", Authorization=header)
    assert outcome(again) == (200, "removed")


def test_the_desk_sees_no_name_any_more(platform: Platform, life: Life) -> None:
    venue_id = life.bookings["open"].venue_id
    path = f"/v1/desk/bookings?venue_id={venue_id}"

    def names() -> set[str]:
        rows = given.call(platform, "GET", path, uid=MEMBER).get_json()["items"]
        assert len(rows) == 6
        return {row["holder_name"] for row in rows}

    assert names() == {"Ysoline Quémeneur"}
    delete_me(platform, life.token)
    assert names() == {""}
    csv = given.call(platform, "GET", path, uid=MEMBER, Accept="text/csv").get_data(as_text=True)
    assert csv.count("\r\n") == 7
    assert "Quémeneur" not in csv
    used = life.bookings["used"].countermark
    shown = given.call(platform, "GET", f"/v1/desk/countermarks/{used}", uid=MEMBER).get_json()
    assert (shown["status"], shown["holder_name"]) == ("used", "")


def test_a_desks_repeated_call_is_answered_without_a_name(platform: Platform, life: Life) -> None:
    kept = given.documents(platform, "idempotency_keys").values()
    assert [one["answer"] for one in kept].count(None) == 6
    path = f"/v1/desk/countermarks/{life.bookings['used'].countermark}/redeem"

    def repeat() -> dict[str, Any]:
        answer = given.call(platform, "POST", path, uid=MEMBER, Idempotency_Key="redeem used")
        assert answer.status_code == 200
        found: dict[str, Any] = answer.get_json()
        return found

    assert (repeat()["status"], repeat()["holder_name"]) == ("used", "Ysoline Quémeneur")
    delete_me(platform, life.token)
    assert (repeat()["status"], repeat()["holder_name"]) == ("used", "")


def test_who_let_somebody_in_is_answered_again_from_what_they_sent(platform: Platform) -> None:
    given.offerer(platform)
    path = f"/v1/offerers/{SIREN}/members"
    answers = [
        given.call(
            platform, "POST", path, {"email": "new@demo.test"}, uid=MEMBER, Idempotency_Key="k"
        )
        for _ in range(2)
    ]
    assert [(one.status_code, one.get_json()) for one in answers] == [
        (201, {"email": "new@demo.test", "status": "invited"})
    ] * 2
    kept = [name for name, text in texts(platform).items() if "new@demo.test" in text]
    assert [name.partition("/")[0] for name in kept] == ["invitations"]


def test_a_member_leaves_their_offerers_and_the_others_stay(platform: Platform, life: Life) -> None:
    given.member(platform, MEMBER, OTHER_SIREN, by="ana")
    delete_me(platform, life.token)
    kept = given.documents(platform, "offerers")
    assert kept[SIREN]["member_ids"] == [MEMBER]
    assert kept[OTHER_SIREN]["member_ids"] == [MEMBER]
    assert given.documents(platform, "professionals").keys() == {MEMBER}
    assert "ana" not in str(kept)


def test_who_comes_back_after_being_forgotten_is_held_for_review(
    platform: Platform, life: Life
) -> None:
    delete_me(platform, life.token)
    (claim,) = given.documents(platform, "persons").values()
    assert claim == {"beneficiary_id": None}
    again = given.pending(platform, "ysoline", **{**NAMES, "last_name": "QUEMENEUR"})
    assert again.held_for_review
    assert outcome(admin(platform, "activate", "ysoline")) == (200, "active")
    assert given.parts(platform, "ysoline") == (50_000, 0, 0, 0)


def test_a_namesake_who_leaves_takes_nobodys_claim_along(platform: Platform) -> None:
    given.pending(platform, "ana", **NAMES)
    token = given.token(platform, "zoe")
    given.pending(platform, "zoe", **NAMES)
    assert delete_me(platform, token).status_code == 200
    (claim,) = given.documents(platform, "persons").values()
    assert claim == {"beneficiary_id": "ana"}


@pytest.mark.parametrize("verb", ["activate", "unsuspend", "bonus", "suspend"])
def test_nothing_can_be_done_with_who_was_forgotten(
    platform: Platform, life: Life, verb: str
) -> None:
    delete_me(platform, life.token)
    body = {"reason": "fraud"} if verb == "suspend" else None
    assert outcome(admin(platform, verb, "ana", body)) == (404, "unknown_beneficiary")


def test_who_waits_or_is_suspended_may_be_forgotten_too(platform: Platform) -> None:
    for uid, happens in (("ana", None), ("zoe", "suspend")):
        token = given.token(platform, uid)
        given.pending(platform, uid)
        if happens:
            admin(platform, happens, uid, {"reason": "fraud"})
        assert delete_me(platform, token).status_code == 200
        assert (status_of(platform, uid), platform.identity.find(uid)) == ("erased", None)


def test_who_is_neither_beneficiary_nor_member_may_be_forgotten(platform: Platform) -> None:
    token = given.token(platform, "zoe")
    assert delete_me(platform, token).status_code == 200
    assert platform.identity.find("zoe") is None
    # The account is remembered for a day, without its name.
    (kept,) = texts(platform)
    assert kept.startswith("erased_accounts/")
    assert "zoe" not in str(texts(platform))


@pytest.mark.parametrize("role", ["beneficiary", "professional", "neither"])
def test_a_second_call_before_the_account_is_gone_changes_nothing(
    platform: Platform, role: str
) -> None:
    token = given.token(platform, "ana")
    if role == "beneficiary":
        given.booking(platform, given.thing(1_500))
    if role == "professional":
        given.offerer(platform, member="ana")
    relay, platform.database.on_commit = platform.database.on_commit, None
    for _ in range(2):
        assert delete_me(platform, token).status_code == 200
    platform.database.on_commit = relay
    assert platform.relay.sweep() >= (1, 0)
    assert platform.identity.find("ana") is None


def test_between_the_wish_and_its_events_nobody_books(platform: Platform) -> None:
    token = given.token(platform, "ana")
    booking = given.booking(platform, given.thing(1_500))
    free = given.stock(platform, given.ticket(0), at_venue=given.venue(platform))
    relay, platform.database.on_commit = platform.database.on_commit, None
    delete_me(platform, token)
    header = f"Bearer {token}"
    body = {"stock_id": free.id}
    answer = given.call(platform, "POST", "/v1/bookings", body, Authorization=header)
    assert outcome(answer) == (403, "beneficiary_only")
    for path in ("/v1/me", "/v1/me/export"):
        answer = given.call(platform, "GET", path, Authorization=header)
        assert outcome(answer) == (401, "unauthenticated")
    # The account is remembered for a day; its deletion may fail for longer.
    platform.database.run(lambda work: work.delete(erased_ref("ana")))
    me = given.call(platform, "GET", "/v1/me", Authorization=header).get_json()
    assert (me["beneficiary"], me["roles"]) == (None, [])
    mine = given.call(platform, "GET", "/v1/me/export", Authorization=header).get_json()
    assert mine["beneficiary"] is None
    platform.database.on_commit = relay
    platform.relay.sweep()
    assert given.the_booking(platform, booking.id).status == "cancelled"


def test_an_erasure_delivered_twice_has_one_effect(platform: Platform, life: Life) -> None:
    relay, platform.database.on_commit = platform.database.on_commit, None
    delete_me(platform, life.token)
    (message,) = given.waiting(platform, "beneficiary-erased")
    assert not any(word in message.data.casefold() for word in WORDS)
    platform.database.on_commit = relay
    platform.relay.sweep()
    before = texts(platform)
    given.deliver(platform, message)
    after = texts(platform)
    assert after.keys() == before.keys()
    assert given.parts(platform) == (49_300, 0, 700, 0)


# What the identity provider vouches for


def claims(platform: Platform, uid: str) -> dict[str, object]:
    """Return what the next token of an account claims."""
    return dict(platform.identity.verify(given.token(platform, uid)).claims)


def test_a_role_shows_in_the_next_token_and_goes_with_a_suspension(platform: Platform) -> None:
    before = given.token(platform, "ana")
    given.pending(platform)
    assert claims(platform, "ana") == {}
    given.activated(platform, "ana")
    assert claims(platform, "ana") == {"beneficiary": True}
    assert dict(platform.identity.verify(before).claims) == {}
    given.suspend(platform, "ana", "user_request")
    assert claims(platform, "ana") == {}
    admin(platform, "unsuspend", "ana")
    assert claims(platform, "ana") == {"beneficiary": True}
    given.offerer(platform, member="ana")
    assert claims(platform, "ana") == {"beneficiary": True, "professional": True}
    given.suspend(platform, "ana", "fraud")
    assert claims(platform, "ana") == {"professional": True}


def test_a_new_member_is_a_professional_from_the_next_token_on(platform: Platform) -> None:
    for uid in (MEMBER, "new"):
        given.token(platform, uid)
    given.offerer(platform)
    path = f"/v1/offerers/{SIREN}"
    given.call(platform, "POST", f"{path}/members", {"email": "new@demo.test"}, uid=MEMBER)
    identity = platform.identity
    assert isinstance(identity, LocalIdentity)
    assert claims(platform, "new") == {}
    identity.update("new", email_verified=True)
    given.call(platform, "POST", f"{path}/accept-invitation", uid="new")
    for uid in (MEMBER, "new"):
        assert claims(platform, uid) == {"professional": True}


def test_claims_come_from_documents_alone(platform: Platform) -> None:
    given.token(platform, "ana", admin=True)
    platform.identity.set_claims("ana", {"tenant": "67", "beneficiary": "stale"})
    given.beneficiary(platform)
    admin = {"admin": True, "admin_roles": ["administrator"]}
    assert claims(platform, "ana") == {**admin, "beneficiary": True}
    given.suspend(platform, "ana", "administrative")
    assert claims(platform, "ana") == admin
    given.offerer(platform, member="ana")
    assert claims(platform, "ana") == {**admin, "professional": True}


def test_roles_follow_the_documents_in_any_order_of_events(platform: Platform) -> None:
    given.token(platform, "ana")
    relay, platform.database.on_commit = platform.database.on_commit, None
    given.beneficiary(platform)
    given.suspend(platform, "ana", "administrative")
    events = sorted(given.documents(platform, "outbox").values(), key=lambda e: str(e["topic"]))
    messages = [Message(str(e["topic"]), str(e["id"]), str(e["data"])) for e in events]
    assert [m.topic for m in messages] == ["beneficiary-activated", "beneficiary-suspended"]
    platform.database.on_commit = relay
    for message in (*reversed(messages), *messages):
        given.deliver(platform, message)
        assert claims(platform, "ana") == {}
    platform.relay.sweep()


def test_no_account_is_made_for_who_has_none(platform: Platform) -> None:
    given.beneficiary(platform, "zoe")
    assert platform.identity.find("zoe") is None
