"""Page tokens: the position where a list resumes, opaque to clients."""

import base64
import binascii
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)

from functions.kernel.database import ID_PATTERN, is_id
from functions.kernel.errors import Malformed
from functions.kernel.field_types import Instant

T = TypeVar("T")

NUMBER: TypeAdapter[int] = TypeAdapter(Annotated[int, Field(ge=0, le=2**53)])
"""The position in a numbered list."""


def _id(text: str) -> str:
    if not is_id(text):
        raise ValueError("not the id of a document")
    return text


DocumentId = Annotated[
    str, AfterValidator(_id), WithJsonSchema({"type": "string", "pattern": f"^{ID_PATTERN}$"})
]

MOMENT: TypeAdapter[tuple[datetime, str]] = TypeAdapter(tuple[Instant, DocumentId])
"""The position of a list in order of time: an instant, and the id of the document there."""

_POSITION: TypeAdapter[object] = TypeAdapter(object)

PageToken = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class PageTokenInvalid(Malformed):
    """This page token does not belong to this list."""

    code = "page_token_invalid"


def encode_token(position: object, *, of_list: str = "") -> str:
    """Return the token of a position in a list: any value that JSON can hold.

    `of_list` identifies the list and its filters; see `Call.list_id`.
    """
    text = _POSITION.dump_json(position)
    token = base64.urlsafe_b64encode(text).decode().rstrip("=")
    return f"{token}.{of_list}" if of_list else token


def cut_page(
    found: Iterable[T], size: int, position: Callable[[T], object], *, of_list: str = ""
) -> tuple[list[T], str | None]:
    """Return the first `size` items, and the token of the next page if there is one."""
    page = list(islice(found, size + 1))
    if len(page) <= size:
        return page, None
    return page[:size], encode_token(position(page[size - 1]), of_list=of_list)


def decode_token(token: str | None, kind: TypeAdapter[T], *, of_list: str = "") -> T | None:
    """Return the position that a token holds, None for the first page.

    Refuses PageTokenInvalid when it does not hold a `kind`, or comes from another list. Tokens of
    releases that did not name the list in them are taken.
    """
    if token is None:
        return None
    token, _, list_id = token.partition(".")
    if list_id not in ("", of_list):
        raise PageTokenInvalid
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        return kind.validate_json(text)
    except (binascii.Error, ValidationError, ValueError):
        raise PageTokenInvalid from None
