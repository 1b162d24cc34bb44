"""The invitation of a new member."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An offerer's invitation to an e-mail address, of which only a hash is stored."""

    siren: str
    invited_at: datetime
