"""What goes over the wire: the types of texts and times, bodies, queries, answers; and parsing."""

import re
import unicodedata
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
    Strict,
    StringConstraints,
    Tag,
    ValidationError,
)

from functions.kernel.errors import BodyTypeUnsupported, FieldError, InvalidFields

B = TypeVar("B", bound="Body")
P = TypeVar("P", bound="Parameters")


def _no_control_characters(text: str) -> str:
    if any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in text):
        raise ValueError("control characters are not allowed")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValueError("one line, without tabs")
    return _no_control_characters(text)


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_one_line),
]
"""A trimmed text of one line, 200 characters at most."""

LongLine = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=255),
    AfterValidator(_one_line),
]
"""A trimmed text of one line, 255 characters at most."""

Paragraph = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000),
    AfterValidator(_no_control_characters),
]
"""A trimmed text that may have several lines."""


Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=255, pattern=r"^[^@\s]{1,64}@[^@\s]{1,190}$"
    ),
    AfterValidator(_no_control_characters),
]
"""An e-mail address, as far as its form tells."""

Latitude = Annotated[float, Field(ge=-90, le=90)]
"""Degrees, WGS84."""

Longitude = Annotated[float, Field(ge=-180, le=180)]
"""Degrees, WGS84."""


def _is_written_out(value: object) -> object:
    # Left to itself, pydantic also takes digits, as seconds since 1970.
    if not isinstance(value, str) or not _DATE.match(value):
        raise ValueError("a time as RFC 3339 writes it, such as 2026-03-01T12:00:00Z")
    return value


def _utc(at: datetime) -> datetime:
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise ValueError(f"a year from {_FIRST_YEAR} to {_LAST_YEAR}")
    return at.astimezone(UTC)


_DATE = re.compile(r"[0-9]{4}-")
_FIRST_YEAR, _LAST_YEAR = 1900, 9900
"""Of times that can be told in any time zone."""

Instant = Annotated[
    AwareDatetime,
    # A strict model would not take the text that has passed a validator of ours.
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
"""A whole day, such as 2026-05-01, where what is asked about happens; or an instant."""


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

    A stored copy would outlive the person's request to be forgotten; see `Call.commit_unkept`.
    """


@dataclass(frozen=True, slots=True)
class Text:
    """An answer that is not JSON, such as a CSV file; a long one is sent piece by piece."""

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
    """Return the refusal that names each field; what was sent is not repeated."""
    errors = [
        FieldError(".".join(str(step) for step in e["loc"]) or "body", e["msg"])
        for e in invalid.errors(include_url=False, include_context=False, include_input=False)
    ]
    return InvalidFields(errors=errors)
