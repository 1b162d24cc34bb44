"""The refusals and faults that every feature shares.

    Refusal          an expected "no" with a stable public code; never a 500
      Malformed        the request itself is wrong (400)
      Unauthenticated  no token, or one that is invalid or has expired (401)
      Forbidden        signed in, but not allowed (403)
      NotFound         nothing there (404)
      WrongMethod      the path exists, this method does not (405)
      Conflict         a rule says no (409)
      Gone             it existed and is over (410)
      TooLarge         the body passes its limit (413)
      Unsupported      the media type is not accepted (415)
      TooMany          too many requests (429 with Retry-After)
    Contention       too many at once; worth trying again (503 with Retry-After)
    Unavailable      a disk or a service that is needed fails (503 with Retry-After)

Only kernel/problems.py knows the status numbers in brackets. The docstring of a refusal is its
public English message, `code` its stable name. Annotated fields are passed by keyword and shown
with the problem:

    class TooEarly(Conflict):
        "The countermark is accepted from `usable_from` on."
        code = "too_early"
        usable_from: datetime
"""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, dataclass_transform


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(field,))
class Refusal(Exception):
    """The request was understood and refused."""

    code: ClassVar[str] = "refused"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # Most refusals have no fields; they cost nothing when a function starts.
        if "__annotations__" in vars(cls):
            dataclass(kw_only=True, eq=False)(cls)

    def __str__(self) -> str:
        return self.code

    @classmethod
    def fields(cls) -> Sequence[str]:
        """Return the names of the fields that the refusal shows."""
        return tuple(getattr(cls, "__dataclass_fields__", ()))

    @property
    def facts(self) -> dict[str, object]:
        """The values of the fields; one that is None is not shown."""
        values = {name: getattr(self, name) for name in self.fields()}
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def message(cls) -> str:
        """Return the English sentence shown as the problem's title."""
        return (inspect.getdoc(cls) or cls.code).splitlines()[0]


class Malformed(Refusal):
    """The request does not have the documented form."""

    code = "malformed"


@dataclass(frozen=True, slots=True)
class FieldError:
    """A field of the request and what is wrong with it, without repeating its value."""

    field: str
    message: str


class InvalidFields(Malformed):
    """Some fields of the request do not have the documented form."""

    code = "malformed"
    errors: Sequence[FieldError]


class Unauthenticated(Refusal):
    """A valid sign-in token is required."""

    code = "unauthenticated"


class Forbidden(Refusal):
    """The caller may not do this."""

    code = "forbidden"


class NotFound(Refusal):
    """Nothing exists at this path or under this id."""

    code = "not_found"


class WrongMethod(Refusal):
    """The path exists, but not with this method."""

    code = "method_not_allowed"
    allowed: Sequence[str]


class Conflict(Refusal):
    """The current state does not allow this."""

    code = "conflict"


class Gone(Refusal):
    """This is no longer available."""

    code = "gone"


class TooLarge(Refusal):
    """The body is too large."""

    code = "too_large"


class BodyTooLarge(TooLarge):
    """The body is larger than `limit_bytes`."""

    code = "body_too_large"
    limit_bytes: int


class Unsupported(Refusal):
    """The media type is not accepted."""

    code = "unsupported"


class BodyTypeUnsupported(Unsupported):
    """The body must have the media type `expected`."""

    code = "unsupported_media_type"
    expected: str


class TooMany(Refusal):
    """Too many requests; try again after `retry_after_seconds`."""

    code = "too_many_requests"
    retry_after_seconds: int


class Contention(Exception):
    """Too many callers changed the same documents at once; try again."""


class Unavailable(Exception):
    """Something that is needed does not work at the moment; try again later."""
