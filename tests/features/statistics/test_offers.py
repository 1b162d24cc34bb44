"""Professionals read their used bookings and revenue by offer and month."""

from collections.abc import Sequence
from typing import Any

from functions.kernel.database import Write
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.adapters import CountingAdapter, DelegatingAdapter
from tests.support.given import HandClock


class Refusing(DelegatingAdapter):
    """A database that can be read only."""

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        """Refuse."""
        raise OSError(len(writes))


def asked(platform: Platform, uid: str = given.MEMBER, **query: Any) -> Any:
    return given.client("statistics_api").get(
        f"/v1/offerers/{given.SIREN}/statistics",
        query_string={"from": "2026-01", "to": "2026-12", **query},
        headers={"Authorization": f"Bearer {given.token(platform, uid)}"},
    )


def test_each_offer_has_its_months_page_by_page(platform: Platform, clock: HandClock) -> None:
    venue = given.house(platform)
    book = given.stock(platform, given.thing(700), at_venue=venue, name="Un livre")
    disc = given.stock(platform, given.thing(900), at_venue=venue, name="Un disque")
    for uid in ("ana", "ben"):
        given.beneficiary(platform, uid)
        given.redeem(platform, given.book(platform, book.id, uid))
    clock.move(days=40)
    given.redeem(platform, given.book(platform, disc.id, "ana"))
    given.book(platform, disc.id, "ben")
    given.run(platform, "sum-takings")

    items = asked(platform).get_json()["items"]

    assert [(one["month"], one["name"], one["bookings"], one["total_cents"]) for one in items] == [
        ("2026-05", "Un livre", 2, 1_400),
        ("2026-06", "Un disque", 1, 900),
    ]
    first = asked(platform, page_size=1).get_json()
    second = asked(platform, page_size=1, page_token=first["next_page_token"]).get_json()
    assert [*first["items"], *second["items"]] == items
    assert second["next_page_token"] is None


def show(offer_id: str, times: int = 1) -> None:
    client = given.client("offers_api")
    for _ in range(times):
        assert client.get(f"/v1/offers/{offer_id}").status_code == 200


def test_views_are_counted_by_offer_and_month(platform: Platform, clock: HandClock) -> None:
    venue = given.house(platform)
    book = given.stock(platform, given.thing(700), at_venue=venue, name="Un livre")
    disc = given.stock(platform, given.thing(900), at_venue=venue, name="Un disque")
    given.beneficiary(platform, "ana")
    given.redeem(platform, given.book(platform, disc.id, "ana"))
    given.run(platform, "sum-takings")
    show(book.offer_id, 20)
    clock.move(minutes=6)
    show(book.offer_id)
    clock.move(days=30)
    show(disc.offer_id)

    found = {
        (one["month"], one["name"]): (one["views"], one["bookings"])
        for one in asked(platform).get_json()["items"]
    }

    assert found == {
        ("2026-05", "Un livre"): (21, 0),
        ("2026-05", "Un disque"): (0, 1),
        ("2026-06", "Un disque"): (1, 0),
    }
    pages, token = [], None
    while True:
        answer = asked(platform, page_size=1, page_token=token).get_json()
        pages += [(one["month"], one["name"]) for one in answer["items"]]
        if (token := answer["next_page_token"]) is None:
            break
    assert sorted(pages) == sorted(found)
    assert len(asked(platform, offer_id=book.offer_id).get_json()["items"]) == 1


def test_a_hot_offer_costs_few_writes(platform: Platform, clock: HandClock) -> None:
    stock = given.stock(platform, given.thing(700))
    show(stock.offer_id)

    adapter = CountingAdapter(platform.database.adapter)
    platform.database.adapter = adapter
    for _ in range(10):
        clock.move(seconds=29)
        show(stock.offer_id, 50)
    assert adapter.calls.count("commit") == 0
    clock.move(seconds=11)
    show(stock.offer_id, 50)
    assert adapter.calls.count("commit") == 1

    documents = given.documents(platform, "offer_views")
    assert [one["views"] for one in documents.values()] == [502]
    assert len(platform.counted.take()) == 1, "the last 49 wait in memory"


def test_drafts_have_no_views(platform: Platform) -> None:
    draft = given.offer(platform, given.house(platform), given.ticket(), published=False)
    show(draft.id)

    assert given.documents(platform, "offer_views") == {}


def test_an_offer_is_shown_when_its_view_cannot_be_written(platform: Platform) -> None:
    stock = given.stock(platform, given.thing(700))
    working = platform.database.adapter
    platform.database.adapter = Refusing(working)
    show(stock.offer_id)
    platform.database.adapter = working

    assert given.documents(platform, "offer_views") == {}


def test_nothing_about_a_viewer_is_kept(platform: Platform) -> None:
    stock = given.stock(platform, given.thing(700))
    show(stock.offer_id)

    (kept,) = given.documents(platform, "offer_views").values()

    assert set(kept) == {"offer_id", "month", "offerer_siren", "venue_id", "venue_name", "views"}


def test_only_members_read_them(platform: Platform) -> None:
    given.house(platform)

    answer = asked(platform, "stranger")

    assert (answer.status_code, answer.get_json()["code"]) == (403, "not_a_member")
