"""Jobs of pieces, handed out page by page: bounded messages, nothing lost, nothing held up.

The job is expire-grants, over wallets that are put there in bulk.
"""

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.accounts.schemes.models import Credit, Grant
from functions.kernel.batch_jobs import PAGE
from functions.kernel.database import (
    Query,
    RetryPolicy,
    Snapshot,
    Stale,
    Write,
    metered,
)
from functions.kernel.events import Message
from functions.kernel.jobs import JOBS, PartlyDone
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.wallet.grants import rules as grants_rules
from functions.wallet.store import ledger_entries, wallets
from tests.support import given
from tests.support.adapters import DelegatingAdapter
from tests.support.given import HandClock

TOPIC = "job-expire-grants"


@dataclass
class Queue:
    """A bus that keeps its messages until they are asked for, and notes the size of each."""

    waiting: list[Message] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)

    def publish(self, message: Message) -> None:
        self.waiting.append(message)
        self.seen.append(json.loads(message.data))

    def deliver_all(self, platform: Platform, *, times: int = 1) -> None:
        """Deliver each message so many times, and what follows from it, until none is left."""
        while self.waiting:
            message = self.waiting.pop(0)
            for _ in range(times):
                given.deliver(platform, message)

    @property
    def pages(self) -> list[int]:
        """How many pieces each page had that was handed out."""
        return [len(content["ids"]) for content in self.seen if "ids" in content]


class Walking(HandClock):
    """A clock that goes on by so many seconds each time that it is looked at."""

    seconds = 0.0

    def now(self) -> datetime:
        self.at += timedelta(seconds=self.seconds)
        return self.at


@dataclass
class Contended(DelegatingAdapter):
    """A database in which a document is always changed by somebody else just before a commit."""

    contended: set[str]

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        if any(write.ref.id in self.contended for write in writes):
            raise Stale
        return super().commit(writes)


@pytest.fixture
def clock() -> Walking:
    return Walking()


@pytest.fixture
def queue(platform: Platform) -> Queue:
    made = Queue()
    platform.use("bus", made)
    return made


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    text = io.StringIO()
    log.to(text)
    yield text
    log.to(None)


def lines(logged: io.StringIO, message: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in logged.getvalue().splitlines()]
    return [line for line in found if line["message"] == message]


def add_wallets(platform: Platform, names: Iterable[str], *, minutes: float = 0) -> None:
    """Add wallets whose grants ended an hour ago, and so many minutes later."""
    grant = Grant(
        scheme="fr-pilot",
        credits=(Credit(id="fr-pilot~18", amount_cents=50_000),),
        expires_at=given.NOW - timedelta(minutes=60 - minutes),
        caps=(),
        domains={},
    )
    writes = []
    for name in names:
        made = grants_rules.open_wallet(name, grant, now=given.NOW - timedelta(days=700))
        assert made.entry is not None
        entry = made.entry
        writes.append(Write("create", wallets.ref(name), wallets.encode(made.wallet)))
        writes.append(Write("create", ledger_entries.ref(entry.id), ledger_entries.encode(entry)))
    platform.database.adapter.commit(writes)


def named(number: int, prefix: str = "w") -> list[str]:
    return [f"{prefix}{index:04}" for index in range(number)]


def poison(platform: Platform, names: Iterable[str]) -> None:
    """Make wallets unreadable, past every rule."""
    refs = [wallets.ref(name) for name in names]
    found = platform.database.adapter.read(refs)
    platform.database.adapter.commit(
        [
            Write("replace", one.ref, {**(one.data or {}), "caps": "none"}, one.version)
            for one in found
        ]
    )


def ended(platform: Platform) -> set[str]:
    found = given.documents(platform, "wallets")
    return {name for name, wallet in found.items() if wallet["is_expired"]}


def start(platform: Platform, data: str = "{}") -> None:
    """Deliver the schedule's message."""
    given.deliver(platform, Message(TOPIC, "tick", data))


