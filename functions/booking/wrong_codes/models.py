"""Wrong codes: the document that counts them."""

from datetime import datetime

from functions.kernel.values import Model, field


class WrongCodes(Model, frozen=True, kw_only=True):
    """The wrong codes of a caller or of an offerer, as the time until which they count."""

    expires_at: datetime
    held_until: dict[str, datetime] = field(default_factory=dict)
    """By the SIREN of an offerer whose limit a caller met: until when they wait at its desk (UTC).

    Empty in the document of an offerer.
    """
