"""Postal codes in requests, as people copy them."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

_BLANK = r"[ \u00a0\u202f]"
_DIGITS = re.compile(rf"(?:[0-9]{_BLANK}*)+")


def _without_blanks(postal_code: str) -> str:
    """Return a code without blanks around it, nor between its digits; others are part of it."""
    code = re.sub(f"^{_BLANK}+|{_BLANK}+$", "", postal_code)
    return re.sub(_BLANK, "", code) if _DIGITS.fullmatch(code) else code


FRENCH_POSTAL_CODE_AS_COPIED = rf"^{_BLANK}*(?:[0-9]{_BLANK}*){{5}}$"
"""Five digits, and the blanks that people copy with them."""

FrenchPostalCode = Annotated[
    str,
    Field(pattern=FRENCH_POSTAL_CODE_AS_COPIED, max_length=20, examples=["67000"]),
    AfterValidator(_without_blanks),
]
"""A French postal code: five digits, without the blanks that it was copied with."""

PostalCode = Annotated[
    str,
    Field(
        pattern=rf"^{_BLANK}*[0-9A-Z](?:[0-9A-Z \u00a0\u202f-]{{0,10}}[0-9A-Z])?{_BLANK}*$",
        max_length=20,
        examples=["67000"],
    ),
    AfterValidator(_without_blanks),
]
"""A postal code of any country; its schemes define the form."""
