"""The life cycle of a notice: leases, hand-over, retries and final states.

A sender takes the notice first: `due_at` moves on by a lease, and `attempts` identifies the sender.
Just before the mail leaves, the sender hands the notice over, which only the latest one can. After
a crash before that, it is sent later; after a crash behind that, it may be unsent, but is never
sent twice.
"""

from datetime import datetime, timedelta

from functions.kernel.events import Event, Message, to_message
from functions.kernel.values import replace
from functions.notices.queue.models import Notice, NoticeState

LEASE = timedelta(minutes=5)
"""How long a notice is reserved for its sender; longer than a slow server takes for a mail."""

PATIENCE = timedelta(days=3)
"""How long sending is retried; later a notice is stale, and the mail server's own queue (RFC 5321,
4.5.4.1: four to five days) is about to give up as well."""

KEPT_FOR = timedelta(days=30)
"""How long a notice is kept, so that a repeated event finds it."""

_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15))
"""Delays between attempts; the last one repeats."""


class Overtaken(Exception):
    """The notice must not be sent: another sender has taken it, or its content has changed."""


def is_news(event: Event, *, now: datetime) -> bool:
    """Return whether the notices of an event would still be kept.

    An older event that is delivered again (from a stuck outbox or dead letters) would find no
    notice, and notify people twice.
    """
    return now < event.at + KEPT_FOR


def new_notice(event: Event, person_id: str, *, now: datetime) -> Notice:
    """Return a new notice of an event to a person, due at once."""
    message: Message = to_message(event)
    return Notice(
        id=f"{event.id}~{person_id}",
        person_id=person_id,
        topic=message.topic,
        event=message.data,
        created_at=now,
        due_at=now,
        expires_at=now + KEPT_FOR,
    )


def is_due(notice: Notice, *, now: datetime) -> bool:
    """Return whether the notice is open, due, and not leased to a sender."""
    return notice.due_at is not None and notice.due_at <= now


def take(notice: Notice, *, now: datetime) -> Notice:
    """Lease a due notice to a sender, or end it.

    It ends `unsure` if it was handed over and the outcome is unknown, since sending it again might
    send it twice, and `given_up` if it has been retried for too long.
    """
    if notice.state == "handed_over":
        return end(notice, "unsure", now=now)
    if now >= notice.created_at + PATIENCE:
        return end(notice, "given_up", now=now, code=notice.code)
    return replace(notice, attempts=notice.attempts + 1, due_at=now + LEASE)


def hand_over(notice: Notice, *, attempt: int, now: datetime) -> Notice:
    """Mark a notice as leaving. Raises Overtaken unless `attempt` is its latest."""
    if notice.state != "waiting" or notice.attempts != attempt:
        raise Overtaken
    return replace(notice, state="handed_over", due_at=now + LEASE)


def end(notice: Notice, state: NoticeState, *, now: datetime, code: int | None = None) -> Notice:
    """End a notice in a final state."""
    return replace(notice, state=state, due_at=None, finished_at=now, code=code)


def put_off(notice: Notice, *, now: datetime, code: int | None = None) -> Notice:
    """Schedule the next attempt of a notice."""
    pause = _PAUSES[min(notice.attempts, len(_PAUSES)) - 1]
    return replace(notice, state="waiting", due_at=now + pause, code=code)
