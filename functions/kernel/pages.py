"""Page tokens: where a list goes on, in a form that clients pass back and do not read."""

import base64
import binascii
from typing import Annotated, TypeVar

from pydantic import StringConstraints, TypeAdapter, ValidationError

from functions.kernel.errors import Malformed

T = TypeVar("T")

NUMBER = TypeAdapter(int)
"""The position of a list that is numbered."""

PageToken = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class PageTokenInvalid(Malformed):
    """The page token is not one that this list gave."""

    code = "page_token_invalid"


def encode_token(position: object) -> str:
    """Return the token of a position in a list: any value that JSON can hold."""
    text = TypeAdapter(object).dump_json(position)
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def decode_token(token: str | None, kind: TypeAdapter[T]) -> T | None:
    """Return the position that a token holds, None for the first page.

    Refuses PageTokenInvalid when it does not hold a `kind`.
    """
    if token is None:
        return None
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        return kind.validate_json(text)
    except (binascii.Error, ValidationError, ValueError):
        raise PageTokenInvalid from None
