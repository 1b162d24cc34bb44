"""What offers are made of: categories, offers with their pictures, and stocks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.accounts.models import SpendingDomain
from functions.kernel.events import Event, named
from functions.offers.code_models import CodeBatch

Publication = Literal["draft", "published", "unpublished", "closed"]
OfferStatus = Literal["draft", "inactive", "expired", "sold_out", "active"]
UploadStatus = Literal["processing", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What an offer may be, and the rules that follow; `label` is French.

    `expiry_days` is after how many days an unused booking of a thing expires; None: never.
    `used_when_free` tells of a thing that counts as used as soon as it is booked for nothing.
    """

    id: str
    source: str
    group: str
    label: str
    event: bool
    place: Literal["offline", "online", "either"]
    domain: SpendingDomain
    duo: bool
    expiry_days: int | None = None
    reimbursement: Literal["standard", "book", "none"]
    used_when_free: bool = False


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
    """The picture that is shown: URLs by size ("150", "400", "750" pixels wide, and "jpeg")."""

    urls: dict[str, str]
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """The latest picture that was announced, while it is not shown; `code` says why it never is."""

    id: str
    status: UploadStatus
    credit: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockSummary:
    """What an offer's own document tells of one of its stocks."""

    id: str
    price_cents: int
    begins_at: datetime | None = None
    booking_limit_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something that can be booked; its price and dates are its stocks'.

    `geohash` and `words` are what search finds it by; `is_listed` tells that it is published.
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
    geohash: str | None
    words: tuple[str, ...]
    image: Image | None = None
    upload: Upload | None = None
    stocks: tuple[StockSummary, ...] = ()
    stocks_made: int = 0
    created_at: datetime
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """A bookable unit: a price, a quantity (None: unlimited), for events a date.

    It carries what a booking decides on: the offer's facts stand here too, and are written in the
    same commit as the offer. `id` starts with the offer's id and "~". With `code_batches`, even
    without any, each booking gets an activation code; None: none does.
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
    is_deleted: bool = False
    price_cents: int
    quantity: int | None
    booked: int = 0
    begins_at: datetime | None = None
    booking_limit_at: datetime | None = None
    used_when_free: bool = False
    code_batches: tuple[CodeBatch, ...] | None = None

    @property
    def remaining(self) -> int | None:
        """How many are left; None: unlimited."""
        return None if self.quantity is None else self.quantity - self.booked


@dataclass(frozen=True, slots=True, kw_only=True)
class Favorite:
    """An offer that a beneficiary keeps."""

    offer_id: str
    beneficiary_id: str
    added_at: datetime


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
