"""Review and schedules of offers, and the professional's own list."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.booking.take import rules as take_rules
from functions.kernel.database import OUTBOX
from functions.kernel.platform import Platform
from functions.offers import rules as offers_rules
from functions.offers.models import Offer
from functions.offers.publish import rules as publish_rules
from tests.support import given
from tests.support.answers import content, refused
from tests.support.given import MEMBER, NOW, OTHER_SIREN, SIREN, HandClock
from tests.support.offerers import DAY, TICKET, admin, first_stock, flagged, pro, status_of

pytestmark = pytest.mark.usefixtures("books_balance")


# Review


def test_what_a_rule_flags_waits_and_the_professional_sees_why(platform: Platform) -> None:
    given.beneficiary(platform)
    offer = flagged(platform, published=False)
    answer = content(pro(platform, "POST", f"/v1/offers/{offer.id}/publish"))
    assert answer["status"] == "pending"
    assert answer["review"]["flags"] == [
        {
            "id": "looks_like_money",
            "reason": "Le texte évoque de l'argent, une revente ou une carte cadeau.",
        }
    ]
    assert answer["review"]["pending_since"] == "2026-05-04T10:00:00Z"
    assert content(pro(platform, "POST", f"/v1/offers/{offer.id}/publish")) == answer
    assert given.found(platform) == []
    with pytest.raises(take_rules.NotBookable):
        given.book(platform, offer.stocks[0].id)
    # Whoever has the id sees that it is not out, and not why.
    public = content(given.call(platform, "GET", f"/v1/offers/{offer.id}"))
    assert public["status"] == "pending"
    assert not {"review", "booking_email"} & public.keys()


def test_an_administrator_approves_and_it_is_out(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    offer = flagged(platform)
    clock.move(hours=1)
    path = f"/v1/offers/{offer.id}/approve"
    assert refused(pro(platform, "POST", path)) == (403, "admin_only")
    answer = content(admin(platform, "POST", path))
    assert (answer["status"], answer["review"]) == ("active", None)
    assert content(admin(platform, "POST", path)) == answer
    assert given.found(platform) == [offer.id]
    given.book(platform, offer.stocks[0].id)
    after = given.the_offer(platform, offer.id)
    assert (after.review.by, after.review.at) == ("boss", clock.now())
    # What was approved is not asked for again.
    pro(platform, "POST", f"/v1/offers/{offer.id}/unpublish")
    assert content(pro(platform, "POST", f"/v1/offers/{offer.id}/publish"))["status"] == "active"


@pytest.mark.parametrize("state", ["pending", "published"])
def test_a_rejected_offer_is_out_at_once_and_its_open_bookings_are_cancelled(
    platform: Platform, clock: HandClock, state: str
) -> None:
    house = given.house(platform)
    offer = given.offer(platform, house, given.ticket(days=1))
    for uid in ("ana", "zoe"):
        given.beneficiary(platform, uid)
    stock = first_stock(platform, offer)
    open_, used = (given.book(platform, stock.id, uid) for uid in ("ana", "zoe"))
    assert (
        pro(platform, "POST", f"/v1/desk/countermarks/{used.countermark}/redeem").status_code == 200
    )
    if state == "pending":
        body = {"name": "Carte cadeau"}
        assert (
            content(pro(platform, "PATCH", f"/v1/offers/{offer.id}", body))["status"] == "pending"
        )
        assert given.the_booking(platform, open_.id).status == "confirmed"
    clock.move(minutes=5)
    path, body = f"/v1/offers/{offer.id}/reject", {"reason": "Pas une offre culturelle."}
    assert refused(pro(platform, "POST", path, body)) == (403, "admin_only")
    answer = content(admin(platform, "POST", path, body))
    assert answer["status"] == "rejected"
    assert answer["review"]["rejected_because"] == "Pas une offre culturelle."
    again = content(admin(platform, "POST", path, {"reason": "Encore."}))
    assert (again["status"], again["review"]) == ("rejected", answer["review"])
    assert given.found(platform) == []
    assert not first_stock(platform, offer).is_open
    ended = given.the_booking(platform, open_.id)
    assert (ended.status, ended.cancellation_reason) == ("cancelled", "offer_rejected")
    assert given.parts(platform, "ana") == (50_000, 0, 0, 0)
    assert given.the_booking(platform, used.id).status == "used"
    shown = content(given.call(platform, "GET", "/v1/bookings", uid="ana"))["items"][0]
    assert shown["cancellation_reason"] == "offer_rejected"


def test_the_commit_that_rejects_closes_every_stock(platform: Platform) -> None:
    house = given.house(platform)
    offer = given.offer(platform, house, given.ticket(), given.ticket(days=11))
    given.administrator(platform, "boss")
    relay, commits = platform.database.on_commit, list[set[str]]()
    platform.database.on_commit = lambda writes: commits.append(
        {write.ref.collection for write in writes if write.kind != "verify"}
        | {write.ref.id for write in writes if write.ref.collection == "stocks"}
    )
    admin(platform, "POST", f"/v1/offers/{offer.id}/reject", {"reason": "Non."})
    assert commits == [
        {"acts", "offers", "stocks", "listings", OUTBOX, *(stock.id for stock in offer.stocks)}
    ]
    platform.database.on_commit = relay
    platform.relay.sweep()


@pytest.mark.parametrize(
    "edit",
    [
        lambda p, o: pro(p, "PATCH", f"/v1/offers/{o.id}", {"name": "Carte cadeau"}),
        lambda p, o: pro(p, "PATCH", f"/v1/stocks/{o.stocks[0].id}", {"price_label": "En cash"}),
        lambda p, o: pro(
            p, "POST", f"/v1/offers/{o.id}/stocks", {**TICKET, "price_label": "Carte cadeau"}
        ),
    ],
    ids=["its name", "a price", "a new price"],
)
def test_what_is_published_is_looked_at_again_when_it_changes(
    platform: Platform, edit: Callable[[Platform, Offer], TestResponse]
) -> None:
    given.beneficiary(platform)
    offer = given.offer(platform, given.house(platform), given.ticket(), given.ticket(days=11))
    booking = given.book(platform, offer.stocks[0].id)
    assert edit(platform, offer).status_code in (200, 201)
    assert status_of(platform, offer) == "pending"
    stocks = given.stocks_of(platform, given.the_offer(platform, offer.id))
    assert not any(stock.is_open for stock in stocks)
    assert given.found(platform) == []
    assert given.the_booking(platform, booking.id) == booking


def test_a_draft_is_looked_at_when_it_is_published_and_not_before(platform: Platform) -> None:
    offer = flagged(platform, published=False)
    body = {"description": "Encore une carte cadeau."}
    answer = content(pro(platform, "PATCH", f"/v1/offers/{offer.id}", body))
    assert (answer["status"], answer["review"]) == ("draft", None)


@pytest.mark.behaviour(80)
@pytest.mark.parametrize("state", ["pending", "rejected", "inactive"])
def test_an_offer_that_waits_or_has_ended_is_not_edited(platform: Platform, state: str) -> None:
    offer = flagged(platform)
    if state == "rejected":
        admin(platform, "POST", f"/v1/offers/{offer.id}/reject", {"reason": "Non."})
    if state == "inactive":
        admin(platform, "POST", f"/v1/offerers/{SIREN}/close")
    assert status_of(platform, offer) == state
    stock_id = offer.stocks[0].id
    image = {"content_type": "image/png", "size_bytes": 1000}
    for answer in (
        pro(platform, "PATCH", f"/v1/offers/{offer.id}", {"name": "Autre"}),
        pro(platform, "POST", f"/v1/offers/{offer.id}/stocks", TICKET),
        pro(platform, "PATCH", f"/v1/stocks/{stock_id}", {"price_cents": 1}),
        pro(platform, "DELETE", f"/v1/stocks/{stock_id}"),
        pro(platform, "POST", f"/v1/offers/{offer.id}/image", image),
    ):
        assert refused(answer) == (409, "offer_not_editable")
    # A second click on what is so already is no edit.
    assert pro(platform, "PATCH", f"/v1/offers/{offer.id}", {"name": offer.name}).status_code == 200
    publish = pro(platform, "POST", f"/v1/offers/{offer.id}/publish")
    if state == "pending":
        assert content(publish)["status"] == "pending"
        assert (
            content(pro(platform, "POST", f"/v1/offers/{offer.id}/unpublish"))["status"] == "draft"
        )
        body = {"name": "Nuit du jazz"}
        assert pro(platform, "PATCH", f"/v1/offers/{offer.id}", body).status_code == 200
        assert (
            content(pro(platform, "POST", f"/v1/offers/{offer.id}/publish"))["status"] == "active"
        )
    else:
        code = "offer_not_editable" if state == "rejected" else "offerer_not_validated"
        assert refused(publish) == (409, code)
        again = content(pro(platform, "POST", f"/v1/offers/{offer.id}/unpublish"))
        assert again["status"] == state


def test_a_rejected_offer_shows_its_status_only(platform: Platform) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    offer = given.offer(platform, house, given.ticket())
    path = f"/v1/offers/{offer.id}"
    content(pro(platform, "PATCH", path, {"performer": "Quelqu'un"}))
    assert given.call(platform, "PUT", f"/v1/me/favorites/{offer.id}", uid="ana").status_code == 200
    before = content(given.call(platform, "GET", path))
    assert before["image"] is not None
    admin(platform, "POST", f"{path}/reject", {"reason": "Non."})
    after = content(given.call(platform, "GET", path))
    assert (after["name"], after["status"]) == (before["name"], "rejected")
    withheld = ("description", "image", "performer")
    assert [after[name] for name in withheld] == [None] * 3
    (kept,) = content(given.call(platform, "GET", "/v1/me/favorites", uid="ana"))["items"]
    assert (kept["offer"]["status"], kept["offer"]["image"]) == ("rejected", None)
    own = content(pro(platform, "GET", f"{path}/own"))
    assert [own[name] for name in withheld] == [before[name] for name in withheld]


@pytest.mark.parametrize("published", [False, True], ids=["draft", "published"])
def test_link_of_an_online_offer_is_not_public(platform: Platform, published: bool) -> None:
    given.beneficiary(platform)
    url = "https://films.test/secret"
    offer = given.offer(
        platform,
        given.house(platform),
        given.thing(500),
        category="video_on_demand",
        url=url,
        published=published,
    )
    path = f"/v1/offers/{offer.id}"
    assert "films.test" not in given.call(platform, "GET", path).text
    assert "films.test" not in given.call(platform, "GET", path, uid="ana").text
    assert content(pro(platform, "GET", f"{path}/own"))["url"] == url
    if published:
        booking = given.book(platform, offer.stocks[0].id)
        (held,) = content(given.call(platform, "GET", "/v1/bookings", uid="ana"))["items"]
        assert (held["id"], held["url"]) == (booking.id, url)
        assert "films.test" not in given.call(platform, "GET", "/v1/offers").text
    given.call(platform, "PUT", f"/v1/me/favorites/{offer.id}", uid="ana")
    assert "films.test" not in given.call(platform, "GET", "/v1/me/favorites", uid="ana").text


def test_what_was_rejected_stays_so_when_its_offerer_is_closed(platform: Platform) -> None:
    offer = flagged(platform)
    path = f"/v1/offers/{offer.id}/reject"
    rejected = content(admin(platform, "POST", path, {"reason": "Non."}))
    admin(platform, "POST", f"/v1/offerers/{SIREN}/close")
    assert content(admin(platform, "POST", path, {"reason": "Encore."})) == rejected
    assert rejected["status"] == status_of(platform, offer) == "rejected"


def test_what_waits_is_listed_the_longest_waiting_first_in_pages(
    platform: Platform, clock: HandClock
) -> None:
    house = given.house(platform)
    waiting = []
    for _ in range(5):
        waiting.append(flagged(platform, at_venue=house).id)
        clock.move(minutes=1)
    given.offer(platform, house, given.ticket())
    assert refused(pro(platform, "GET", "/v1/pending-offers")) == (403, "admin_only")
    got: list[str] = []
    query = "?page_size=2"
    while query:
        page = content(admin(platform, "GET", f"/v1/pending-offers{query}"))
        got += [item["id"] for item in page["items"]]
        assert all(item["review"]["flags"] for item in page["items"])
        token = page["next_page_token"]
        query = f"?page_size=2&page_token={token}" if token else ""
    assert got == waiting
    admin(platform, "POST", f"/v1/offers/{waiting[0]}/approve")
    admin(platform, "POST", f"/v1/offers/{waiting[1]}/reject", {"reason": "Non."})
    page = content(admin(platform, "GET", "/v1/pending-offers"))
    assert [item["id"] for item in page["items"]] == waiting[2:]


def test_only_what_waits_can_be_approved_and_what_is_gone_is_not_rejected(
    platform: Platform,
) -> None:
    house = given.house(platform)
    draft = given.offer(platform, house, given.ticket(), published=False)
    assert refused(admin(platform, "POST", f"/v1/offers/{draft.id}/approve")) == (
        *(409, "offer_not_pending"),
    )
    assert refused(admin(platform, "POST", "/v1/offers/none/approve")) == (
        404,
        "unknown_offer",
    )
    waiting = flagged(platform, at_venue=house)
    assert admin(platform, "POST", f"/v1/offerers/{SIREN}/close").status_code == 200
    assert refused(admin(platform, "POST", f"/v1/offers/{waiting.id}/approve")) == (
        *(409, "offer_not_pending"),
    )
    path, body = f"/v1/offers/{waiting.id}/reject", {"reason": "Non."}
    assert refused(admin(platform, "POST", path, body)) == (409, "offer_closed")


# Schedules


def test_a_scheduled_offer_is_neither_found_nor_booked_before_its_instant(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    offer = given.offer(platform, given.house(platform), given.ticket(), published=False)
    body = {"publish_at": "2026-05-05T10:00:00Z", "bookable_from": "2026-05-06T10:00:00Z"}
    content(pro(platform, "PATCH", f"/v1/offers/{offer.id}", body))
    answer = content(pro(platform, "POST", f"/v1/offers/{offer.id}/publish"))
    assert (answer["status"], answer["publish_at"]) == ("scheduled", body["publish_at"])
    assert [stock["bookable"] for stock in answer["stocks"]] == [False]
    path = f"/v1/me/favorites/{offer.id}"
    for status in ("scheduled", "published"):
        assert status_of(platform, offer) == status
        assert given.found(platform) == []
        with pytest.raises(take_rules.NotBookable):
            given.book(platform, offer.stocks[0].id)
        # What is to be seen already can be kept for later.
        kept = given.call(platform, "PUT", path, uid="ana")
        assert kept.status_code == (404 if status == "scheduled" else 200)
        clock.move(days=1)
    assert status_of(platform, offer) == "active"
    assert given.found(platform) == [offer.id]
    given.book(platform, offer.stocks[0].id)


def test_an_offer_that_is_put_off_takes_its_stocks_along(platform: Platform) -> None:
    given.beneficiary(platform)
    offer = given.offer(platform, given.house(platform), given.ticket(), given.ticket(days=11))
    path = f"/v1/offers/{offer.id}"
    content(pro(platform, "PATCH", path, {"bookable_from": "2026-05-05T10:00:00Z"}))
    assert [s.opens_at for s in given.stocks_of(platform, offer)] == [NOW + DAY] * 2
    with pytest.raises(take_rules.NotBookable):
        given.book(platform, offer.stocks[0].id)
    added = content(pro(platform, "POST", f"{path}/stocks", TICKET), 201)
    assert not added["bookable"]
    content(pro(platform, "PATCH", path, {"bookable_from": None}))
    given.book(platform, str(added["id"]))


def test_what_is_planned_lies_ahead(platform: Platform, clock: HandClock) -> None:
    offer = given.offer(platform, given.house(platform), given.ticket(), published=False)
    path, body = f"/v1/offers/{offer.id}", {"publish_at": "2026-05-04T11:00:00Z"}
    content(pro(platform, "PATCH", path, body))
    clock.move(days=1)
    # It came meanwhile: sent again, it changes nothing; another instant is refused.
    content(pro(platform, "PATCH", path, body))
    late = {"publish_at": "2026-05-05T10:00:00Z"}
    answer = pro(platform, "PATCH", path, late)
    assert refused(answer) == (400, "in_the_past")
    assert answer.get_json()["field"] == "publish_at"


# The professional's own list


def test_a_professional_finds_all_that_is_theirs_newest_first_in_pages(
    platform: Platform, clock: HandClock
) -> None:
    house = given.house(platform)
    strangers = given.house(platform, OTHER_SIREN, member="rival")
    given.offer(platform, strangers, given.ticket(), member="rival")
    made: dict[str, str] = {}

    def make(status: str, *stocks: dict[str, Any], **facts: Any) -> Offer:
        clock.move(minutes=1)
        offer = given.offer(platform, house, *stocks, **facts)
        made[offer.id] = status
        return offer

    make("draft", published=False)
    withdrawn = make("inactive", given.ticket())
    pro(platform, "POST", f"/v1/offers/{withdrawn.id}/unpublish")
    make("pending", given.ticket(), name="Carte cadeau")
    out = make("rejected", given.ticket())
    admin(platform, "POST", f"/v1/offers/{out.id}/reject", {"reason": "Non."})
    later = make("scheduled", given.ticket())
    body: dict[str, Any] = {"publish_at": "2026-05-09T10:00:00Z"}
    pro(platform, "PATCH", f"/v1/offers/{later.id}", body)
    closed = make("published", given.ticket())
    body = {"bookable_from": "2026-05-09T10:00:00Z"}
    pro(platform, "PATCH", f"/v1/offers/{closed.id}", body)
    make("expired", given.ticket(days=0.01))
    full = make("sold_out", given.ticket(quantity=1))
    given.beneficiary(platform)
    given.book(platform, full.stocks[0].id)
    make("active", given.ticket(), given.ticket(days=11))
    clock.move(hours=1)

    path = f"/v1/offerers/{SIREN}/offers"
    got: list[dict[str, Any]] = []
    query = "?page_size=4"
    while query:
        page = content(pro(platform, "GET", path + query))
        assert 0 < len(page["items"]) <= 4
        got += page["items"]
        token = page["next_page_token"]
        query = f"?page_size=4&page_token={token}" if token else ""
    assert [(row["id"], row["status"]) for row in got] == list(made.items())[::-1]
    assert got[0]["stocks_count"] == 2
    waiting = next(row for row in got if row["status"] == "pending")
    assert waiting["review"]["flags"][0]["id"] == "looks_like_money"

    drafts = content(pro(platform, "GET", f"{path}?publication=draft"))["items"]
    assert [row["status"] for row in drafts] == ["draft"]
    assert refused(pro(platform, "GET", f"{path}?publication=active")) == (400, "malformed")
    assert refused(pro(platform, "GET", "/v1/offerers/000000000/offers"))[0] == 404


# Refusals of the use cases that no route shows


def test_the_use_cases_refuse_what_the_rules_refuse(platform: Platform) -> None:
    offer = flagged(platform)
    with pytest.raises(publish_rules.OfferNotEditable):
        given.add_stock(platform, offer.id, given.ticket(), member=MEMBER)
    draft = given.offer(platform, given.venue(platform), given.ticket(), published=False)
    with pytest.raises(offers_rules.InThePast):
        given.edit_offer(platform, draft.id, publish_at=NOW)