def test_the_schedules_message_hands_out_what_is_due_in_pages(
    platform: Platform, queue: Queue, logged: io.StringIO
) -> None:
    add_wallets(platform, named(2 * PAGE + 3))
    start(platform)
    assert ended(platform) == set(), "listing does none of them"
    assert queue.pages == [PAGE, PAGE, 3]
    assert {message.topic for message in queue.waiting} == {TOPIC}
    assert len({message.id for message in queue.waiting}) == 3
    assert {content["at"] for content in queue.seen} == {given.NOW.isoformat()}
    queue.deliver_all(platform)
    assert ended(platform) == set(named(2 * PAGE + 3))
    (listed,) = lines(logged, "job_listed")
    assert (listed["due"], listed["unfinished"]) == (2 * PAGE + 3, 0)
    assert [line["expired"] for line in lines(logged, "job")] == [PAGE, PAGE, 3]
    given.audit(platform)


@pytest.mark.parametrize("number", [0, 1, PAGE])
def test_a_page_is_never_empty(platform: Platform, queue: Queue, number: int) -> None:
    add_wallets(platform, named(number))
    start(platform)
    assert queue.pages == ([number] if number else [])
    queue.deliver_all(platform)
    assert len(ended(platform)) == number


def test_the_pages_work_for_the_instant_that_the_schedule_named(
    platform: Platform, queue: Queue, clock: Walking
) -> None:
    add_wallets(platform, ["early"])
    add_wallets(platform, ["late"], minutes=120)
    start(platform, json.dumps({"at": (given.NOW - timedelta(minutes=61)).isoformat()}))
    assert queue.seen == []
    start(platform, json.dumps({"at": (given.NOW + timedelta(minutes=30)).isoformat()}))
    clock.move(days=1)
    queue.deliver_all(platform)
    assert ended(platform) == {"early"}


def test_every_message_twice_changes_nothing_more(platform: Platform, queue: Queue) -> None:
    add_wallets(platform, named(PAGE + 20))
    start(platform)
    start(platform)
    queue.deliver_all(platform, times=2)
    assert ended(platform) == set(named(PAGE + 20))
    assert len(given.documents(platform, "ledger_entries")) == 2 * (PAGE + 20)
    given.audit(platform)


def test_a_list_that_takes_too_long_goes_on_in_another_message(
    platform: Platform, queue: Queue, clock: Walking, logged: io.StringIO
) -> None:
    for minutes, prefix in enumerate("abc"):
        add_wallets(platform, named(PAGE, prefix), minutes=minutes)
    clock.seconds = 401
    start(platform)
    assert queue.pages == [PAGE]
    assert list(queue.seen[-1]) == ["at", "after"]
    clock.seconds = 0
    queue.deliver_all(platform)
    assert queue.pages == [PAGE, PAGE, PAGE]
    assert len(ended(platform)) == 3 * PAGE
    assert [line["unfinished"] for line in lines(logged, "job_listed")] == [1, 0]


def test_a_list_that_takes_too_long_with_its_last_page_has_ended(
    platform: Platform, queue: Queue, clock: Walking
) -> None:
    add_wallets(platform, named(3))
    clock.seconds = 401
    start(platform)
    assert [list(content) for content in queue.seen] == [["at", "ids"]]


def test_a_page_that_takes_too_long_is_handed_out_again_without_what_is_done(
    platform: Platform, queue: Queue, clock: Walking, logged: io.StringIO
) -> None:
    add_wallets(platform, named(20))
    start(platform)
    clock.seconds = 100
    queue.deliver_all(platform)
    assert queue.pages == [20, 16, 12, 8, 4]
    assert ended(platform) == set(named(20))
    assert [line.get("unfinished", 0) for line in lines(logged, "job")] == [16, 12, 8, 4, 0]


def test_even_a_page_without_any_time_does_one_piece(
    platform: Platform, queue: Queue, clock: Walking
) -> None:
    add_wallets(platform, named(3))
    start(platform)
    clock.seconds = 500
    queue.deliver_all(platform)
    assert queue.pages == [3, 2, 1]
    assert ended(platform) == set(named(3))


def test_a_thousand_poisoned_documents_in_front_hold_up_none_behind_them(
    platform: Platform, queue: Queue, clock: Walking, logged: io.StringIO
) -> None:
    add_wallets(platform, named(1000, "bad"))
    poison(platform, named(1000, "bad"))
    add_wallets(platform, named(30, "good"), minutes=1)
    # So little time that a message lists one page only, and does four pieces.
    clock.seconds = 100
    start(platform)
    queue.deliver_all(platform)
    assert ended(platform) == set(named(30, "good"))
    assert max(queue.pages) == PAGE
    assert sum(line["failed"] for line in lines(logged, "job")) == 1000


