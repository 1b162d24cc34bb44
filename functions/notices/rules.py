"""What becomes of a notice: who may send it, when again, and when it is over.

Whoever sends takes the notice first: `due_at` moves on by a lease, and `attempts` makes them the
latest. At the last moment before the mail leaves they hand it over, which only the latest can. So a
crash before that moment leaves it to be sent later, and after it nobody sends it again.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from functions.kernel.events import Event, Message, to_message
from functions.notices.models import Notice, NoticeState

LEASE = timedelta(minutes=5)
"""How long a notice is left to who has taken it; longer than a slow server takes for a mail."""

PATIENCE = timedelta(days=3)
"""How long a notice is tried to be sent; by then it is no news, and the mail server's own queue
(RFC 5321, 4.5.4.1: four to five days) has given up or delivered."""

KEPT_FOR = timedelta(days=30)
"""How long a notice is kept, so that its event, told again, finds it."""

_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15))
"""Between one try and the next; the last one for all that follow."""


class Overtaken(Exception):
    """Somebody else has taken the notice since, or what it says has changed: it must not leave."""


def is_news(event: Event, *, now: datetime) -> bool:
    """Tell whether the notices of an event are still kept, if there were any.

    Later than that, an event that comes again (from an outbox that could not be emptied, or out of
    the dead letters) would find none, and have people told twice.
    """
    return now < event.at + KEPT_FOR


def new_notice(event: Event, person_id: str, *, now: datetime) -> Notice:
    """Return the notice that tells a person of an event, due at once."""
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
    """Tell whether nobody is at it, and its time has come."""
    return notice.due_at is not None and notice.due_at <= now


def take(notice: Notice, *, now: datetime) -> Notice:
    """Return a due notice as it is taken to be sent, or as it ends.

    It ends `unsure` where it was handed over and nobody has told how that went: to send it again
    might be to send it twice. It ends `given_up` when it has been tried for long enough.
    """
    if notice.state == "handed_over":
        return end(notice, "unsure", now=now)
    if now >= notice.created_at + PATIENCE:
        return end(notice, "given_up", now=now, code=notice.code)
    return replace(notice, attempts=notice.attempts + 1, due_at=now + LEASE)


def hand_over(notice: Notice, *, attempt: int, now: datetime) -> Notice:
    """Return the notice as it leaves. Raises Overtaken unless `attempt` is its latest."""
    if notice.state != "waiting" or notice.attempts != attempt:
        raise Overtaken
    return replace(notice, state="handed_over", due_at=now + LEASE)


def end(notice: Notice, state: NoticeState, *, now: datetime, code: int | None = None) -> Notice:
    """Return the notice in its last state; it is not looked at any more."""
    return replace(notice, state=state, due_at=None, finished_at=now, code=code)


def put_off(notice: Notice, *, now: datetime, code: int | None = None) -> Notice:
    """Return the notice as it waits for the next try."""
    pause = _PAUSES[min(notice.attempts, len(_PAUSES)) - 1]
    return replace(notice, state="waiting", due_at=now + pause, code=code)
