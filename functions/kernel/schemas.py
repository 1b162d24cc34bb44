"""Schemas of requests and answers: text and time types, bodies, queries, views, and parsing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, TypeVar

import flask
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    Tag,
    ValidationError,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from functions.kernel.errors import BodyTypeUnsupported, FieldError, InvalidFields

B = TypeVar("B", bound="Body")
P = TypeVar("P", bound="Parameters")


@dataclass(frozen=True, slots=True)
class Characters:
    """The rule of a text: it is trimmed, not empty, and then matches `pattern`.

    The same pattern and lengths are enforced and published in the JSON schema.
    """

    max_length: int
    pattern: str
    message: str

    def check(self, text: str) -> str:
        """Return the text, or raise ValueError where it does not match the pattern."""
        if re.search(self.pattern, text) is None:
            raise ValueError(self.message)
        return text

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        text = core_schema.str_schema(
            strip_whitespace=True, min_length=1, max_length=self.max_length
        )
        return core_schema.no_info_after_validator_function(self.check, text)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "pattern": self.pattern}


def line(max_length: int) -> Characters:
    """Return the rule of a text of one line, for `Annotated[str, line(100)]`."""
    return Characters(max_length, _ONE_LINE, "one line, without tabs or control characters")


def paragraph(max_length: int) -> Characters:
    """Return the rule of a text that may have several lines."""
    return Characters(max_length, _SEVERAL_LINES, "control characters are not allowed")


def _not_blank(forbidden: str) -> str:
    # Requires a character that is not blank: a blank text is empty once trimmed.
    return rf"^\s*[^\s{forbidden}][^{forbidden}]*$"


_ONE_LINE = _not_blank(r"\x00-\x1f\x7f-\x9f")
_SEVERAL_LINES = _not_blank(r"\x00-\x08\x0b-\x1f\x7f-\x9f")

EMAIL_PATTERN = r"^[^@\s\x00-\x1f\x7f-\x9f]{1,64}@[^@\s\x00-\x1f\x7f-\x9f]{1,189}$"
"""The form of an e-mail address; RFC 5321 limits it to 64 and in all to 254 characters."""

Line = Annotated[str, line(200)]
"""A trimmed text of one line, 200 characters at most."""

Email = Annotated[str, Characters(254, EMAIL_PATTERN, "not an e-mail address")]
"""A trimmed e-mail address; upper and lower case are left as they are."""


Latitude = Annotated[float, Field(ge=-90, le=90)]
"""Degrees, WGS84."""

Longitude = Annotated[float, Field(ge=-180, le=180)]
"""Degrees, WGS84."""


def _is_written_out(value: object) -> object:
    # By default, pydantic also accepts digits, as seconds since 1970.
    if not isinstance(value, str) or not _DATE.match(value):
        raise ValueError("a time as RFC 3339 writes it, such as 2026-03-01T12:00:00Z")
    return value


def _utc(at: datetime) -> datetime:
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise ValueError(f"a year from {_FIRST_YEAR} to {_LAST_YEAR}")
    return at.astimezone(UTC)


_DATE = re.compile(r"[0-9]{4}-")
_FIRST_YEAR, _LAST_YEAR = 1900, 9900
"""Years whose instants exist in every time zone."""

Instant = Annotated[
    AwareDatetime,
    # A strict model would not accept the text that the validator before it returns.
    Strict(False),
    BeforeValidator(_is_written_out),
    AfterValidator(_utc),
]
"""An RFC 3339 time with its offset; UTC from here on."""


def _in_range(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"a year from {_FIRST_YEAR} to {_LAST_YEAR}")
    return day


def _kind_of_time(value: object) -> str:
    return "day" if isinstance(value, str) and _DAY.fullmatch(value) else "instant"


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

DayOrInstant = Annotated[
    Annotated[date, Strict(False), AfterValidator(_in_range), Tag("day")]
    | Annotated[Instant, Tag("instant")],
    Discriminator(_kind_of_time),
]
"""A calendar day in the venue's time zone, such as 2026-05-01, or an instant."""


class Body(BaseModel):
    """A request's JSON object: unknown fields and wrong types are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


def optional() -> Any:
    """Declare a field of a Body that may be left out but not be null.

    It has no value then: read such fields with `model_dump(exclude_unset=True)`.
    """
    return Field(default_factory=lambda: None)


class Parameters(BaseModel):
    """A request's query: unknown names and unreadable values are refused."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=False
    )


class BaseView(BaseModel):
    """The JSON object of an answer."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    media_type: ClassVar[str] = "application/json"


class View(BaseView):
    """An answer that may be stored for a repeat of the request; see `Call.commit`."""


class UnkeptView(BaseView):
    """An answer that must not be stored: it holds a secret, or facts about a person.

    A stored copy would outlive the erasure of the person; see `Call.commit_unkept`.
    """


@dataclass(frozen=True, slots=True)
class Text:
    """An answer that is not JSON, such as a CSV file; a long one is streamed."""

    content: str | Iterable[str]
    media_type: str
    file_name: str | None = None


def parse_body(model: type[B], request: flask.Request, raw: bytes) -> B:
    """Return the JSON body as a `model`. Refuses BodyTypeUnsupported, InvalidFields."""
    if request.mimetype != "application/json":
        raise BodyTypeUnsupported(expected="application/json")
    try:
        return model.model_validate_json(raw)
    except ValidationError as invalid:
        raise _malformed(invalid) from None


def parse_query(model: type[P], request: flask.Request) -> P:
    """Return the query as a `model`. Refuses InvalidFields."""
    repeated = sorted(name for name, values in request.args.lists() if len(values) > 1)
    if repeated:
        raise InvalidFields(errors=[FieldError(name, "given more than once") for name in repeated])
    try:
        return model.model_validate(request.args.to_dict())
    except ValidationError as invalid:
        raise _malformed(invalid) from None


def _malformed(invalid: ValidationError) -> InvalidFields:
    """Return the refusal that names each field, without repeating the values sent."""
    errors = [
        FieldError(".".join(str(step) for step in e["loc"]) or "body", e["msg"])
        for e in invalid.errors(include_url=False, include_context=False, include_input=False)
    ]
    return InvalidFields(errors=errors)