def test_by_hand_as_well(platform: Platform) -> None:
    add_wallets(platform, named(250, "bad"))
    poison(platform, named(250, "bad"))
    add_wallets(platform, named(30, "good"), minutes=1)
    report = given.run(platform, "expire-grants")
    assert (report.counts, report.failed) == ({"expired": 30}, 250)
    assert ended(platform) == set(named(30, "good"))


def test_what_only_met_contention_comes_again_and_what_is_broken_does_not(
    platform: Platform, queue: Queue
) -> None:
    add_wallets(platform, ["bad", "busy", "good"])
    poison(platform, ["bad"])
    start(platform)
    (page,) = queue.waiting
    database = platform.database
    whole = database.adapter
    database.adapter = Contended(whole, {"busy"})
    database.policy = RetryPolicy(deadline=0.0)
    with pytest.raises(PartlyDone):
        given.deliver(platform, page)
    assert ended(platform) == {"good"}
    database.adapter = whole
    given.deliver(platform, page)
    assert ended(platform) == {"busy", "good"}


def test_a_failure_is_logged_without_the_name_of_a_person(
    platform: Platform, queue: Queue, logged: io.StringIO
) -> None:
    add_wallets(platform, ["ana-kieffer"])
    poison(platform, ["ana-kieffer"])
    start(platform)
    queue.deliver_all(platform)
    (line,) = lines(logged, "job_item_failed")
    assert (line["severity"], line["job"]) == ("ERROR", "expire-grants")
    assert line["fault"] == "ValidationError"
    assert "ana" not in logged.getvalue()
    assert len(line["item"]) == 16


def test_a_failure_of_a_booking_is_logged_with_its_id(
    platform: Platform, clock: Walking, logged: io.StringIO
) -> None:
    booking = given.booking(platform, given.thing())
    given.change(platform, "bookings", booking.id, quantity="lots")
    clock.move(days=12)
    given.run(platform, "expire-bookings")
    (line,) = lines(logged, "job_item_failed")
    assert line["item"] == booking.id


def test_progress_is_logged_every_ten_seconds(
    platform: Platform, clock: Walking, logged: io.StringIO
) -> None:
    add_wallets(platform, named(12))
    clock.seconds = 2.5
    given.run(platform, "expire-grants")
    told = [(line["seconds"], line["expired"]) for line in lines(logged, "job_progress")]
    assert told == [(10, 4), (20, 8), (30, 12)]


def test_a_quick_run_logs_its_end_only(platform: Platform, logged: io.StringIO) -> None:
    add_wallets(platform, named(12))
    given.run(platform, "expire-grants")
    assert lines(logged, "job_progress") == []
    (line,) = lines(logged, "job")
    assert (line["expired"], line["failed"]) == (12, 0)


def test_only_what_is_due_is_read(platform: Platform) -> None:
    add_wallets(platform, named(40, "due"))
    add_wallets(platform, named(60, "later"), minutes=120)
    seen: list[Query] = []
    asked = Asked(platform.database.adapter, seen)
    platform.database.adapter = asked
    given.run(platform, "expire-grants")
    assert [query.limit for query in seen] == [PAGE]
    assert asked.found == 40


def test_what_is_due_is_counted_without_being_read(platform: Platform) -> None:
    add_wallets(platform, named(PAGE + 40, "due"))
    add_wallets(platform, named(60, "later"), minutes=120)
    count_due = JOBS["expire-grants"].count_due
    assert count_due is not None
    with metered() as meter:
        assert count_due(platform, given.NOW) == PAGE + 40
    assert meter.documents_read == 1
    assert JOBS["sweep-outbox"].count_due is None


@dataclass
class Asked(DelegatingAdapter):
    """A database that notes the queries it was asked, and how much they found."""

    queries: list[Query]
    found: int = 0

    def query(self, query: Query) -> Sequence[Snapshot]:
        found = super().query(query)
        self.queries.append(query)
        self.found += len(found)
        return found
