"""Wrong codes: the document that counts them."""

from datetime import datetime

from functions.kernel.values import Model


class WrongCodes(Model, frozen=True, kw_only=True):
    """The wrong codes of a caller or of an offerer, as the time until which they count."""

    expires_at: datetime
