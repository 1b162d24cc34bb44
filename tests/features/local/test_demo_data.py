"""The demo's data: every queue, list and state has something to show, and all of it holds."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.kernel.database import OUTBOX, Write
from functions.kernel.platform import Platform, use_platform
from functions.offers.pictures.sizes.rules import Picture
from local.backfill import collections
from local.demo.accounts import (
    ADMIN,
    API_KEY,
    BENEFICIARY,
    ENTHUSIAST,
    FINANCE,
    PROFESSIONAL,
    REVIEW,
    SPENT,
    SUPPORT,
    UNVERIFIED,
    DemoAccount,
)
from local.demo.catalogue import offer_id
from local.demo.loader import load_demo
from local.demo.queue import CLAIMED, CLOSED, INVITED, NEWEST, REJECTED, SET_ASIDE
from local.demo.voices import HELD, KEPT, REACTED, REPORTED, YOUNG
from tests.support import given
from tests.support.adapters import CountingAdapter, DelegatingAdapter
from tests.support.answers import content
from tests.support.given import HandClock
from tests.support.platforms import platform_on

MOST_COMMITS = 1_080
"""The load takes some 1,040; each waits for the disk."""

_PEOPLE = "/v1/back-office/people"

OWN = "000001016"
"""The SIREN of the professional's offerer."""


def paint(*_: object) -> Sequence[Picture]:
    """Return an empty picture: to draw them takes longer than the rest of a load."""
    return [Picture(name="400", content_type="image/webp", content=b"", width=400, height=300)]


@dataclass(frozen=True)
class Loaded:
    """A platform with the demo, how many commits that took, and what it left."""

    platform: Platform
    commits: int
    documents: dict[str, Any]


@contextmanager
def loading(folder: Path, at: datetime = given.NOW) -> Iterator[Loaded]:
    """Load the demo."""
    with platform_on("sqlite", folder, HandClock(at)) as platform:
        adapter = CountingAdapter(platform.database.adapter)
        platform.database.adapter = adapter
        load_demo(platform, paint=paint)
        yield Loaded(platform, adapter.calls.count("commit"), everything(platform))


class Stopped(Exception):
    """The end of a load that did not come to its end."""


@dataclass
class StoppingAdapter(DelegatingAdapter):
    """Stops at a commit, which it does not make."""

    left: int = 0

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        self.left -= 1
        if self.left < 0:
            raise Stopped
        return super().commit(writes)


