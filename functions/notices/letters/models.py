"""Notices, which keep an event and a person, and the letters drafted from them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.accounts.members.models import Invitation, MemberInvited
from functions.booking.models import (
    Booking,
    BookingCancelled,
    BookingConfirmed,
    BookingExpired,
    BookingExpiring,
    BookingMoved,
)
from functions.kernel.events import Event
from functions.offers.models import Place
from functions.offers.pictures.models import ImageRejected
from functions.wallet.models import GrantReceived, Wallet

CreditFate = Literal["free", "back", "lost"]


NOTIFYING_EVENTS: dict[str, type[Event]] = {
    kind.name: kind
    for kind in (
        *(BookingConfirmed, BookingCancelled, BookingExpiring, BookingExpired, BookingMoved),
        *(ImageRejected, GrantReceived, MemberInvited),
    )
}
"""The events that people are notified of, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The content of a mail, from the facts when it was drafted; `topic` names its template."""

    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLetter(Letter):
    """The content of a notice."""

    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderLetter(EventLetter):
    """To a booking's holder; `fate` is that of its credit, or the one it would have now.

    `place` is None if the stock is gone; `reader_zone` is the time zone where the holder lives.
    """

    first_name: str
    reader_zone: str
    booking: Booking
    place: Place | None
    fate: CreditFate
    is_cancellable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantLetter(EventLetter):
    """To a beneficiary whose wallet has grown."""

    first_name: str
    reader_zone: str
    wallet: Wallet
    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageLetter(EventLetter):
    """To a member of the offerer whose picture was rejected; an earlier one may still be shown."""

    offer_name: str
    code: str
    has_picture: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationLetter(EventLetter):
    """To a person invited by an offerer, at the address of the invitation."""

    offerer_name: str
    invitation: Invitation


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLetter(Letter):
    """To the owner of an account, with a link that proves that they read its mail."""

    url: str
    expires_at: datetime
