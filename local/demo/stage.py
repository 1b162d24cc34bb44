"""The stage of the demo: past days, played scene by scene, each followed by its events.

Services take the instant as an argument, so a past day is played with its own instants. Handlers of
events read the clock: they get a platform whose clock stands where the event happened.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import groupby
from zoneinfo import ZoneInfo

from functions.kernel.acts import write_act
from functions.kernel.bus import Relay
from functions.kernel.calendar_days import PARIS, local_day
from functions.kernel.clock import Clock
from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.events import Message
from functions.kernel.platform import Platform
from functions.kernel.subscribers import subscribers

Play = Callable[[UnitOfWork, datetime], object]
"""Plays a scene: a use case in this unit of work, as of this instant."""

_NEWS = timedelta(days=2)
"""Events that are older send no e-mails: the demo is no reason to write history to anybody."""


@dataclass(frozen=True)
class Scene:
    """Something that happened at an instant."""

    at: datetime
    play: Play


def acting(
    kind: str,
    target: Ref,
    play: Play,
    *,
    by: str,
    reason: str | None = None,
    comment: str | None = None,
    shown_by: Ref | None = None,
) -> Play:
    """Return what an administrator does, with the act that a route writes in the same commit."""

    def act(work: UnitOfWork, at: datetime) -> None:
        play(work, at)
        name = f"demo-{kind}-{target.id}-{at:%Y%m%d%H%M}"
        write_act(
            work,
            name,
            kind,
            target,
            by=by,
            at=at,
            reason=reason,
            comment=comment,
            shown_by=shown_by,
        )

    return act


def comment(target: Ref, text: str, *, by: str) -> Play:
    """Return the comment of an administrator on a thing."""
    return acting("add_comment", target, lambda work, _: work.find(target), by=by, comment=text)


@dataclass(frozen=True)
class Stage:
    """A platform and the instant at which its demo was begun, from which days are counted."""

    platform: Platform
    now: datetime

    def day(self, days: int, hour: int = 12, minute: int = 0) -> datetime:
        """Return an instant of a day, by Paris's clock (UTC); never one that is ahead."""
        day = local_day(self.now, PARIS) + timedelta(days=days)
        at = datetime.combine(day, time(hour, minute), ZoneInfo(PARIS)).astimezone(UTC)
        return min(at, self.now)

    def as_of(self, at: datetime) -> Platform:
        """Return the platform with a clock that stands at an instant."""
        past = copy(self.platform)
        past.clock = _Standing(at)
        return past

    def play(
        self, name: str, scenes: Iterable[Scene], *, nightly: Callable[[int], None] | None = None
    ) -> None:
        """Play scenes in order, each in its commit; those of this name that were played are over.

        The events of a day are delivered at its end, and `nightly` is called with the day.
        """
        marker, today = Ref("demo", f"played-{name}"), local_day(self.now, PARIS)
        ordered = enumerate(sorted(scenes, key=lambda scene: scene.at))
        for day, of_day in groupby(ordered, lambda one: local_day(one[1].at, PARIS)):
            with self.deferred_events():
                for number, scene in of_day:
                    self.platform.database.run(partial(_play_once, marker, number, scene))
            if nightly is not None:
                nightly((day - today).days)

    @contextmanager
    def deferred_events(self, *, is_past: bool = True) -> Iterator[None]:
        """Deliver the events of the block after it, each as of its own instant if it is past.

        Events leave the outbox many at a time, and not one in each commit.
        """
        database = self.platform.database
        relay, database.on_commit = database.on_commit, None
        bus = _PastBus(self) if is_past else self.platform.bus
        try:
            yield
            # Handlers record events too.
            while Relay(database, bus).sweep()[0]:
                pass
        finally:
            database.on_commit = relay


def _play_once(marker: Ref, number: int, scene: Scene, work: UnitOfWork) -> None:
    played = work.find(marker)
    if played is None:
        work.create(marker, {"scenes": 1})
    elif played["scenes"] == number:
        work.replace(marker, {"scenes": number + 1})
    else:
        return
    scene.play(work, scene.at)


class _Standing(Clock):
    """A clock that stands still."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self._at = at

    def now(self) -> datetime:
        return self._at


@dataclass(frozen=True)
class _PastBus:
    """The inline bus of the past: subscribers see the clock at the event, and old ones no mail."""

    stage: Stage
    keeps_waiting = True

    def publish(self, message: Message) -> None:
        """Deliver a message to its subscribers."""
        at = datetime.fromisoformat(json.loads(message.data)["at"])
        past = self.stage.as_of(at)
        is_news = at > self.stage.now - _NEWS
        for subscriber in subscribers:
            is_wanted = is_news or subscriber.name != "notices_events"
            if is_wanted and message.topic in subscriber.subscriptions:
                subscriber.deliver(past, message)
