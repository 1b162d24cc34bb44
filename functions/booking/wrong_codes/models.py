"""Wrong codes: the document that counts them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCodes:
    """The wrong codes of a caller or of an offerer, as the time until which they count."""

    expires_at: datetime