def everything(platform: Platform) -> dict[str, Any]:
    """Return all documents but what no second load makes alike.

    An archive has the time of its making; an IBAN is sealed with a key of its folder.
    """
    names = collections().keys() - {"export_parts", "iban_claims"}
    found = {name: given.documents(platform, name) for name in names}
    for account in found["bank_accounts"].values():
        del account["sealed_iban"], account["fingerprint"]
    return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The demo, loaded once; the tests of this module only read it."""
    with loading(tmp_path_factory.mktemp("demo")) as loaded:
        yield loaded


@pytest.fixture
def platform(demo: Loaded) -> Platform:
    """The platform with the demo."""
    return demo.platform


def get(platform: Platform, by: DemoAccount, path: str) -> dict[str, Any]:
    return content(given.call(platform, "GET", path, uid=by.uid))


def items(platform: Platform, by: DemoAccount, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(platform, by, path)["items"]
    return found


def test_reviewers_have_offerers_claims_and_offers_to_decide_on(platform: Platform) -> None:
    def sirens(status: str) -> list[str]:
        return [one["siren"] for one in items(platform, REVIEW, f"/v1/offerers?status={status}")]

    assert sirens("pending") == [CLAIMED.siren, NEWEST.siren]
    assert sirens("set_aside") == [SET_ASIDE.siren]
    assert sirens("rejected") == [REJECTED.siren]
    assert sirens("closed") == [CLOSED.siren]
    claims = items(platform, REVIEW, f"/v1/offerer-claims?siren={CLAIMED.siren}")
    assert [one["status"] for one in claims] == ["waiting", "waiting", "set_aside"]
    held = items(platform, REVIEW, "/v1/pending-offers")
    flags = [flag["id"] for one in held for flag in one["review"]["flags"]]
    assert flags == ["reported", "asks_for_contact", "looks_like_money"]


def test_people_report_react_write_and_answer_surveys(platform: Platform) -> None:
    def reports(status: str) -> list[tuple[str, int, bool]]:
        listed = items(platform, REVIEW, f"/v1/offer-reports?status={status}")
        return [(one["offer_id"], one["reports"], one["held_at"] is not None) for one in listed]

    assert reports("open") == [(offer_id(HELD), 5, True), (offer_id(REPORTED), 2, False)]
    assert reports("decided") == [(offer_id(KEPT), 1, False)]
    offer = content(given.call(platform, "GET", f"/v1/offers/{offer_id(REACTED)}"))
    assert offer["reactions"] == {"likes": 4, "dislikes": 1}
    waiting = items(platform, SUPPORT, "/v1/feedback")
    assert [one["category"] for one in waiting] == ["idea", "problem"]
    assert len(items(platform, SUPPORT, "/v1/feedback?status=answered")) == 1
    figures = get(platform, ADMIN, f"/v1/surveys/{YOUNG}/figures")
    assert [one["counts"] for one in figures["questions"]][2] == [3]
    for by in (BENEFICIARY, PROFESSIONAL):
        assert [one["answered"] for one in items(platform, by, "/v1/me/surveys")] == [False]


def test_support_finds_people_in_every_state(platform: Platform) -> None:
    def people(status: str) -> list[dict[str, Any]]:
        return items(platform, SUPPORT, f"/v1/beneficiaries?status={status}")

    assert [one["held_for_review"] for one in people("pending")] == [False, False, True]
    assert len(people("active")) == 5
    suspended = [get(platform, SUPPORT, f"{_PEOPLE}/{one['id']}") for one in people("suspended")]
    reasons = {one["beneficiary"]["suspension_reason"] for one in suspended}
    assert reasons == {"user_request", "fraud"}
    assert len(people("erased")) == 1
    account = platform.identity.find(UNVERIFIED.uid)
    assert account is not None
    assert not account.email_verified
    credits_ = {
        uid: given.the_wallet(platform, uid).available_cents
        for uid in (BENEFICIARY.uid, "demo-maya", "demo-hugo", SPENT.uid)
    }
    assert credits_ == {
        BENEFICIARY.uid: 50_000,
        "demo-maya": 37_850,
        "demo-hugo": 950,
        SPENT.uid: 0,
    }


def test_an_enthusiast_has_bookings_in_every_state(platform: Platform) -> None:
    ongoing = items(platform, ENTHUSIAST, "/v1/bookings?state=ongoing")
    ended = items(platform, ENTHUSIAST, "/v1/bookings?state=ended")
    assert {one["status"] for one in ongoing} == {"confirmed", "used"}
    assert {(one["status"], one["cancellation_reason"]) for one in ended} == {
        ("used", None),
        ("reimbursed", None),
        ("expired", "expired"),
        *(("cancelled", by) for by in ("beneficiary", "offerer", "support")),
    }
    tomorrow = given.NOW.date() + timedelta(days=1)
    assert f"{tomorrow}" in {one["begins_at"][:10] for one in ongoing if one["begins_at"]}
    assert any(one["activation_code"] for one in ongoing)
    assert len(items(platform, ENTHUSIAST, "/v1/me/favorites")) == 5
    (export,) = items(platform, ENTHUSIAST, "/v1/me/exports")
    assert export["status"] == "ready"
    path = "/v1/me/exports/latest/file"
    assert given.call(platform, "GET", path, uid=ENTHUSIAST.uid).content_type == "application/zip"
    cancelled = items(platform, SUPPORT, f"{_PEOPLE}/demo-axel/bookings")
    assert {one["cancellation_reason"] for one in cancelled} == {"fraud"}


def test_administrators_have_a_history_with_reasons(platform: Platform) -> None:
    acts = items(platform, ADMIN, "/v1/acts?target=beneficiaries:demo-axel")
    assert [one["kind"] for one in acts] == ["suspend_beneficiary", "activate_beneficiary"]
    assert acts[0]["reason"] == "fraud"
    assert acts[0]["comment"]
    assert {one["field"] for one in acts[0]["changes"]} >= {"status", "suspension_reason"}
    for by in (SUPPORT, REVIEW, FINANCE):
        assert items(platform, by, f"/v1/acts?by={by.uid}")
    page = get(platform, SUPPORT, "/v1/back-office/bookings/demo-ines-visite-bleu")
    assert [one["reason"] for one in page["acts"]] != [None]
    roles = get(platform, ADMIN, "/v1/administrators")["items"]
    assert sorted(role for one in roles for role in one["roles"]) == [
        "administrator",
        "finance",
        "review",
        "support",
    ]


def test_the_professional_has_a_team_a_catalogue_and_bookings(platform: Platform) -> None:
    team = get(platform, PROFESSIONAL, f"/v1/offerers/{OWN}/members")
    assert (len(team["items"]), [one["email"] for one in team["invitations"]]) == (3, [*INVITED])
    mc93 = items(platform, PROFESSIONAL, "/v1/desk/bookings?venue_id=demo-mc93&page_size=100")
    assert {one["status"] for one in mc93} == {"confirmed", "used", "reimbursed", "cancelled"}
    venues = items(platform, PROFESSIONAL, f"/v1/offerers/{OWN}/venues")
    for fact in ("contact", "opening_hours", "accessibility"):
        assert any(one[fact] for one in venues)
    noces = get(platform, PROFESSIONAL, "/v1/offers/demo-noces-du-vent/own")
    assert [one["label"] for one in noces["price_categories"]] == ["Plein tarif", "Tarif réduit"]
    assert len(get(platform, PROFESSIONAL, "/v1/offers/demo-coulisses-opera/own")["stocks"]) > 5
    codes = get(platform, PROFESSIONAL, "/v1/stocks/demo-repetitions-acces~1/activation-codes")
    assert (codes["loaded"], codes["given"]) == (12, 1)


def test_the_partner_has_own_ids_products_and_a_key(platform: Platform) -> None:
    offers = items(platform, PROFESSIONAL, f"/v1/offerers/{OWN}/offers?page_size=100")
    published = {one["partner_id"] for one in offers if one["status"] == "active"}
    assert published >= {"BIL-2041", "BIL-2057"}
    path = "/v1/partner/products?venue_id=demo-opera-rhin"
    products = content(given.call(platform, "GET", path, X_Api_Key=API_KEY))["items"]
    assert len(products) == 2


def test_the_webhook_has_delivered_failed_and_sent_again(platform: Platform) -> None:
    path = f"/v1/offerers/{OWN}/webhook"
    assert get(platform, PROFESSIONAL, path)["status"] == "enabled"
    sent = items(platform, PROFESSIONAL, f"{path}/deliveries?page_size=100")
    states = Counter(one["state"] for one in sent)
    assert states["delivered"] > 10
    assert states["failed"] >= 1
    assert states.keys() == {"delivered", "failed"}
    assert any(one["attempts"] > 1 for one in sent if one["state"] == "delivered")
    (again,) = [
        one
        for one in given.documents(platform, "webhook_deliveries").values()
        if one["queued_at"] > one["created_at"]
    ]
    assert again["state"] == "delivered"


def test_notices_are_of_the_last_days_only(platform: Platform) -> None:
    notices = given.documents(platform, "notices").values()
    wanted = {"booking-upcoming", "booking-expiring", "venue-news", "export-ready"}
    assert {one["topic"] for one in notices} >= wanted
    assert len(notices) < 40
    assert all(one["created_at"] > given.NOW - timedelta(days=2) for one in notices)


def test_the_books_balance_and_every_event_was_delivered(platform: Platform) -> None:
    assert given.documents(platform, OUTBOX) == {}
    given.audit(platform)
    report = given.run(platform, "audit-reimbursement")
    assert (report.counts.get("faulty", 0), report.failed) == (0, 0)


def test_a_load_takes_few_commits(demo: Loaded) -> None:
    assert demo.commits < MOST_COMMITS


def test_a_second_load_changes_nothing(platform: Platform) -> None:
    before = everything(platform)
    assert load_demo(platform) == 0
    assert everything(platform) == before


def test_another_load_gives_the_same(demo: Loaded, tmp_path: Path) -> None:
    with loading(tmp_path) as again:
        assert again.documents == demo.documents
    use_platform(demo.platform)


def test_the_professional_was_paid_waits_and_was_rejected(platform: Platform) -> None:
    accounts = items(platform, PROFESSIONAL, f"/v1/offerers/{OWN}/bank-accounts")
    assert [one["state"] for one in accounts] == ["accepted", "accepted", "pending", "refused"]
    statements = items(platform, PROFESSIONAL, f"/v1/offerers/{OWN}/statements")
    paid = [one for one in statements if one["paid_at"]]
    assert {one["paid_in"] for one in paid} == {"VIR1", "VIR2", "VIR3"}
    assert [one["id"] for one in statements if one["is_held"]] == ["F260000005"]
    # Two months: the first cut-off lies 45 days behind.
    months = {one["paid_at"][:7] for one in paid}
    assert len(months) >= 2
    batches = items(platform, FINANCE, "/v1/reimbursement-batches")
    assert {one["id"]: one["state"] for one in batches} == {
        "VIR4": "sent",
        "VIR3": "executed",
        "VIR2": "executed",
        "VIR1": "executed",
    }
    payouts = items(platform, FINANCE, "/v1/reimbursement-batches/VIR4/payouts")
    assert sorted(one["state"] for one in payouts) == ["rejected", "sent"]
    path = "/v1/venues/demo-passerelles-en-ligne/unpaid-bookings?state=waiting"
    waits = {one["waits_for"] for one in items(platform, PROFESSIONAL, path)}
    assert waits == {"pricing_point"}


@pytest.mark.parametrize("commits", [60, 480, 700])
def test_a_load_that_stopped_continues_at_the_next_start(
    demo: Loaded, tmp_path: Path, commits: int
) -> None:
    with platform_on("sqlite", tmp_path, HandClock()) as platform:
        whole = platform.database.adapter
        platform.database.adapter = StoppingAdapter(whole, left=commits)
        with suppress(Stopped):
            load_demo(platform, paint=paint)
        platform.database.adapter = whole
        load_demo(platform, paint=paint)
        continued = everything(platform)
    use_platform(demo.platform)
    # A message that was on its way is sent once more.
    changed = {name for name in continued if continued[name] != demo.documents[name]}
    assert changed <= {"webhook_deliveries", "webhooks"}
    sent = Counter(one["state"] for one in continued["webhook_deliveries"].values())
    assert sent == Counter(one["state"] for one in demo.documents["webhook_deliveries"].values())
