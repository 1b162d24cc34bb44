"""Stored sums of takings: what a professional reads is exact before and after they are kept."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from functions.booking.takings import service
from functions.booking.takings.rules import parts_of
from functions.kernel.calendar_days import local_day
from functions.kernel.database import metered
from functions.kernel.platform import Platform
from local.renewal import renew_once
from tests.features.booking.test_sales import asked, busy_houses, two_houses, use
from tests.support import given
from tests.support.given import MEMBER, SIREN, HandClock

ZONES = ("Europe/Paris", "America/Cayenne", "Pacific/Noumea", "Indian/Reunion")


def totals(platform: Platform, **query: Any) -> Any:
    told = asked(platform, "transactions", page_size=1, **query)
    return told["total_cents"], told["months"]


def summed(platform: Platform) -> int:
    return given.run(platform, "sum-takings").counts["summed"]


def added_up(platform: Platform, **query: Any) -> int:
    """Return the sum of all items of a list, page by page."""
    page = asked(platform, "transactions", **query)
    items = page["items"]
    while token := page["next_page_token"]:
        page = asked(platform, "transactions", **query, page_token=token)
        items += page["items"]
    return sum(item["amount_cents"] for item in items)


def test_totals_are_the_same_before_and_after_they_are_stored(
    platform: Platform, clock: HandClock
) -> None:
    first, second = busy_houses(platform, clock)
    offer_id = asked(platform, "bookings", venue_id=second.id)["items"][0]["offer_id"]
    scopes: list[dict[str, Any]] = [
        {"venue_id": first.id},
        {"venue_id": second.id},
        {"offerer_siren": SIREN},
        {"offer_id": offer_id},
    ]
    spans: list[dict[str, Any]] = [
        {},
        {"from": "2026-05-01", "to": "2026-05-01"},
        {"from": "2026-05-01"},
        {"to": "2026-04-30"},
        {"from": "2026-04-30T21:00:00Z", "to": "2026-05-01T02:30:00Z"},
        {"from": "2026-05-02", "to": "2026-04-30"},
    ]
    asks = [{**scope, **span} for scope in scopes for span in spans]
    before = [totals(platform, **ask) for ask in asks]
    assert [cents for cents, _ in before] == [added_up(platform, **ask) for ask in asks]
    assert len({cents for cents, _ in before}) > 6
    assert summed(platform) > 50
    assert [totals(platform, **ask) for ask in asks] == before
    assert summed(platform) == 0


def test_a_use_that_is_undone_or_moved_to_another_month_leaves_the_sums(
    platform: Platform, clock: HandClock
) -> None:
    booking = given.booking(platform, given.thing(1500))
    use(platform, booking)
    assert summed(platform) == 1
    use(platform, booking, "undo")
    assert totals(platform, venue_id=booking.venue_id) == (0, [])
    assert summed(platform) == 1
    assert totals(platform, venue_id=booking.venue_id) == (0, [])
    use(platform, booking)
    use(platform, booking, "undo")
    assert summed(platform) == 0
    use(platform, booking)
    assert summed(platform) == 1
    use(platform, booking, "undo")
    clock.move(days=40)
    use(platform, booking)
    (month,) = totals(platform, venue_id=booking.venue_id)[1]
    assert summed(platform) == 1
    assert totals(platform, venue_id=booking.venue_id) == (1500, [month])


def test_pages_that_stop_anywhere_count_each_use_once(platform: Platform, clock: HandClock) -> None:
    house, _ = busy_houses(platform, clock)
    expected = totals(platform, venue_id=house.id)
    after: service.Position | None = None
    for _ in range(3):
        _, after = platform.database.run(
            partial(service.sum_page, after=after, at=clock.now(), page=7)
        )
        assert totals(platform, venue_id=house.id) == expected
    summed(platform)
    assert totals(platform, venue_id=house.id) == expected


def test_reads_do_not_grow_with_history(platform: Platform, clock: HandClock) -> None:
    house = given.house(platform)
    reads = []
    for round_ in range(2):
        for number in range(3 + 9 * round_):
            uid = f"b{round_}{number}"
            given.beneficiary(platform, uid)
            use(
                platform,
                given.book(platform, given.stock(platform, given.thing(), at_venue=house).id, uid),
            )
        summed(platform)
        with metered() as meter:
            totals(platform, venue_id=house.id)
        reads.append(meter.documents_read)
    assert reads[0] == reads[1]


def test_uses_of_an_earlier_release_are_summed_after_a_renewal(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1500))
    use(platform, booking)
    given.change(platform, "bookings", booking.id, sum_due_at=None)
    assert totals(platform, venue_id=booking.venue_id)[0] == 0
    renew_once(platform.database)
    assert totals(platform, venue_id=booking.venue_id)[0] == 1500
    assert summed(platform) == 1
    assert totals(platform, venue_id=booking.venue_id)[0] == 1500


def expected(platform: Platform) -> list[tuple[str | None, str, int, int]]:
    path = f"/v1/offerers/{SIREN}/revenue?from=2026-05&to=2026-05"
    answer = given.call(platform, "GET", path, uid=MEMBER)
    assert answer.status_code == 200
    months = answer.get_json()["expected"]
    return [(m["month"], m["venue_id"], m["bookings"], m["revenue_cents"]) for m in months]


def test_open_bookings_are_expected_in_the_month_of_their_event(
    platform: Platform, clock: HandClock
) -> None:
    strasbourg, cayenne = two_houses(platform)
    made = []
    for number, at_venue in enumerate((strasbourg, strasbourg, cayenne)):
        uid = f"b{number}"
        given.beneficiary(platform, uid)
        stock = given.stock(platform, given.ticket(1_000, days=30), at_venue=at_venue)
        made.append(given.book(platform, stock.id, uid))
    thing = given.stock(platform, given.thing(300), at_venue=strasbourg)
    made.append(given.book(platform, thing.id, "b0"))
    month = f"{clock.now() + timedelta(days=30):%Y-%m}"
    all_open = [
        *sorted([(month, strasbourg.id, 2, 2_000), (month, cayenne.id, 1, 1_000)]),
        (None, strasbourg.id, 1, 300),
    ]
    for _ in range(2):
        assert expected(platform) == all_open
        summed(platform)
    given.cancel(platform, made[0])
    use(platform, made[3])
    fewer = sorted([(month, strasbourg.id, 1, 1_000), (month, cayenne.id, 1, 1_000)])
    for _ in range(2):
        assert expected(platform) == fewer
        summed(platform)
    later = clock.now() + timedelta(days=75)
    given.edit_stock(platform, made[2].stock_id, begins_at=later)
    moved = [(month, strasbourg.id, 1, 1_000), (f"{later:%Y-%m}", cayenne.id, 1, 1_000)]
    for _ in range(2):
        assert expected(platform) == moved
        summed(platform)


def test_houses_in_two_time_zones_share_the_days_of_the_seat(
    platform: Platform, clock: HandClock
) -> None:
    """A day of the seat in Paris ends five hours before that of Cayenne."""
    strasbourg, cayenne = two_houses(platform)
    given.beneficiary(platform)
    for hour, cents in ((20, 1), (23, 10), (28, 100)):
        clock.at = datetime.fromisoformat("2026-04-30T00:00:00Z") + timedelta(hours=hour)
        for at_venue in (strasbourg, cayenne):
            stock = given.stock(platform, given.thing(cents), at_venue=at_venue)
            use(platform, given.book(platform, stock.id))
    day: dict[str, Any] = {"offerer_siren": SIREN, "from": "2026-04-30", "to": "2026-04-30"}
    assert totals(platform, **day)[0] == 2
    summed(platform)
    assert totals(platform, **day)[0] == 2
    assert totals(platform, offerer_siren=SIREN, **{"from": "2026-05-01"})[0] == 220


def instants() -> st.SearchStrategy[datetime]:
    base = datetime.fromisoformat("2026-03-27T00:00:00Z")
    return st.integers(0, 5 * 24 * 4).map(lambda quarters: base + timedelta(minutes=15 * quarters))


@any_of(
    st.none() | instants(),
    st.none() | instants(),
    st.lists(st.tuples(instants(), st.sampled_from(ZONES)), min_size=1),
)
def test_whole_days_and_edges_are_the_period(
    first: datetime | None, last: datetime | None, uses: list[tuple[datetime, str]]
) -> None:
    """Also across the night on which Paris loses an hour, 29 March 2026."""
    parts = parts_of(first, last, {zone for _, zone in uses})

    def counts() -> Iterator[bool]:
        for at, zone in uses:
            whole = parts.has(local_day(at, zone), zone)
            yield whole or any(
                (begins is None or begins <= at) and (ends is None or at <= ends)
                for begins, ends in parts.edges
            )

    inside = [(first is None or first <= at) and (last is None or at <= last) for at, _ in uses]
    assert list(counts()) == inside


@pytest.mark.parametrize("page", [1, 2])
def test_a_booking_that_cannot_be_read_holds_up_no_other(platform: Platform, page: int) -> None:
    house = given.house(platform)
    made = []
    for uid in ("ana", "ben", "cem"):
        given.beneficiary(platform, uid)
        booking = given.book(platform, given.stock(platform, given.thing(), at_venue=house).id, uid)
        use(platform, booking)
        made.append(booking)
    given.change(platform, "bookings", made[0].id, quantity="two")
    after, number = None, 0
    for _ in range(4):
        done, after = platform.database.run(
            partial(service.sum_page, after=after, at=given.now(platform), page=page)
        )
        number += done
        if after is None:
            break
    assert number == 2
