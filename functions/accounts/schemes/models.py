"""Schemes: the parts of a scheme file and what it grants."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from functions.kernel.calendar_days import Day

SpendingDomain = Literal["physical", "digital", "live"]


Amount = Annotated[int, Field(ge=0, le=1_000_000_00)]
"""An amount in a scheme's file, in cents."""


COUNTRY_PATTERN = r"^[A-Z]{2}$"
"""A country, as ISO 3166-1 writes it in two letters."""


_Age = Annotated[int, Field(ge=0, le=120)]


_NO_EXTRAS = ConfigDict(extra="forbid")
"""For what is written by hand: a misspelt field is an error, not a field that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The most that may be spent in one domain, in cents."""

    __pydantic_config__: ClassVar[ConfigDict] = _NO_EXTRAS

    domain: SpendingDomain
    limit_cents: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class CapException:
    """Another limit, or none, for those who live in a department."""

    __pydantic_config__: ClassVar[ConfigDict] = _NO_EXTRAS

    department: str
    domain: SpendingDomain
    limit_cents: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountAtAge:
    """What is granted at an age, in cents."""

    __pydantic_config__: ClassVar[ConfigDict] = _NO_EXTRAS

    age: _Age
    amount_cents: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """When a grant ends; one of three kinds.

    `after_activation`: with the last day of a term of `years` and `months`. `birthday`: `hours`
    after the day begins on which the holder turns `age`. `date`: with the day `month`-`day` of the
    year that comes `years` after the one in which the holder turns 18.
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
    """The time zone of postal codes that start so, where a country has several."""

    __pydantic_config__: ClassVar[ConfigDict] = _NO_EXTRAS

    postal_prefix: str
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A country's or a year's rules, as they stand in its file under schemes/.

    Ages are whole years, reached on the birthday, or with `ages_by` "calendar_year" in the year of
    the birthday. Without `departments`, the whole country is meant. `amounts` are granted at each
    of their ages, so that a scheme with several credits again at birthdays. Dates are inclusive.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _NO_EXTRAS

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    """The name of its file, without `.toml`."""
    name: str
    country: Annotated[str, Field(pattern=COUNTRY_PATTERN)]
    postal_code_pattern: str | None = None
    """A regular expression for the country's postal codes; None: any. French ones have 5 digits."""
    time_zone: str
    """Of the country; in France a department's own counts instead."""
    zones: tuple[Zone, ...] = ()
    departments: tuple[str, ...] = ()
    first_age: _Age
    last_age: _Age
    ages_by: Literal["birthday", "calendar_year"] = "birthday"
    born_from: Day | None = None
    born_until: Day | None = None
    opens_on: Day | None = None
    closes_on: Day | None = None
    amounts: tuple[AmountAtAge, ...]
    bonus_cents: Amount = 0
    """What an administrator may add once."""
    caps: tuple[Cap, ...] = ()
    cap_exceptions: tuple[CapException, ...] = ()
    domains: dict[str, SpendingDomain] = field(default_factory=dict)
    """Categories that this scheme counts in another domain than their own."""
    excluded: tuple[str, ...] = ()
    """Categories that cannot be booked while this scheme's grant lasts, not even for free."""
    excluded_at_a_price: tuple[str, ...] = ()
    """Categories that can only be booked for free."""
    expiry: Expiry
    continues: str | None = None
    """The scheme whose credit and cancellable bookings move into this one."""
    sources: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One amount, in cents, and the id that keeps it from being given twice."""

    id: str
    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a scheme gives one person: credits, until an instant, under caps."""

    scheme: str
    credits: tuple[Credit, ...]
    expires_at: datetime
    caps: tuple[Cap, ...]
    domains: dict[str, SpendingDomain]
    excluded: tuple[str, ...] = ()
    excluded_at_a_price: tuple[str, ...] = ()
    continues: str | None = None


IneligibleReason = Literal["too_young", "too_old", "residence", "not_open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Residence:
    """Where somebody lives; `department` is None outside France, `time_zone` is theirs."""

    country: str
    postal_code: str
    department: str | None
    time_zone: str
