"""Reactions to used bookings, and the counts that an offer shows."""

import pytest
from werkzeug.test import TestResponse

from functions.accounts.erasure import service as erasure_service
from functions.booking.models import Booking, BookingRestored
from functions.kernel.events import to_message
from functions.kernel.platform import Platform
from functions.offers.models import Stock
from tests.support import given
from tests.support.answers import content, refused
from tests.support.given import HandClock

PEOPLE = ("ana", "zoe", "kim", "leo", "mia")

pytestmark = pytest.mark.usefixtures("whole_books")


def react(platform: Platform, booking: Booking, value: str, uid: str | None = None) -> TestResponse:
    return given.call(
        platform,
        "PUT",
        f"/v1/bookings/{booking.id}/reaction",
        {"reaction": value},
        uid=uid or booking.beneficiary_id,
    )


def shown(platform: Platform, stock: Stock) -> dict[str, int] | None:
    offer = content(given.call(platform, "GET", f"/v1/offers/{stock.offer_id}"))
    counts: dict[str, int] | None = offer["reactions"]
    return counts


def counted(platform: Platform, stock: Stock) -> tuple[int, int]:
    """Return the counts kept, which have to be those of the reactions kept."""
    counts = given.documents(platform, "reaction_counts")[stock.offer_id]
    kept = [one["value"] for one in given.documents(platform, "reactions").values()]
    assert (counts["likes"], counts["dislikes"]) == (kept.count("like"), kept.count("dislike"))
    return counts["likes"], counts["dislikes"]


@pytest.fixture
def stock(platform: Platform) -> Stock:
    return given.stock(platform, given.thing())


@pytest.fixture
def used(platform: Platform, stock: Stock) -> list[Booking]:
    """A used booking of each of five people."""
    made = given.book_for(platform, stock, *PEOPLE)
    for booking in made:
        given.redeem(platform, booking)
    return made


def test_counts_are_shown_from_five_reactions_on(
    platform: Platform, stock: Stock, used: list[Booking]
) -> None:
    for booking in used[:4]:
        assert content(react(platform, booking, "like")) == {"reaction": "like"}
    assert shown(platform, stock) is None
    react(platform, used[4], "dislike")
    assert shown(platform, stock) == {"likes": 4, "dislikes": 1}


def test_the_reaction_of_one_more_person_does_not_show(
    platform: Platform, stock: Stock, used: list[Booking]
) -> None:
    for booking in used:
        react(platform, booking, "like")
    (later,) = given.book_for(platform, stock, "noe")
    given.redeem(platform, later)
    react(platform, later, "dislike")
    assert counted(platform, stock) == (5, 1)
    assert shown(platform, stock) == {"likes": 5, "dislikes": 0}


def test_a_change_of_mind_counts_once(
    platform: Platform, stock: Stock, used: list[Booking]
) -> None:
    for value in ("like", "like", "dislike", "like", "none", "none", "dislike"):
        assert content(react(platform, used[0], value)) == {"reaction": value}
    assert counted(platform, stock) == (0, 1)
    path = f"/v1/bookings/{used[0].id}/reaction"
    assert content(given.call(platform, "GET", path, uid="ana")) == {"reaction": "dislike"}


def test_only_the_holder_of_a_used_booking_reacts(platform: Platform, stock: Stock) -> None:
    (booking,) = given.book_for(platform, stock, "ana")
    assert refused(react(platform, booking, "like")) == (409, "not_used_yet")
    given.beneficiary(platform, "zoe")
    given.redeem(platform, booking)
    assert refused(react(platform, booking, "like", "zoe")) == (404, "unknown_booking")
    assert react(platform, booking, "like").status_code == 200


def test_a_redemption_that_is_undone_takes_its_reaction_with_it(
    platform: Platform, stock: Stock, used: list[Booking]
) -> None:
    react(platform, used[0], "like")
    react(platform, used[1], "like")
    given.undo(platform, used[0])
    assert counted(platform, stock) == (1, 0)
    # An event that comes again late finds the booking used again, and leaves its reaction.
    event = BookingRestored.of(given.the_booking(platform, used[0].id), at=given.now(platform))
    given.redeem(platform, used[0])
    react(platform, used[0], "dislike")
    given.deliver(platform, to_message(event))
    assert counted(platform, stock) == (1, 1)


def test_people_who_react_at_once_are_all_counted(
    platform: Platform, stock: Stock, used: list[Booking]
) -> None:
    answers = given.at_once(lambda n: react(platform, used[n % 5], "like").status_code, 10)
    assert answers == [200] * 10
    assert counted(platform, stock) == (5, 0)


def test_erased_people_leave_no_reaction(
    platform: Platform, stock: Stock, used: list[Booking]
) -> None:
    for booking in used:
        react(platform, booking, "like")
    given.do(platform, erasure_service.erase, "ana", email="ana@demo.test")
    assert counted(platform, stock) == (4, 0)
    assert shown(platform, stock) is None
    assert refused(react(platform, used[0], "like"))[1] in ("beneficiary_only", "unauthenticated")


def test_reactions_count_for_13_months(
    platform: Platform, clock: HandClock, stock: Stock, used: list[Booking]
) -> None:
    react(platform, used[0], "like")
    clock.move(days=200)
    react(platform, used[1], "like")
    clock.move(days=195)
    assert given.run(platform, "forget-reactions").counts == {"forgotten": 1}
    assert counted(platform, stock) == (1, 0)
