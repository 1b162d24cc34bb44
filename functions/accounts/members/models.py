"""Members: the invitation."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An offerer waits for the person with an e-mail address, of which only a hash is kept."""

    siren: str
    invited_at: datetime
