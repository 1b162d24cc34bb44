"""Events: facts in the past tense that one feature records and later ones react to.

An event's id is made from its name, its subject and the subject's revision, so recording the same
fact twice gives one event, and a subscriber can recognise a repeat.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, TypeVar

import msgspec

from functions.kernel.values import Struct, prepared

E = TypeVar("E", bound="Event")


class Event(Struct, frozen=True, kw_only=True):
    """A fact. `at` is when it happened, aware UTC; `revision` counts the subject's changes."""

    name: ClassVar[str]
    subject_id: str
    revision: int = 1
    at: datetime

    @property
    def id(self) -> str:
        """The id of this fact; the same fact always has the same."""
        return f"{self.name}:{self.subject_id}:{self.revision}"


class Message(Struct, frozen=True):
    """A message on the bus: its topic, the id of the event, and its JSON text."""

    topic: str
    id: str
    data: str


class Undeliverable(Exception):
    """This subscriber cannot read the message; the bus may set it aside."""


def named(name: str) -> Callable[[type[E]], type[E]]:
    """Give an event class its public name, which is also the name of its topic."""

    def set_name(kind: type[E]) -> type[E]:
        kind.name = name
        return kind

    return set_name


def to_message(event: Event) -> Message:
    """Return the message that carries the event."""
    return Message(event.name, event.id, msgspec.json.encode(event).decode())


def from_message(kind: type[E], message: Message) -> E:
    """Return the event that a message carries; raises ValidationError for any other."""
    return msgspec.json.decode(message.data, type=prepared(kind))


def json_object(message: Message) -> dict[str, object]:
    """Return the JSON object that a message carries; raises Undeliverable for anything else."""
    try:
        content = json.loads(message.data or "{}")
    except json.JSONDecodeError as fault:
        raise Undeliverable("not JSON") from fault
    if not isinstance(content, dict):
        raise Undeliverable("not a JSON object")
    return content
