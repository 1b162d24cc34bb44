"""The invitation of a new member."""

from datetime import datetime

from functions.kernel.values import Model


class Invitation(Model, frozen=True, kw_only=True):
    """An offerer's invitation to an e-mail address, of which only a hash is stored."""

    siren: str
    invited_at: datetime
