"""The document that counts what a person wrote lately."""

from datetime import datetime

from functions.kernel.values import Model


class Written(Model, frozen=True, kw_only=True):
    """The count of what a person wrote lately, as the time until which it counts."""

    expires_at: datetime
