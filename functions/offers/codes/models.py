"""Activation codes: free codes, claims and codes given."""

from dataclasses import dataclass, field
from datetime import datetime


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
