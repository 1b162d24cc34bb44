"""Rules of reimbursement, as in a file and as custom ones, and what they make of a booking."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from functions.kernel.values import Model, Struct

Group = Literal["standard", "book", "none"]
"""The reimbursement group of a category: what its rules are chosen by."""

WHOLE = 10_000
"""A rate of 100 %, in basis points."""

Rate = Annotated[int, Field(ge=0, le=WHOLE)]
"""A rate in basis points: 9,500 is 95 %."""

_Cents = Annotated[int, Field(ge=0, le=1_000_000_000_00)]

_NO_EXTRAS = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The rate of a group of categories, for a span of revenue and of days.

    Revenue is that of the pricing point including the booking itself, in cents, above `above_cents`
    and at most `up_to_cents` (None: without end). Days are those on which bookings were used, from
    `used_from` to before `used_before` (None: without end).
    """

    __pydantic_config__: ClassVar[ConfigDict] = _NO_EXTRAS

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    """Kept on each booking that it priced, so that it never means something else."""
    group: Group
    rate: Rate
    above_cents: _Cents | None = None
    up_to_cents: _Cents | None = None
    used_from: date | None = None
    used_before: date | None = None
    takes_precedence: bool = False
    """Whether it is chosen over rules that pay less or more; otherwise the lowest amount is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The rules of a country or a pilot, as in a file of this folder."""

    __pydantic_config__: ClassVar[ConfigDict] = _NO_EXTRAS

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: str
    time_zone: str
    """The zone of days and civil years, whatever the zone of the venue."""
    revenue_of: Literal["venue", "offerer"]
    """Whose revenue decides on the rate."""
    revenue_period: Literal["civil_year", "ever"]
    rules: tuple[Rule, ...]
    sources: dict[str, str]


class CustomRule(Model, frozen=True, kw_only=True):
    """Other terms for one offer (an amount), or for one venue or offerer (a rate).

    Exactly one of `offer_id`, `venue_id` and `siren` names the target. `amount_cents` is for one
    place or thing. No `categories` means all. Days are those of use, without `used_before` itself.
    """

    id: str
    owner_siren: str
    """The offerer, also where an offer or a venue of it is the target."""
    offer_id: str | None = None
    venue_id: str | None = None
    siren: str | None = None
    amount_cents: int | None = None
    rate: int | None = None
    categories: tuple[str, ...] = ()
    used_from: date
    used_before: date | None = None
    created_at: datetime

    @property
    def target(self) -> tuple[str | None, str | None, str | None]:
        """The target, comparable with that of other rules."""
        return self.offer_id, self.venue_id, self.siren


class AddCustomRule(Struct, frozen=True, kw_only=True):
    """Command: add a custom rule."""

    rule_id: str
    offer_id: str | None = None
    venue_id: str | None = None
    siren: str | None = None
    amount_cents: int | None = None
    rate: int | None = None
    categories: tuple[str, ...] = ()
    used_from: date
    used_before: date | None = None


class Sale(Struct, frozen=True, kw_only=True):
    """A used booking as the rules see it; `amount_cents` is for the whole quantity."""

    offer_id: str
    venue_id: str
    siren: str
    category: str
    group: Group
    quantity: int
    amount_cents: int
    used_at: datetime


class Price(Struct, frozen=True, kw_only=True):
    """The amount that a sale is reimbursed, in cents, and the rule that says so.

    `contribution_cents` is the offerer's part of the price; both add up to the sale's amount.
    """

    reimbursed_cents: int
    contribution_cents: int
    rule_id: str
    rate: int | None
    """In basis points; None for a rule that names an amount."""
    is_custom: bool = False
    """Whether a custom rule says so."""
