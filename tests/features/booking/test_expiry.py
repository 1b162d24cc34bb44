"""Jobs: each does what is due and no more, twice is as good as once, and one bad piece stops none.

A poisoned document is one that cannot be read any more, as a fault or a hand may leave it.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.booking.desk import service as desk_service
from functions.booking.desk_access.service import Desk
from functions.booking.holder import service as holder_service
from functions.booking.models import Booking
from functions.kernel.bus.inline import InlineBus
from functions.kernel.database import Ref, Write
from functions.kernel.events import Message
from functions.kernel.jobs import JOBS, run_job
from functions.kernel.logs import digest
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.adapters import DelegatingAdapter
from tests.support.given import MEMBER, HandClock


def run(platform: Platform, job: str) -> dict[str, int]:
    """Return what a job reports as of the clock, without the outcomes of which there were none."""
    report = given.run(platform, job)
    counts = {outcome: number for outcome, number in report.counts.items() if number}
    return {**counts, "failed": report.failed} if report.failed else counts


def statuses(platform: Platform, several: Sequence[Booking]) -> list[str]:
    return [given.the_booking(platform, one.id).status for one in several]


def several_bookings(
    platform: Platform, facts: dict[str, Any], *uids: str, **offered: Any
) -> list[Booking]:
    """Return a booking of one stock by each of these people."""
    stock = given.stock(platform, facts, **offered)
    made = []
    for uid in uids:
        given.beneficiary(platform, uid)
        made.append(given.book(platform, stock.id, uid))
    return made


@dataclass
class Mortal(DelegatingAdapter):
    """A database whose process dies after so many commits."""

    commits: int

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        if self.commits == 0:
            raise KeyboardInterrupt
        self.commits -= 1
        return super().commit(writes)


# expire-bookings


@pytest.mark.behaviour(68)
@pytest.mark.behaviour(69)
@pytest.mark.behaviour(70)
def test_a_book_expires_after_ten_days_at_the_start_of_a_day(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    offered = {
        "book": (given.thing(), "paper_book"),
        "disc": (given.thing(), "music_disc"),
        "ebook": (given.thing(), "ebook"),
        "concert": (given.ticket(days=2), "concert"),
    }
    made = {}
    for name, (facts, kind) in offered.items():
        url = "https://books.test" if kind == "ebook" else None
        stock = given.stock(platform, facts, at_venue=house, category=kind, url=url)
        made[name] = given.book(platform, stock.id)

    def live() -> set[str]:
        return {
            name
            for name, one in made.items()
            if given.the_booking(platform, one.id).status == "confirmed"
        }

    clock.at = datetime.fromisoformat("2026-05-14T21:59:59Z")
    assert run(platform, "expire-bookings") == {}
    clock.move(seconds=1)
    assert run(platform, "expire-bookings") == {"expired": 1}
    assert live() == {"disc", "ebook", "concert"}
    expired = given.the_booking(platform, made["book"].id)
    assert (expired.status, expired.cancellation_reason) == ("expired", "expired")
    assert expired.cancelled_at == clock.at
    clock.at = datetime.fromisoformat("2026-06-03T22:00:00Z")
    assert run(platform, "expire-bookings") == {"expired": 1}
    assert live() == {"ebook", "concert"}
    clock.move(days=300)
    assert run(platform, "expire-bookings") == {}
    assert given.parts(platform) == (48_000, 2_000, 0, 0)
    given.audit(platform)


def test_expiry_gives_back_places_and_credit_once(platform: Platform, clock: HandClock) -> None:
    (booking,) = several_bookings(platform, given.thing(1500), "ana")
    clock.move(days=12)
    assert run(platform, "expire-bookings") == {"expired": 1}
    before = {name: given.documents(platform, name) for name in ("bookings", "stocks", "wallets")}
    clock.move(hours=1)
    assert run(platform, "expire-bookings") == {}
    after = {name: given.documents(platform, name) for name in ("bookings", "stocks", "wallets")}
    assert after == before
    assert given.parts(platform) == (50_000, 0, 0, 0)
    assert given.the_stock(platform, booking.stock_id).booked == 0
    given.book(platform, booking.stock_id)
    given.audit(platform)


def test_what_was_used_or_cancelled_does_not_expire(platform: Platform, clock: HandClock) -> None:
    made = several_bookings(platform, given.thing(), "ana", "zoe", "kim")
    at, desk = clock.now(), Desk(uid=MEMBER)
    platform.database.run(
        lambda work: desk_service.redeem(work, made[0].countermark, desk=desk, now=at)
    )
    platform.database.run(
        lambda work: holder_service.cancel_own(work, made[1].id, caller_id="zoe", now=at)
    )
    clock.move(days=12)
    assert run(platform, "expire-bookings") == {"expired": 1}
    assert statuses(platform, made) == ["used", "cancelled", "expired"]


# use-past-events


@pytest.mark.behaviour(64)
@pytest.mark.behaviour(65)
@pytest.mark.behaviour(66)
@pytest.mark.behaviour(67)
def test_an_event_counts_as_used_48_hours_after_it_began_and_is_debited(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    made = [
        given.book(platform, given.stock(platform, facts, at_venue=house).id)
        for facts in (given.ticket(700, days=3), given.ticket(days=5), given.thing())
    ]
    clock.move(days=5)
    assert run(platform, "use-past-events") == {}, "48 hours to the second are not more"
    clock.move(seconds=1)
    assert run(platform, "use-past-events") == {"used": 1}
    assert statuses(platform, made) == ["used", "confirmed", "confirmed"]
    used = given.the_booking(platform, made[0].id)
    assert used.used_at == clock.at
    assert given.parts(platform) == (47_300, 2_000, 700, 0)
    clock.move(hours=1)
    assert run(platform, "use-past-events") == {}
    assert given.the_booking(platform, made[0].id) == used
    given.audit(platform)


def test_a_cancelled_booking_of_a_past_event_stays_cancelled(
    platform: Platform, clock: HandClock
) -> None:
    (booking,) = several_bookings(platform, given.ticket(days=9), "ana")
    at = clock.now()
    platform.database.run(
        lambda work: holder_service.cancel_own(work, booking.id, caller_id="ana", now=at)
    )
    clock.move(days=20)
    assert run(platform, "use-past-events") == {}
    assert given.parts(platform) == (50_000, 0, 0, 0)


# expire-grants


def test_what_is_left_of_a_grant_ends_with_its_last_day(
    platform: Platform, clock: HandClock
) -> None:
    several_bookings(platform, given.ticket(1500, days=400), "ana")
    given.beneficiary(platform, "cayenne", postal_code="97300")
    clock.at = datetime.fromisoformat("2027-05-04T21:59:59Z")
    assert run(platform, "expire-grants") == {}
    clock.move(seconds=1)
    assert run(platform, "expire-grants") == {"expired": 1}
    assert given.parts(platform) == (0, 1500, 0, 48_500)
    assert given.parts(platform, "cayenne") == (50_000, 0, 0, 0)
    clock.move(hours=5)
    assert run(platform, "expire-grants") == {"expired": 1}
    before = given.documents(platform, "wallets"), given.documents(platform, "ledger_entries")
    clock.move(days=10)
    assert run(platform, "expire-grants") == {}
    after = given.documents(platform, "wallets"), given.documents(platform, "ledger_entries")
    assert after == before
    given.audit(platform)


def test_a_booking_that_expires_after_its_grant_loses_its_credit(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    clock.move(days=360)
    given.book(platform, given.stock(platform, given.thing(1500), at_venue=house).id)
    clock.move(days=20)
    assert run(platform, "expire-grants") == {"expired": 1}
    assert run(platform, "expire-bookings") == {"expired": 1}
    assert given.parts(platform) == (0, 0, 0, 50_000)
    given.audit(platform)


# One bad piece, and being stopped anywhere


@pytest.mark.parametrize(
    ("job", "facts", "days", "outcome"),
    [
        ("expire-bookings", given.thing(), 12, "expired"),
        ("remind-expiring", given.thing(), 6, "reminded"),
        ("use-past-events", given.ticket(days=3), 6, "used"),
    ],
)
def test_a_poisoned_booking_does_not_stop_the_others(
    platform: Platform,
    clock: HandClock,
    job: str,
    facts: dict[str, Any],
    days: int,
    outcome: str,
) -> None:
    made = several_bookings(platform, facts, "ana", "zoe", "kim")
    given.change(platform, "bookings", made[1].id, quantity="lots")
    clock.move(days=days)
    assert run(platform, job) == {outcome: 2, "failed": 1}
    assert run(platform, job) == {"failed": 1}
    given.change(platform, "bookings", made[1].id, quantity=1)
    assert run(platform, job) == {outcome: 1}
    given.audit(platform)


def test_a_poisoned_wallet_does_not_stop_the_others(platform: Platform, clock: HandClock) -> None:
    for uid in ("ana", "zoe", "kim"):
        given.beneficiary(platform, uid)
    given.change(platform, "wallets", "kim", caps="none")
    clock.move(days=366)
    assert run(platform, "expire-grants") == {"expired": 2, "failed": 1}
    assert run(platform, "audit-ledger") == {"wallets": 3, "faulty": 1}
    assert given.parts(platform, "zoe") == (0, 0, 0, 50_000)


@pytest.mark.parametrize("commits", [0, 1, 2])
def test_a_job_that_was_stopped_goes_on_where_it_was(
    platform: Platform, clock: HandClock, commits: int
) -> None:
    made = several_bookings(platform, given.thing(), "ana", "zoe", "kim")
    clock.move(days=12)
    database = platform.database
    whole, relay = database.adapter, database.on_commit
    # The first commit notes that the run begins.
    database.adapter, database.on_commit = Mortal(whole, 1 + commits), None
    with pytest.raises(KeyboardInterrupt):
        given.run(platform, "expire-bookings")
    database.adapter, database.on_commit = whole, relay
    assert statuses(platform, made).count("expired") == commits
    given.audit(platform)
    assert run(platform, "expire-bookings") == {"expired": 3 - commits}
    assert statuses(platform, made) == ["expired"] * 3
    clock.move(minutes=2)
    assert run(platform, "sweep-outbox") == ({"relayed": commits} if commits else {})
    assert given.documents(platform, "outbox") == {}
    given.audit(platform)


# sweep-outbox


def left_behind(platform: Platform, work: Callable[[], Any]) -> None:
    """Do something, and crash before its events are relayed."""
    relay, platform.database.on_commit = platform.database.on_commit, None
    work()
    platform.database.on_commit = relay


def test_the_sweep_relays_what_a_crash_left_after_a_minute(
    platform: Platform, clock: HandClock
) -> None:
    given.pending(platform)
    left_behind(platform, lambda: given.activated(platform, "ana"))
    assert given.documents(platform, "wallets") == {}
    clock.move(minutes=1)
    assert run(platform, "sweep-outbox") == {}, "it may still be on its way"
    clock.move(seconds=1)
    assert run(platform, "sweep-outbox") == {"relayed": 1}
    assert given.parts(platform) == (50_000, 0, 0, 0)
    assert run(platform, "sweep-outbox") == {}
    given.audit(platform)


@pytest.mark.parametrize("commits", range(1, 9))
def test_a_crash_anywhere_on_the_way_of_an_event_loses_and_doubles_nothing(
    platform: Platform, clock: HandClock, commits: int
) -> None:
    given.token(platform, "ana")
    given.pending(platform)
    database = platform.database
    whole = database.adapter
    database.adapter = Mortal(whole, commits)
    with suppress(KeyboardInterrupt):
        given.activated(platform, "ana")
    database.adapter = whole
    clock.move(minutes=2)
    for _ in range(3):
        run(platform, "sweep-outbox")
    assert given.documents(platform, "outbox") == {}
    assert given.parts(platform) == (50_000, 0, 0, 0)
    assert [entry.kind for entry in given.entries(platform)] == ["grant"]
    assert len(given.documents(platform, "notices")) == 1
    given.audit(platform)


def test_an_event_that_cannot_be_relayed_stays_stops_no_other_and_is_reported(
    platform: Platform, clock: HandClock, logged: Callable[[], str]
) -> None:
    several = ("ana", "zoe", "kim")
    for uid in several:
        given.pending(platform, uid)
    left_behind(platform, lambda: [given.activated(platform, uid) for uid in several])
    poisoned = "beneficiary-activated:zoe:2"
    whole = given.documents(platform, "outbox")[poisoned]["data"]
    given.change(platform, "outbox", poisoned, data="{}")
    clock.move(minutes=2)
    assert run(platform, "sweep-outbox") == {"relayed": 2, "failed": 1}
    assert given.documents(platform, "wallets").keys() == {"ana", "kim"}
    assert run(platform, "sweep-outbox") == {"failed": 1}
    lines = [json.loads(line) for line in logged().splitlines()]
    failed = [line for line in lines if line["message"] == "relay_failed"]
    assert {(line["event"], line["item"]) for line in failed} == {
        ("beneficiary-activated", digest(poisoned))
    }
    assert "zoe" not in logged()
    given.change(platform, "outbox", poisoned, data=whole)
    assert run(platform, "sweep-outbox") == {"relayed": 1}
    assert given.documents(platform, "outbox") == {}
    given.audit(platform)


def test_a_sweep_that_takes_too_long_is_gone_on_with_by_the_next(
    platform: Platform, clock: HandClock
) -> None:
    class Slow(InlineBus):
        """A bus that is hardly there."""

        def publish(self, message: Message) -> None:
            clock.move(seconds=100)
            super().publish(message)

    def record(work: Any) -> None:
        for number in range(5):
            event = {"topic": "nobody-listens", "id": f"e{number}", "data": "{}"}
            work.create(Ref("outbox", f"e{number}"), {**event, "recorded_at": clock.now()})

    left_behind(platform, lambda: platform.database.run(record))
    clock.move(minutes=2)
    platform.use("bus", Slow(platform))
    assert run(platform, "sweep-outbox") == {"relayed": 3}
    assert run(platform, "sweep-outbox") == {"relayed": 2}


def test_the_sweep_relays_more_than_one_page(platform: Platform, clock: HandClock) -> None:
    def record(work: Any) -> None:
        for number in range(250):
            event = {"topic": "nobody-listens", "id": f"e{number}", "data": "{}"}
            work.create(Ref("outbox", f"e{number}"), {**event, "recorded_at": clock.now()})

    left_behind(platform, lambda: platform.database.run(record))
    clock.move(minutes=2)
    assert run(platform, "sweep-outbox") == {"relayed": 250}
    assert given.documents(platform, "outbox") == {}


# audit-ledger


@pytest.mark.parametrize(
    ("collection", "changes"),
    [
        ("wallets", {"available_cents": 48_501}),
        ("wallets", {"held_cents": 1499}),
        ("ledger_entries", {"amount_cents": 1, "postings": []}),
        ("holds", {"amount_cents": 1499}),
        ("holds", {"domain": "digital"}),
    ],
)
def test_the_audit_counts_a_wallet_that_was_tampered_with(
    platform: Platform, collection: str, changes: dict[str, object]
) -> None:
    given.booking(platform, given.thing(1500))
    given.beneficiary(platform, "zoe")
    assert run(platform, "audit-ledger") == {"wallets": 2}
    found = given.documents(platform, collection)
    name = next(name for name in found if "zoe" not in name and "grant" not in name)
    given.change(platform, collection, name, **changes)
    assert run(platform, "audit-ledger") == {"wallets": 2, "faulty": 1}


# How a job is started


def test_a_schedules_message_starts_a_job_for_the_instant_that_it_names(
    platform: Platform, clock: HandClock
) -> None:
    (booking,) = several_bookings(platform, given.thing(), "ana")
    at = (clock.now() + timedelta(days=12)).isoformat()
    for data, status in (("", "confirmed"), (f'{{"at": "{at}"}}', "expired")):
        message = Message("job-expire-bookings", f"tick-{status}", data)
        assert given.push("booking_jobs", message).status_code == 200
        assert given.the_booking(platform, booking.id).status == status


@pytest.mark.parametrize(
    ("function", "topic", "data"),
    [
        ("booking_jobs", "job-unknown", "{}"),
        ("wallet_jobs", "job-expire-bookings", "{}"),
        ("booking_jobs", "job-expire-bookings", "not json"),
        ("booking_jobs", "job-expire-bookings", '{"at": "tomorrow"}'),
        ("booking_jobs", "job-expire-bookings", '{"ids": "b1"}'),
        ("booking_jobs", "job-expire-bookings", '{"ids": ["b1", 2]}'),
        ("booking_jobs", "job-expire-bookings", '{"ids": ["b/1"]}'),
        ("booking_jobs", "job-expire-bookings", '{"after": "2026-05-04T10:00:00Z"}'),
        ("booking_jobs", "job-expire-bookings", '{"after": ["2026-05-04T10:00:00Z"]}'),
        ("booking_jobs", "job-expire-bookings", '{"after": ["today", "b1"]}'),
        ("booking_jobs", "job-expire-bookings", '{"after": ["2026-05-04T10:00:00Z", "b/1"]}'),
        ("wallet_events", "booking-redeemed", "{}"),
    ],
)
def test_a_message_that_is_not_understood_is_asked_for_again(
    platform: Platform, function: str, topic: str, data: str
) -> None:
    answer = given.push(function, Message(topic, "one", data))
    assert answer.status_code == 500
    assert given.push("booking_jobs", Message("job-expire-bookings", "two", "")).status_code == 200


def test_an_unknown_job_is_a_fault_of_who_starts_it(platform: Platform) -> None:
    with pytest.raises(KeyError):
        run_job(platform, "make-coffee", given.NOW)
    named = {"expire-bookings", "remind-expiring", "use-past-events", "expire-grants"}
    assert named | {"sweep-outbox", "audit-ledger"} < set(JOBS)
