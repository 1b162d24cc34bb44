"""Subscribers: the event functions, and the handler of each topic.

A message is delivered at least once, in any order. A handler registered with `on` runs in a unit of
work that also claims the event's id, so that a repeat has no second effect; the other handlers must
be idempotent themselves. Those of `on` and `on_unit` only write: on one machine, what they write
for several events is one commit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import wraps
from typing import TypeVar

from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.deferred import defer, load
from functions.kernel.events import Event, Message, Undeliverable, from_message
from functions.kernel.platform import Platform

E = TypeVar("E", bound=Event)

HANDLED = "handled_events"

_HANDLED_FOR = timedelta(days=30)
"""How long a claim on an event is kept; longer than any bus redelivers (Pub/Sub: 7 days). Handlers
of dead letters replayed even later must recognise the effect in the documents they change."""

Handle = Callable[[Platform, Message], None]
"""Handles a message; an exception causes a redelivery."""

Unit = Callable[[UnitOfWork], object]
"""The body of a unit of work."""

UnitOf = Callable[[Platform, Message], Unit | None]
"""Returns the unit of work that handles a message; None if nothing is to be written."""

InOneUnit = Callable[[UnitOfWork, E], None]
M = TypeVar("M", bound=Callable[..., None])
"""A handler of one kind of event, or of several."""

U = TypeVar("U", bound=Callable[..., Unit | None])
"""One that returns a unit of work."""


@dataclass
class Subscriber:
    """An event function: its name, and the handler of each topic."""

    name: str
    _handlers: dict[str, Handle] = field(default_factory=dict)
    _units: dict[str, UnitOf] = field(default_factory=dict)
    _deferred: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        subscribers.append(self)

    def defer(self, *modules: str) -> None:
        """Import these modules, which register handlers, when the first message comes."""
        self._deferred.extend(modules)
        defer(*modules)

    def load(self) -> None:
        """Import what was deferred, which registers handlers."""
        load(*self._deferred)

    @property
    def subscriptions(self) -> Mapping[str, Handle]:
        """The handler of each topic; deferred modules are loaded for it."""
        self.load()
        return self._handlers

    def on(self, kind: type[E]) -> Callable[[InOneUnit[E]], InOneUnit[E]]:
        """Handle events of this kind exactly once, in one unit of work each."""

        def register(handler: InOneUnit[E]) -> InOneUnit[E]:
            @wraps(handler)
            def unit_of(platform: Platform, message: Message) -> Unit:
                event = from_message(kind, message)
                claim = Ref(HANDLED, f"{self.name}~{event.id}")
                until = platform.clock.now() + _HANDLED_FOR

                def body(work: UnitOfWork) -> None:
                    if work.find(claim) is not None:
                        return
                    work.create(claim, {"expires_at": until})
                    handler(work, event)

                return body

            self._add_unit(kind.name, unit_of)
            return handler

        return register

    def on_unit(self, kind: type[Event]) -> Callable[[U], U]:
        """Handle events of this kind by the unit of work that the handler returns, if it does.

        Repeats must have no effect.
        """

        def register(handler: U) -> U:
            @wraps(handler)
            def unit_of(platform: Platform, message: Message) -> Unit | None:
                return handler(platform, from_message(kind, message))

            self._add_unit(kind.name, unit_of)
            return handler

        return register

    def on_at_least_once(self, kind: type[Event]) -> Callable[[M], M]:
        """Handle events of this kind outside a unit of work; repeats must have no effect."""

        def register(handler: M) -> M:
            @wraps(handler)
            def handle(platform: Platform, message: Message) -> None:
                handler(platform, from_message(kind, message))

            self._add(kind.name, handle)
            return handler

        return register

    def on_topic(self, topic: str) -> Callable[[Handle], Handle]:
        """Handle the messages of a platform service on `topic`; repeats must have no effect."""

        def register(handler: Handle) -> Handle:
            self._add(topic, handler)
            return handler

        return register

    def deliver(self, platform: Platform, message: Message) -> None:
        """Handle one message. Raises Undeliverable for a topic without a handler."""
        handle = self.subscriptions.get(message.topic)
        if handle is None:
            raise Undeliverable(f"{self.name} has no handler for the topic {message.topic!r}")
        handle(platform, message)

    def take(self, platform: Platform, message: Message) -> Unit | None:
        """Handle one message of a topic with a handler, up to the unit of work that it returns."""
        unit_of = self._units.get(message.topic)
        if unit_of is not None:
            return unit_of(platform, message)
        self.subscriptions[message.topic](platform, message)
        return None

    def _add_unit(self, topic: str, unit_of: UnitOf) -> None:
        @wraps(unit_of)
        def handle(platform: Platform, message: Message) -> None:
            unit = unit_of(platform, message)
            if unit is not None:
                platform.database.run(unit)

        self._add(topic, handle)
        self._units[topic] = unit_of

    def _add(self, topic: str, handle: Handle) -> None:
        if topic in self._handlers:
            raise ValueError(f"{self.name} handles {topic} already")
        self._handlers[topic] = handle


subscribers: list[Subscriber] = []
"""Every subscriber whose module is loaded; the inline bus delivers to them."""
