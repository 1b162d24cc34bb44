"""Schemes: the fields of a scheme file, and the grant computed from it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from functions.kernel.values import Model, Struct

SpendingDomain = Literal["physical", "digital", "live"]


Amount = Annotated[int, Field(ge=0, le=1_000_000_00)]
"""An amount in a scheme file, in cents."""


COUNTRY_PATTERN = r"^[A-Z]{2}$"
"""A two-letter country code (ISO 3166-1)."""


_Age = Annotated[int, Field(ge=0, le=120)]


_NO_EXTRAS = ConfigDict(extra="forbid")
"""For files written by hand: a misspelt field is an error instead of being ignored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The spending limit of one domain, in cents."""

    __pydantic_config__: ClassVar[ConfigDict] = _NO_EXTRAS

    domain: SpendingDomain
    limit_cents: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class CapException:
    """A different limit, in cents, or none (None), for residents of a department."""

    __pydantic_config__: ClassVar[ConfigDict] = _NO_EXTRAS

    department: str
    domain: SpendingDomain
    limit_cents: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountAtAge:
    """The amount granted at an age, in cents."""

    __pydantic_config__: ClassVar[ConfigDict] = _NO_EXTRAS

    age: _Age
    amount_cents: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """The rule for when a grant expires; one of three kinds.

    `after_activation`: at the end of the last day of a term of `years` and `months`. `birthday`:
    `hours` after the start of the day on which the holder turns `age`. `date`: at the end of the
    day `month`-`day`, `years` after the year in which the holder turns 18.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _NO_EXTRAS

    kind: Literal["after_activation", "birthday", "date"]
    years: Annotated[int, Field(le=100)] = 0
    months: Annotated[int, Field(le=1_200)] = 0
    age: Annotated[int, Field(le=120)] = 0
    hours: Annotated[int, Field(le=8_760)] = 0
    month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """The time zone of postal codes with a prefix, for countries with several zones."""

    __pydantic_config__: ClassVar[ConfigDict] = _NO_EXTRAS

    postal_prefix: str
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A country's or a year's rules, as in its file under schemes/.

    Ages are whole years, reached on the birthday, or with `ages_by` "calendar_year" on 1 January of
    the year of the birthday. Without `departments`, the whole country is eligible. Each of
    `amounts` is granted at its age, the later ones as birthday credits. Dates are inclusive.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _NO_EXTRAS

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    """The name of the file, without `.toml`."""
    name: str
    country: Annotated[str, Field(pattern=COUNTRY_PATTERN)]
    postal_code_pattern: str | None = None
    """A regular expression for the country's postal codes; None: any. Not used for France."""
    time_zone: str
    """The country's time zone; in France the department's is used instead."""
    zones: tuple[Zone, ...] = ()
    departments: tuple[str, ...] = ()
    first_age: _Age
    last_age: _Age
    ages_by: Literal["birthday", "calendar_year"] = "birthday"
    born_from: date | None = None
    born_until: date | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    amounts: tuple[AmountAtAge, ...]
    bonus_cents: Amount = 0
    """An amount that an administrator may grant once."""
    caps: tuple[Cap, ...] = ()
    cap_exceptions: tuple[CapException, ...] = ()
    domains: dict[str, SpendingDomain] = field(default_factory=dict)
    """Categories that this scheme counts in a different domain than usual."""
    excluded: tuple[str, ...] = ()
    """Categories that cannot be booked under this scheme's grant, not even for free."""
    excluded_at_a_price: tuple[str, ...] = ()
    """Categories that can be booked only for free."""
    expiry: Expiry
    continues: str | None = None
    """The scheme whose credit and cancellable bookings move into this one."""
    sources: dict[str, str]


class Credit(Struct, frozen=True, kw_only=True):
    """An amount in cents, with an id that prevents crediting it twice."""

    id: str
    amount_cents: int


class Grant(Struct, frozen=True, kw_only=True):
    """A person's entitlement under a scheme: credits, their expiry, and spending caps."""

    scheme: str
    credits: tuple[Credit, ...]
    expires_at: datetime
    caps: tuple[Cap, ...]
    domains: dict[str, SpendingDomain]
    excluded: tuple[str, ...] = ()
    excluded_at_a_price: tuple[str, ...] = ()
    continues: str | None = None


IneligibleReason = Literal["too_young", "too_old", "residence", "not_open"]


class Residence(Model, frozen=True, kw_only=True):
    """A person's place of residence; `department` is None outside France."""

    country: str
    postal_code: str
    department: str | None
    time_zone: str
