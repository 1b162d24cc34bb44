"""Types of the fields of requests and answers: texts, times, coordinates."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    StringConstraints,
    Tag,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from functions.kernel import text
from functions.kernel.calendar_days import DAY_PATTERN, TIME_PATTERN, written_out
from functions.kernel.text import TextRule
from functions.kernel.web_addresses import WEB_ADDRESS

D = TypeVar("D", bound=date)

COMPONENT = "x-component"
"""The key under which a schema names the component that it becomes in the OpenAPI document."""


@dataclass(frozen=True, slots=True)
class Characters:
    """Enforces a rule of texts, and publishes it in the JSON schema exactly as it is enforced.

    The OpenAPI document has the schema once, as the component `name`.
    """

    name: str
    rule: TextRule

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            self.rule.read, core_schema.str_schema(min_length=1)
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        longest = {} if self.rule.max_length is None else {"maxLength": self.rule.max_length}
        pattern = {"pattern": self.rule.pattern}
        return {**handler(schema), **longest, **pattern, COMPONENT: self.name}


def line(max_length: int) -> Characters:
    """Return the rule of a text of one line, for `Annotated[str, line(100)]`."""
    return Characters(f"Line{max_length}", text.line(max_length))


def paragraph(max_length: int) -> Characters:
    """Return the rule of a text that may have several lines."""
    return Characters(f"Paragraph{max_length}", text.paragraph(max_length))


Line = Annotated[str, line(200)]
"""A text of one line, 200 characters at most."""

Code = Annotated[str, Characters("Code", text.code(200))]
"""A code of one line, 200 characters at most, without anything invisible."""

PersonName = Annotated[str, Characters("PersonName", text.name(100))]
"""A first or last name in Latin letters, 100 characters at most."""

Email = Annotated[str, Characters("Email", text.EMAIL)]
"""An e-mail address; upper and lower case are left as they are."""

WebAddress = Annotated[
    str,
    Characters("WebAddress", text.ADDRESS),
    WithJsonSchema(
        {"type": "string", "pattern": text.published(WEB_ADDRESS), COMPONENT: "WebAddress"}
    ),
]
"""An http or https URL. The rules refuse one that does not match the pattern, and say why."""


Latitude = Annotated[float, Field(ge=-90, le=90)]
"""Degrees, WGS84."""

Longitude = Annotated[float, Field(ge=-180, le=180)]
"""Degrees, WGS84."""


def _in_range(day: D) -> D:
    """Return a day or an instant of a year that exists in every time zone."""
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"a year from {_FIRST_YEAR} to {_LAST_YEAR}")
    return day


def _utc(at: datetime) -> datetime:
    return _in_range(at).astimezone(UTC)


_FIRST_YEAR, _LAST_YEAR = 1900, 9900
"""Years whose instants exist in every time zone."""
_YEAR = r"(?:19[0-9]{2}|[2-8][0-9]{3}|9[0-8][0-9]{2}|9900)"
"""The same years as a pattern."""

Instant = Annotated[
    AwareDatetime,
    # A strict model would not accept the text that the validator before it returns.
    Strict(False),
    BeforeValidator(written_out),
    AfterValidator(_utc),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": f"^{_YEAR}-"}),
]
"""An RFC 3339 time with its offset; UTC from here on."""


def _is_full_date(value: object) -> object:
    # By default, pydantic also accepts digits, as seconds since 1970, and a time at midnight.
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("a date as RFC 3339 writes it, such as 2008-05-01")
    return value


def _kind_of_time(value: object) -> str:
    return "day" if isinstance(value, str) and _DAY.fullmatch(value) else "instant"


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Day = Annotated[
    date,
    Strict(False),
    BeforeValidator(_is_full_date),
    AfterValidator(_in_range),
    WithJsonSchema({"type": "string", "format": "date", "pattern": f"^{_YEAR}-"}),
]
"""An RFC 3339 full-date, such as 2008-05-01."""

DayOrInstant = Annotated[
    Annotated[Day, Tag("day")] | Annotated[Instant, Tag("instant")],
    Discriminator(_kind_of_time),
    WithJsonSchema(
        {
            # One string: a choice between two formats is no valid type to some generators.
            "type": "string",
            "pattern": f"^(?={_YEAR}-){DAY_PATTERN}(?:{TIME_PATTERN})?$",
            "description": "A day in the venue's time zone, 2027-05-01, or an RFC 3339 time.",
            "examples": ["2027-05-01"],
        }
    ),
]
"""A calendar day in the venue's time zone, such as 2026-05-01, or an instant."""


TimeOfDay = Annotated[str, StringConstraints(pattern="^(?:[01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day at a venue, such as "20:30"."""
