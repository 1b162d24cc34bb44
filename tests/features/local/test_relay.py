"""The background relay of the local server."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.kernel.bus import record
from functions.kernel.config import Settings
from functions.kernel.database import OUTBOX, Query
from functions.kernel.events import Event, Message, named
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber
from local.relay import BackgroundRelay
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
