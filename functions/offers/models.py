"""Offers, their stocks, pictures and events."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final, Literal, TypeVar

from functions.accounts.schemes.models import SpendingDomain
from functions.kernel.events import Event, named


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeBatch:
    """The activation codes of a stock that expire at one instant (None: never), numbered from 1.

    They are given in the order of their numbers: `given` counts those that are gone.
    """

    expires_at: datetime | None
    loaded: int
    given: int = 0

    @property
    def left(self) -> int:
        """How many nobody has yet, whether or not they have expired."""
        return self.loaded - self.given


Publication = Literal["draft", "pending", "published", "unpublished", "rejected", "closed"]


OfferStatus = Literal[
    "rejected",
    "pending",
    "draft",
    "inactive",
    "scheduled",
    "published",
    "expired",
    "sold_out",
    "active",
]


UploadStatus = Literal["processing", "rejected"]


Withdrawal = Literal["no_ticket", "on_site", "by_email", "in_app"]
"""How those who have booked an event get their tickets."""


T = TypeVar("T")


class Unset(Enum):
    """The type of UNSET; an enum, so that mypy narrows what is not UNSET."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET
"""A field that an edit does not change; None clears a field that may be empty."""


def chosen(change: T | Unset, current: T) -> T:
    """Return the value that an edit gives a field, or the current one."""
    return current if isinstance(change, Unset) else change


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an offer takes place or is handed out: its venue's facts, copied."""

    venue_id: str
    name: str
    address: str
    postal_code: str
    city: str
    department: str
    time_zone: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """The picture that is shown: paths of public files by size, in a folder of their own.

    The sizes are "150", "400" and "750" pixels wide, and "jpeg". It was made of the bytes that were
    sent for `upload_id` as `generation`.
    """

    upload_id: str
    generation: int
    paths: dict[str, str]
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """The latest picture that was announced, while it is not shown; `code` says why it is not.

    It may be sent until `open_until`. `generation` is the one that was refused, 0 before.
    """

    id: str
    open_until: datetime
    status: UploadStatus = "processing"
    credit: str | None = None
    generation: int = 0
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accessibility:
    """Whether the place suits people with a hearing, mental, motor or visual disability."""

    audio: bool
    mental: bool
    motor: bool
    visual: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What an offer may tell and need not; those that `Category.details` names go with some alone.

    `booking_email` is where the venue wants to hear of bookings; it is shown to its members only.
    `is_national` tells of what is good everywhere, as a card of many museums is. Tickets are there
    `withdrawal_delay_minutes` before the event begins.
    """

    duration_minutes: int | None = None
    is_national: bool = False
    withdrawal_type: Withdrawal | None = None
    withdrawal_delay_minutes: int | None = None
    withdrawal_details: str | None = None
    booking_email: str | None = None
    external_ticket_url: str | None = None
    accessibility: Accessibility | None = None
    author: str | None = None
    performer: str | None = None
    speaker: str | None = None
    stage_director: str | None = None
    visa: str | None = None
    ean: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What was found in an offer, and what an administrator said to it.

    `flags` are the ids of the rules of review.toml for which it is held; those in `approved` hold
    it no more. `reason` says why it was rejected.
    """

    flags: tuple[str, ...] = ()
    approved: tuple[str, ...] = ()
    reason: str | None = None
    by: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockSummary:
    """What an offer's own document tells of one of its stocks."""

    id: str
    price_cents: int
    price_label: str | None = None
    begins_at: datetime | None = None
    booking_limit_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something that can be booked; its price and dates are its stocks'.

    `is_listed` tells that it is published; `revision` counts the changes of what it is found by.
    Once published it is seen from `publish_at` on, and can be booked from `bookable_from` on; None:
    at once. `pending_since` is when it began to wait for a review.
    """

    id: str
    offerer_siren: str
    place: Place
    name: str
    description: str | None
    category: str
    duo: bool
    url: str | None
    publication: Publication
    is_listed: bool
    image: Image | None = None
    upload: Upload | None = None
    stocks: tuple[StockSummary, ...] = ()
    stocks_made: int = 0
    revision: int = 0
    created_at: datetime
    published_at: datetime | None = None
    publish_at: datetime | None = None
    bookable_from: datetime | None = None
    details: Details = Details()
    pending_since: datetime | None = None
    review: Review = Review()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """A bookable unit: a price, a quantity (None: unlimited), for events a date.

    It carries what a booking decides on: the offer's facts stand here too, and are written in the
    same commit as the offer. `id` starts with the offer's id and "~". `opens_at` is from when on
    its offer is both seen and bookable (None: at once). `moves` counts how often its event was
    moved. With `code_batches`, even without any, each booking gets an activation code; None: none
    does.
    """

    id: str
    offer_id: str
    offerer_siren: str
    offer_name: str
    category: str
    domain: SpendingDomain
    is_event: bool
    expiry_days: int | None
    duo: bool
    url: str | None
    place: Place
    is_open: bool
    opens_at: datetime | None = None
    is_deleted: bool = False
    price_cents: int
    price_label: str | None = None
    quantity: int | None
    booked: int = 0
    begins_at: datetime | None = None
    booking_limit_at: datetime | None = None
    used_when_free: bool = False
    code_batches: tuple[CodeBatch, ...] | None = None
    moves: int = 0

    @property
    def remaining(self) -> int | None:
        """How many are left; None: unlimited."""
        return None if self.quantity is None else self.quantity - self.booked


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOffer:
    """Command: a member describes something new."""

    offer_id: str
    member_id: str
    venue_id: str
    name: str
    description: str | None
    category: str
    duo: bool
    url: str | None
    publish_at: datetime | None = None
    bookable_from: datetime | None = None
    details: Details = Details()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStock:
    """Command: a member makes an offer bookable at a price, for events on a date.

    With `with_codes`, only once activation codes are loaded.
    """

    offer_id: str
    member_id: str
    price_cents: int
    quantity: int | None
    begins_at: datetime | None
    booking_limit_at: datetime | None
    with_codes: bool = False
    price_label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditDetails:
    """The details that an edit of an offer changes."""

    duration_minutes: int | Unset | None = UNSET
    is_national: bool | Unset = UNSET
    withdrawal_type: Withdrawal | Unset | None = UNSET
    withdrawal_delay_minutes: int | Unset | None = UNSET
    withdrawal_details: str | Unset | None = UNSET
    booking_email: str | Unset | None = UNSET
    external_ticket_url: str | Unset | None = UNSET
    accessibility: Accessibility | Unset | None = UNSET
    author: str | Unset | None = UNSET
    performer: str | Unset | None = UNSET
    speaker: str | Unset | None = UNSET
    stage_director: str | Unset | None = UNSET
    visa: str | Unset | None = UNSET
    ean: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class EditOffer:
    """Command: a member changes an offer."""

    offer_id: str
    member_id: str
    venue_id: str | Unset = UNSET
    name: str | Unset = UNSET
    description: str | Unset | None = UNSET
    category: str | Unset = UNSET
    duo: bool | Unset = UNSET
    url: str | Unset | None = UNSET
    publish_at: datetime | Unset | None = UNSET
    bookable_from: datetime | Unset | None = UNSET
    details: EditDetails = EditDetails()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditStock:
    """Command: a member changes a stock."""

    stock_id: str
    member_id: str
    price_cents: int | Unset = UNSET
    price_label: str | Unset | None = UNSET
    quantity: int | Unset | None = UNSET
    begins_at: datetime | Unset | None = UNSET
    booking_limit_at: datetime | Unset | None = UNSET


@named("stock-moved")
@dataclass(frozen=True, slots=True, kw_only=True)
class StockMoved(Event):
    """An event was moved. The revision is the stock's count of moves."""

    offer_id: str
    begins_at: datetime
    former_begins_at: datetime


@named("stock-deleted")
@dataclass(frozen=True, slots=True, kw_only=True)
class StockDeleted(Event):
    """A stock is gone: its open bookings are to be cancelled."""

    is_event: bool


@named("offer-closed")
@dataclass(frozen=True, slots=True, kw_only=True)
class OfferClosed(Event):
    """An offer went with its offerer: its open bookings are to be cancelled."""


@named("offer-withdrawn")
@dataclass(frozen=True, slots=True, kw_only=True)
class OfferWithdrawn(Event):
    """An offer is off for fraud: the open bookings made until then are to be cancelled."""


@named("offer-rejected")
@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRejected(Event):
    """A reviewer refused the offer: its open bookings are to be cancelled."""


@named("offer-listed")
@dataclass(frozen=True, slots=True, kw_only=True)
class OfferListed(Event):
    """What can be found of an offer has changed: its showings are to follow."""
