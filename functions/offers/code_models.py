"""What activation codes are made of: batches, free codes, claims on codes, and codes as given."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeBatch:
    """The activation codes of a stock that expire at one instant (None: never), numbered from 1.

    They are given in the order of their numbers: `given` counts those that are gone.
    """

    expires_at: datetime | None
    loaded: int
    given: int = 0

    @property
    def left(self) -> int:
        """How many nobody has yet, whether or not they have expired."""
        return self.loaded - self.given


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeCode:
    """A code that nobody has yet. The commit that gives it deletes it."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeClaim:
    """As which free code a code was loaded for an offer; it stays when the code is given."""

    stock_id: str
    code_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCode:
    """A code as its beneficiary gets it, and until when it is good (None: always)."""

    code: str = field(repr=False)
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCodes:
    """Command: a member gives a stock the codes that its bookings get."""

    stock_id: str
    member_id: str
    codes: tuple[str, ...] = field(repr=False)
    expires_at: datetime | None
