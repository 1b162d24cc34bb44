"""Numbers in requests, as people copy them."""

from typing import Annotated

from pydantic import AfterValidator

from functions.accounts.numbers.rules import compact
from functions.kernel.field_types import line

Number = Annotated[str, line(30), AfterValidator(compact)]
"""A number of an organisation or a book; its spaces, dots and hyphens are ignored."""
