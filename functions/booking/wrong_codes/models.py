"""Wrong codes: the document that counts them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCodes:
    """The wrong codes of a caller or of an offerer, as the time until which they count."""

    expires_at: datetime
    held_until: Mapping[str, datetime] = field(default_factory=dict)
    """By the SIREN of an offerer whose limit a caller met: until when they wait at its desk (UTC).

    Empty in the document of an offerer.
    """
