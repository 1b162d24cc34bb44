"""Requests and responses about batches of stocks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field

from functions.kernel.field_conditions import at_least_one, has
from functions.kernel.field_types import Day, TimeOfDay, line
from functions.kernel.schemas import Body, View
from functions.offers.batches.models import BatchKind, BatchStatus, LeftOut, StockBatch
from functions.offers.stocks import rules as stocks_rules
from functions.offers.stocks.schemas import ONE_PRICE, Price, PriceCategoryId, PriceLabel

Weekday = Annotated[int, Field(ge=1, le=7)]
"""A day of the week: 1 is Monday."""

StockId = Annotated[str, line(100)]

MOST_CHOSEN = 500
"""The most stocks that a request names; more are selected by their dates."""

_EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


class PriceBody(Body):
    """A price: give either `price_cents`, with a label if you like, or `price_category`."""

    model_config = ConfigDict(json_schema_extra={**ONE_PRICE, "examples": [{"price_cents": 1_200}]})

    price_cents: Price | None = None
    price_label: PriceLabel | None = None
    price_category: PriceCategoryId | None = None


class SeriesPriceBody(PriceBody):
    """A price at which each date is sold, and how many places there are at it (null: unlimited)."""

    null_means: ClassVar[Mapping[str, str]] = {"quantity": "unlimited"}

    quantity: int | None = Field(default=None, ge=1, le=stocks_rules.LARGEST_QUANTITY)


class SeriesBody(Body):
    """Dates to add between two days, both included, in the venue's time zone.

    Each date is a stock for each of the prices. Booking ends `limit_minutes` before it.
    """

    first_day: Day
    last_day: Day
    weekdays: list[Weekday] = Field(default=_EVERY_DAY, min_length=1, max_length=7)
    times: list[TimeOfDay] = Field(min_length=1, max_length=24)
    prices: list[SeriesPriceBody] = Field(min_length=1, max_length=50)
    limit_minutes: int = Field(default=0, ge=0, le=365 * 24 * 60)


class SelectionBody(Body):
    """Which stocks to change; without any field, all of the offer's.

    A stock has to meet each field given. Days, weekdays and times are those of the dates at the
    venue.
    """

    stock_ids: list[StockId] = Field(default=[], max_length=MOST_CHOSEN)
    first_day: Day | None = None
    last_day: Day | None = None
    weekdays: list[Weekday] = Field(default=[], max_length=7)
    times: list[TimeOfDay] = Field(default=[], max_length=24)
    price_category: PriceCategoryId | None = None


class ShiftBody(Body):
    """Move the selected dates by `days`, to another `time` of day at the venue, or both."""

    model_config = ConfigDict(
        json_schema_extra={
            **at_least_one(
                {"required": ["days"], "properties": {"days": {"not": {"const": 0}}}},
                has("time"),
            ),
            "examples": [{"days": 7, "time": "20:30"}],
        }
    )

    stocks: SelectionBody = SelectionBody()
    days: int = Field(default=0, ge=-731, le=731)
    time: TimeOfDay | None = None


class RepriceBody(PriceBody):
    """Give the selected stocks another price; bookings keep theirs."""

    stocks: SelectionBody = SelectionBody()


class QuantityBody(Body):
    """Give each of the selected stocks this many places, those booked included (null: unlimited).

    A quantity of 0 ends the sale of a stock that nobody booked.
    """

    null_means: ClassVar[Mapping[str, str]] = {"quantity": "unlimited"}

    stocks: SelectionBody = SelectionBody()
    quantity: int | None = Field(ge=0, le=stocks_rules.LARGEST_QUANTITY)


class DeleteBody(Body):
    """Delete the selected stocks."""

    stocks: SelectionBody = SelectionBody()


class LeftOutView(View):
    """A stock that was left out: its date, and its price where that is known."""

    begins_at: datetime | None
    price_cents: int | None
    price_label: str | None

    @classmethod
    def of(cls, left: LeftOut) -> "LeftOutView":
        """Build the view of a stock left out."""
        return cls(
            begins_at=left.begins_at, price_cents=left.price_cents, price_label=left.price_label
        )


class SkippedView(View):
    """How many stocks were left out because of a refusal, named by its code.

    `stocks` has the first of them; at most 500 are named in all.
    """

    code: str
    count: int
    stocks: list[LeftOutView]


class StockBatchView(View):
    """A change of many stocks, and how far it is.

    `done` stocks of `total` are as asked for. While it is `running`, the rest follows by itself.
    `stopped` means that the offer can no longer be changed, for the reason in `code`: what was done
    stays, and it may be resumed. Among the skipped, `already_there` counts dates that the offer had
    at this price before.
    """

    id: str
    offer_id: str
    kind: BatchKind
    status: BatchStatus
    code: str | None
    total: int
    done: int
    skipped: list[SkippedView]
    created_at: datetime

    @classmethod
    def of(cls, batch: StockBatch) -> "StockBatchView":
        """Build the view of a batch."""
        skipped = [
            SkippedView(
                code=code,
                count=count,
                stocks=[LeftOutView.of(one) for one in batch.left_out if one.code == code],
            )
            for code, count in batch.skipped.items()
        ]
        return cls(
            id=batch.id,
            offer_id=batch.offer_id,
            kind=batch.kind,
            status=batch.status,
            code=batch.code,
            total=batch.total,
            done=batch.done,
            skipped=skipped,
            created_at=batch.created_at,
        )


def facts_of(body: Body, **others: Any) -> dict[str, Any]:
    """Return the fields of a body with lists as tuples, for a model, except those in `others`."""
    facts = {**dict(body), **others}
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()
    }
