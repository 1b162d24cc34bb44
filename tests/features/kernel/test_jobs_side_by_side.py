"""Jobs on both databases, with the pages of two schedules worked on side by side."""

from collections import Counter
from datetime import timedelta

from functions.booking.models import Booking
from functions.kernel.batch_jobs import PAGE
from functions.kernel.events import Message
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.given import HandClock
from tests.support.threaded_bus import Workers

PEOPLE = ("ana", "zoe", "kim", "lou", "max", "eva", "tom")


def made(platform: Platform) -> list[Booking]:
    """Return more bookings than fit on a page, of few stocks."""
    house = given.house(platform)
    for uid in PEOPLE:
        given.beneficiary(platform, uid)
    stocks = [given.stock(platform, given.thing(100), at_venue=house) for _ in range(15)]
    return [given.book(platform, stock.id, uid) for stock in stocks for uid in PEOPLE]


def start_twice(platform: Platform, job: str) -> int:
    """Start a job by two schedules at once; return the number of messages."""
    with Workers(platform, 4) as bus:
        for number in range(2):
            bus.publish(Message(f"job-{job}", f"tick-{number}", ""))
        bus.wait()
        return bus.published


def test_pages_side_by_side_do_every_piece_once(either: Platform, clock: HandClock) -> None:
    bookings = made(either)
    assert PAGE < len(bookings) <= 2 * PAGE
    clock.at = given.NOW + timedelta(days=6)
    assert start_twice(either, "remind-expiring") > 3
    kept = given.documents(either, "bookings")
    assert {kept[one.id]["remind_at"] for one in bookings} == {None}
    clock.at = given.NOW + timedelta(days=12)
    assert start_twice(either, "expire-bookings") > 3
    kept = given.documents(either, "bookings")
    assert Counter(kept[one.id]["status"] for one in bookings) == {"expired": len(bookings)}
    assert {kept[one.id]["revision"] for one in bookings} == {2}
    assert {stock["booked"] for stock in given.documents(either, "stocks").values()} == {0}
    assert {given.parts(either, uid) for uid in PEOPLE} == {(50_000, 0, 0, 0)}
    kinds = Counter(entry["kind"] for entry in given.documents(either, "ledger_entries").values())
    assert kinds == {"grant": 7, "hold": len(bookings), "release": len(bookings)}
    # An event that waits since the clock was moved would be a finding.
    either.relay.sweep()
    given.audit(either)
