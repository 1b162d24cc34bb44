"""Offers, stocks and pictures, and their events."""

from datetime import datetime
from typing import Literal

from functions.accounts.schemes.models import SpendingDomain
from functions.kernel.events import Event, named
from functions.kernel.name_keys import name_keys
from functions.kernel.values import Model, force_setattr, queried


class CodeBatch(Model, frozen=True, kw_only=True):
    """The activation codes of a stock with the same expiry (None: never), numbered from 1.

    Codes are given in the order of their numbers; `given` is the number of the last one given.
    """

    expires_at: datetime | None
    loaded: int
    given: int = 0

    @property
    def left(self) -> int:
        """The number of codes not given, expired or not."""
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
"""The ways in which tickets of an event reach those who booked."""


AccessibilityKind = Literal["audio", "mental", "motor", "visual"]
"""The disabilities that a place may suit: hearing, mental, motor, visual."""


class Place(Model, frozen=True, kw_only=True):
    """The venue of an offer, copied from the venue's document.

    `accessibility` names the disabilities that it is known to suit.
    """

    venue_id: str
    name: str
    address: str
    postal_code: str
    city: str
    department: str
    time_zone: str
    latitude: float | None
    longitude: float | None
    is_approximate: bool = False
    accessibility: tuple[AccessibilityKind, ...] = ()


class Image(Model, frozen=True, kw_only=True):
    """The picture of an offer: paths of public files by size.

    The sizes are "150", "400" and "750" pixels wide, and "jpeg". They were made from the bytes
    uploaded for `upload_id` as `generation`.
    """

    upload_id: str
    generation: int
    paths: dict[str, str]
    credit: str | None = None


class Upload(Model, frozen=True, kw_only=True):
    """The latest announced picture, until it is shown; `code` says why it was rejected.

    The bytes may be sent until `open_until`. `generation` is that of the rejected bytes, else 0.
    """

    id: str
    open_until: datetime
    status: UploadStatus = "processing"
    credit: str | None = None
    generation: int = 0
    code: str | None = None


class Accessibility(Model, frozen=True, kw_only=True):
    """Whether the place suits people with a hearing, mental, motor or visual disability."""

    audio: bool
    mental: bool
    motor: bool
    visual: bool


class Details(Model, frozen=True, kw_only=True):
    """The optional details of an offer; some exist only in the categories that name them.

    `booking_email` receives notifications of bookings and is shown to members only. `is_national`
    marks offers valid everywhere, such as a card for many museums. Tickets are available
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


class Review(Model, frozen=True, kw_only=True):
    """The review of an offer: what flagged it, and what an administrator decided.

    `flags` are the ids of the rules in review.toml that hold the offer, or `reported`; those in
    `approved` no longer hold it. `reason` says why it was rejected. `is_reported` means that so
    many people reported it that it waited, or waits, for a review.
    """

    flags: tuple[str, ...] = ()
    is_reported: bool = False
    approved: tuple[str, ...] = ()
    reason: str | None = None
    by: str | None = None
    at: datetime | None = None


class PriceCategory(Model, frozen=True, kw_only=True):
    """A named price of an offer, such as "Tarif réduit", that its stocks can follow."""

    id: str
    label: str
    price_cents: int


class StockSummary(Model, frozen=True, kw_only=True):
    """A stock, as summarised on the document of its offer."""

    id: str
    price_cents: int
    price_label: str | None = None
    price_category: str | None = None
    begins_at: datetime | None = None
    booking_limit_at: datetime | None = None
    shards: int = 0


class Offer(Model, frozen=True, kw_only=True):
    """Something that can be booked; prices and dates belong to its stocks.

    `is_listed` means published; `revision` counts the changes that search must follow. A published
    offer is visible from `publish_at` and bookable from `bookable_from` (None: at once).
    `pending_since` is when it started to wait for a review. `partner_id` is its id in the offerer's
    own software.
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
    price_categories: tuple[PriceCategory, ...] = ()
    price_categories_made: int = 0
    revision: int = 0
    created_at: datetime
    published_at: datetime | None = None
    publish_at: datetime | None = None
    bookable_from: datetime | None = None
    details: Details = Details()
    pending_since: datetime | None = queried(None)
    review: Review = Review()
    partner_id: str | None = None
    name_keys: tuple[str, ...] = queried(())
    """Follow from the name; see `functions/kernel/name_keys.py`."""

    def __post_init__(self) -> None:
        force_setattr(self, "name_keys", name_keys(self.name))


class Stock(Model, frozen=True, kw_only=True):
    """A bookable unit: a price, a quantity (None: unlimited), for events a date.

    `price_category` is the id of the category whose price and label it follows (None: its own).
    It carries all that a booking decides on, so the offer's facts are copied here in the same
    commit that changes the offer. `id` starts with the offer's id and "~". Bookings open at
    `opens_at` (None: at once). `moves` counts how often the event was moved. Unless `code_batches`
    is None, each booking receives an activation code; an empty tuple means none is loaded yet.
    With `shards`, the places are dealt out to that many documents, and `booked` is out of date.
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
    price_category: str | None = None
    quantity: int | None
    booked: int = 0
    begins_at: datetime | None = None
    booking_limit_at: datetime | None = None
    used_when_free: bool = False
    code_batches: tuple[CodeBatch, ...] | None = None
    moves: int = 0
    shards: int = 0
    partner_id: str | None = None

    @property
    def remaining(self) -> int | None:
        """The quantity left; None: unlimited."""
        return None if self.quantity is None else self.quantity - self.booked


@named("stock-moved")
class StockMoved(Event, frozen=True, kw_only=True):
    """An event was moved to another date. The revision is the stock's count of moves."""

    offer_id: str
    begins_at: datetime
    former_begins_at: datetime


@named("stock-deleted")
class StockDeleted(Event, frozen=True, kw_only=True):
    """A stock was deleted: its open bookings are cancelled."""

    is_event: bool


@named("offer-closed")
class OfferClosed(Event, frozen=True, kw_only=True):
    """An offer was closed with its offerer: its open bookings are cancelled."""


@named("offer-withdrawn")
class OfferWithdrawn(Event, frozen=True, kw_only=True):
    """An offer was withdrawn for fraud: bookings open at that time are cancelled."""


@named("offer-rejected")
class OfferRejected(Event, frozen=True, kw_only=True):
    """An administrator rejected an offer: its open bookings are cancelled."""


@named("offer-cleared")
class OfferCleared(Event, frozen=True, kw_only=True):
    """An administrator approved an offer that was held because people had reported it."""


@named("offer-listed")
class OfferListed(Event, frozen=True, kw_only=True):
    """The searchable facts of an offer changed: its showings are updated."""
