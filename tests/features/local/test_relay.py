"""The background relay of the local server."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.kernel.bus import record
from functions.kernel.bus.inline import InlineBus
from functions.kernel.config import Settings
from functions.kernel.database import OUTBOX, Query, Ref, Stale, UnitOfWork, Write
from functions.kernel.events import Event, Message, named
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber, Unit
from local.relay import MOST_BEHIND, BackgroundRelay, RelayTogether
from tests.support.adapters import DelegatingAdapter
from tests.support.server import eventually

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("no_subscribers")


@named("bell-rung")
class BellRung(Event, frozen=True, kw_only=True):
    """A bell was rung."""


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    opened = Platform(Settings(data=tmp_path))
    yield opened
    opened.close()


def heard(*, faults: int = 0) -> list[str]:
    """Return what a subscriber meets; it fails so many times first."""
    met: list[str] = []

    def hear(_: Platform, message: Message) -> None:
        met.append(message.id)
        if len(met) <= faults:
            raise ValueError("too loud")

    Subscriber("listener").on_topic(BellRung.name)(hear)
    return met


def ring(platform: Platform, *names: str) -> None:
    for name in names:
        event = BellRung(subject_id=name, at=NOON)
        platform.database.run(lambda work, event=event: record(work, event))  # type: ignore[misc]


def waiting(platform: Platform) -> list[str]:
    return [ref.id for ref, _ in platform.database.stream(Query(OUTBOX))]


def held(
    platform: Platform, *, longest_wait_seconds: float
) -> tuple[threading.Event, BackgroundRelay]:
    """Start a relay whose subscriber waits for the event that is returned."""
    go_on = threading.Event()

    def hear(_: Platform, __: Message) -> None:
        go_on.wait(60)

    Subscriber("listener").on_topic(BellRung.name)(hear)
    relay = BackgroundRelay(platform, longest_wait_seconds=longest_wait_seconds)
    relay.start()
    return go_on, relay


def ring_one_too_many(platform: Platform) -> threading.Thread:
    """Record as many events as may wait, and one more in the thread that is returned."""
    ring(platform, *(f"b{number}" for number in range(MOST_BEHIND)))
    late = threading.Thread(target=ring, args=(platform, "late"))
    late.start()
    assert eventually(lambda: len(waiting(platform)), lambda count: count > MOST_BEHIND)
    return late


def test_events_are_delivered_once_each_behind_the_commit(platform: Platform) -> None:
    met = heard()
    ring(platform, "before")
    relay = BackgroundRelay(platform)
    relay.start()
    names = [f"b{number:03}" for number in range(120)]
    ring(platform, *names)
    assert eventually(lambda: waiting(platform), lambda left: not left) == []
    relay.stop()
    relay.thread.join(10)
    assert sorted(met) == [f"bell-rung:{name}:1" for name in [*names, "before"]]


def test_an_event_that_failed_is_tried_again_later_and_stops_no_other(platform: Platform) -> None:
    met = heard(faults=1)
    relay = BackgroundRelay(platform, retry_seconds=2)
    relay.start()
    ring(platform, "first")
    eventually(lambda: len(met), lambda count: count == 1)
    ring(platform, "second")
    assert eventually(lambda: len(met), lambda count: count == 2) == 2
    first = ["bell-rung:first:1"]
    assert eventually(lambda: waiting(platform), lambda left: left == first) == first
    assert eventually(lambda: waiting(platform), lambda left: not left) == []
    relay.stop()
    relay.thread.join(10)
    assert met == ["bell-rung:first:1", "bell-rung:second:1", "bell-rung:first:1"]


def test_the_outbox_is_empty_once_the_relay_has_stopped(platform: Platform) -> None:
    met = heard()
    relay = BackgroundRelay(platform)
    relay.start()
    ring(platform, "last")
    relay.stop()
    relay.thread.join(10)
    assert met == ["bell-rung:last:1"]
    assert waiting(platform) == []


# More events than are delivered.


def test_whoever_records_too_many_events_waits_until_there_are_fewer(platform: Platform) -> None:
    go_on, relay = held(platform, longest_wait_seconds=60)
    late = ring_one_too_many(platform)
    late.join(0.2)
    assert late.is_alive()
    go_on.set()
    late.join(10)
    assert not late.is_alive()
    relay.stop()
    relay.thread.join(10)
    assert waiting(platform) == []


def test_nobody_waits_long_for_a_subscriber_that_is_stuck(platform: Platform) -> None:
    go_on, relay = held(platform, longest_wait_seconds=0.01)
    ring(platform, *(f"b{number}" for number in range(MOST_BEHIND + 5)))
    assert len(waiting(platform)) == MOST_BEHIND + 5
    go_on.set()
    relay.stop()
    relay.thread.join(10)
    assert waiting(platform) == []


def test_a_stop_lets_everyone_go_on(platform: Platform) -> None:
    go_on, relay = held(platform, longest_wait_seconds=60)
    late = ring_one_too_many(platform)
    relay.stop()
    late.join(10)
    assert not late.is_alive()
    go_on.set()
    relay.thread.join(10)


def test_nobody_waits_for_events_that_failed(platform: Platform) -> None:
    met = heard(faults=2 * MOST_BEHIND)
    relay = BackgroundRelay(platform, retry_seconds=60, longest_wait_seconds=60)
    relay.start()
    ring(platform, *(f"b{number}" for number in range(MOST_BEHIND)))
    eventually(lambda: len(met), lambda count: count == MOST_BEHIND)
    for number in range(5):
        ring(platform, f"later{number}")
        expected = MOST_BEHIND + number + 1
        eventually(lambda: len(met), lambda count, expected=expected: count == expected)  # type: ignore[misc]
    assert len(waiting(platform)) == MOST_BEHIND + 5
    relay.stop()
    relay.thread.join(10)


# Events whose subscribers only write.


@dataclass
class Counted(DelegatingAdapter):
    """A database that keeps its commits; the first ones fail with these faults."""

    faults: list[Exception] = field(default_factory=list)
    commits: list[Sequence[Write]] = field(default_factory=list)

    def commit(self, writes: Sequence[Write]) -> Sequence[object | None]:
        if self.faults:
            raise self.faults.pop(0)
        versions = super().commit(writes)
        self.commits.append(writes)
        return versions


def count_bells(name: str, *, deaf_to: str = "") -> None:
    """Subscribe to bells with a count of them in one document; one bell is a fault."""

    def count(work: UnitOfWork, event: Event) -> None:
        ref = Ref("counts", name)
        before = work.find(ref)
        if before is None:
            work.create(ref, {"rung": 1})
        else:
            work.replace(ref, {"rung": int(str(before["rung"])) + 1})
        if event.subject_id == deaf_to:
            raise ValueError("too low")

    Subscriber(name).on(BellRung)(count)


def rung(platform: Platform, name: str) -> object:
    (found,) = platform.database.read([Ref("counts", name)])
    return None if found.data is None else found.data["rung"]


@pytest.fixture
def counted(platform: Platform) -> Counted:
    platform.database.on_commit = None
    platform.database.adapter = Counted(platform.database.adapter)
    return platform.database.adapter


def together(platform: Platform) -> RelayTogether:
    bus = platform.bus
    assert isinstance(bus, InlineBus)
    return RelayTogether(platform.database, bus)


def test_what_several_events_write_is_one_commit_with_their_removal(
    platform: Platform, counted: Counted
) -> None:
    count_bells("tower")
    count_bells("school")
    ring(platform, "a", "b", "c")
    counted.commits.clear()
    assert together(platform).sweep() == (3, 0)
    assert len(counted.commits) == 1
    assert (rung(platform, "tower"), rung(platform, "school")) == (3, 3)
    assert waiting(platform) == []


def test_an_event_that_cannot_be_written_takes_no_other_along(
    platform: Platform, counted: Counted
) -> None:
    count_bells("tower", deaf_to="b")
    count_bells("school")
    ring(platform, "a", "b", "c")
    counted.commits.clear()
    assert together(platform).sweep() == (2, 1)
    # The fault of one subscriber does not keep the other from its count.
    assert (rung(platform, "tower"), rung(platform, "school")) == (2, 3)
    assert waiting(platform) == ["bell-rung:b:1"]


def test_a_subscriber_that_acts_at_once_may_fail_alone(
    platform: Platform, counted: Counted
) -> None:
    met = heard(faults=1)
    count_bells("tower")
    ring(platform, "a", "b")
    counted.commits.clear()
    assert together(platform).sweep() == (1, 1)
    assert rung(platform, "tower") == 2
    assert waiting(platform) == ["bell-rung:a:1"]
    assert together(platform).sweep() == (1, 0)
    assert rung(platform, "tower") == 2, "an event counts once"
    assert met == ["bell-rung:a:1", "bell-rung:b:1", "bell-rung:a:1"]


@pytest.mark.parametrize("fault", [Stale(), ConnectionError()])
def test_no_event_is_lost_or_counts_twice_if_the_commit_fails(
    platform: Platform, counted: Counted, fault: Exception
) -> None:
    count_bells("tower")
    ring(platform, "a", "b", "c")
    counted.faults.append(fault)
    assert together(platform).sweep() == (3, 0)
    assert rung(platform, "tower") == 3
    assert waiting(platform) == []


def test_a_handler_may_leave_nothing_to_write(platform: Platform, counted: Counted) -> None:
    asked: list[str] = []

    def nothing(_: Platform, event: BellRung) -> Unit | None:
        asked.append(event.subject_id)
        return None

    Subscriber("listener").on_unit(BellRung)(nothing)
    ring(platform, "a", "b")
    counted.commits.clear()
    assert together(platform).sweep() == (2, 0)
    assert (asked, len(counted.commits)) == (["a", "b"], 1)


def test_a_document_that_holds_no_message_stops_no_event(
    platform: Platform, counted: Counted
) -> None:
    count_bells("tower")
    broken = Ref(OUTBOX, "bell-rung:0:1")
    counted.commit([Write("create", broken, {"id": broken.id})])
    ring(platform, "a", "b")
    assert together(platform).sweep() == (2, 1)
    assert (rung(platform, "tower"), waiting(platform)) == (2, [broken.id])
