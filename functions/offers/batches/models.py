"""A batch of stocks: what is to be done, how far it is, and the event that has it finished."""

from datetime import date, datetime
from typing import Literal

from functions.kernel.events import Event, named
from functions.kernel.values import Model, Struct, field

BatchKind = Literal["add", "move", "price", "quantity", "delete"]

BatchStatus = Literal["running", "done", "stopped"]


class SeriesPrice(Model, frozen=True, kw_only=True):
    """A price at which each date of a series is sold, its own in cents or that of a category."""

    price_cents: int | None = None
    price_label: str | None = None
    price_category: str | None = None
    quantity: int | None = None


class Series(Model, frozen=True, kw_only=True):
    """Dates to add: some times of some weekdays (1 is Monday) between two days, both included.

    Times are "20:30", in the venue's time zone. Booking ends `limit_minutes` before each date.
    """

    first_day: date
    last_day: date
    weekdays: tuple[int, ...]
    times: tuple[str, ...]
    prices: tuple[SeriesPrice, ...]
    limit_minutes: int = 0


class Selection(Model, frozen=True, kw_only=True):
    """Which stocks of an offer to change, by their id, date at the venue, and price category.

    A stock without a date is selected only where nothing is asked of dates.
    """

    stock_ids: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    weekdays: tuple[int, ...] = ()
    times: tuple[str, ...] = ()
    price_category: str | None = None

    @property
    def has_dates(self) -> bool:
        """Whether anything is asked of dates."""
        return bool(self.first_day or self.last_day or self.weekdays or self.times)


class Shift(Model, frozen=True, kw_only=True):
    """How to move dates: by so many days, to another time of day, or both."""

    days: int = 0
    time: str | None = None


class LeftOut(Struct, frozen=True, kw_only=True):
    """A stock that a batch did not change or add, by its date and price, and the code of why."""

    code: str
    begins_at: datetime | None
    price_cents: int | None
    price_label: str | None


class StockBatch(Model, frozen=True, kw_only=True):
    """A change of many stocks of an offer, made in pages; each page is one commit with this.

    A series is done up to the date number `position`; another change up to the stock of that
    number, of those that existed at the start (up to `last_number`). `skipped` counts the stocks
    that were left out by the code of the reason, and `left_out` names the first of them. A batch is
    `stopped` when the offer can no longer be changed, which `code` explains. `starts` counts how
    often it was started or resumed.
    """

    id: str
    offer_id: str
    offerer_siren: str = ""
    member_id: str
    kind: BatchKind
    series: Series | None = None
    selection: Selection = Selection()
    shift: Shift | None = None
    price: SeriesPrice | None = None
    quantity: int | None = None
    may_deal: bool = False
    total: int = 0
    last_number: int = 0
    position: int = 0
    done: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    status: BatchStatus = "running"
    code: str | None = None
    starts: int = 1
    created_at: datetime


@named("stock-batch-started")
class StockBatchStarted(Event, frozen=True, kw_only=True):
    """A batch of stocks was started or resumed: the rest of its pages follow.

    The subject is the batch, the revision how often it was started.
    """
