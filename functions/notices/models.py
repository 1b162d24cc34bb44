"""What notices are made of: the notice, which leads to a person, and the letter it becomes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.booking.models import (
    Booking,
    BookingCancelled,
    BookingConfirmed,
    BookingExpired,
    BookingExpiring,
    BookingMoved,
)
from functions.kernel.events import Event
from functions.offers.models import ImageRejected, Place
from functions.wallet.models import GrantReceived, Wallet

NoticeState = Literal["waiting", "handed_over", "sent", "dropped", "refused", "given_up", "unsure"]
CreditFate = Literal["free", "back", "lost"]

TOLD: dict[str, type[Event]] = {
    kind.name: kind
    for kind in (
        *(BookingConfirmed, BookingCancelled, BookingExpiring, BookingExpired, BookingMoved),
        *(ImageRejected, GrantReceived),
    )
}
"""Every event that somebody is told of, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """That a person is to be told of an event; its id is `<event id>~<person id>`.

    Whom it names and where to send it is looked up when it is sent: it keeps ids and the event.
    `waiting` and `handed_over` are open, and looked at again at `due_at`; the others are the end:
    `dropped` was no longer true or had nobody to go to, `refused` is for good, `given_up` was tried
    for long enough, and of `unsure` nobody knows whether it has arrived. `attempts` counts who has
    begun to send it, and tells the latest of them from those before. `code` is the server's last
    refusal.
    """

    id: str
    person_id: str
    topic: str
    event: str
    state: NoticeState = "waiting"
    attempts: int = 0
    code: int | None = None
    created_at: datetime
    due_at: datetime | None
    finished_at: datetime | None = None
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a notice says, as the facts were when it was looked at."""

    topic: str
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderLetter(Letter):
    """To a booking's holder; `fate` is that of its credit, or what it would be now.

    `place` is None where the stock is gone; `reader_zone` is the time zone that the holder lives
    in.
    """

    first_name: str
    reader_zone: str
    booking: Booking
    place: Place | None
    fate: CreditFate
    is_cancellable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantLetter(Letter):
    """To a beneficiary whose wallet has grown."""

    first_name: str
    reader_zone: str
    wallet: Wallet
    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageLetter(Letter):
    """To a member of the offerer whose picture was refused; another may still be shown."""

    offer_name: str
    code: str
    has_picture: bool
