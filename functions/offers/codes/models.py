"""Activation codes: free codes, claims and given codes."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeCode:
    """A code not given yet; the commit that gives it deletes this document."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeClaim:
    """The claim on a code loaded for an offer, which prevents loading it twice.

    It stays when the code is given.
    """

    stock_id: str
    code_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCode:
    """A code given to a beneficiary, and when it expires (None: never)."""

    code: str = field(repr=False)
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCodes:
    """Command: load activation codes for the bookings of a stock."""

    stock_id: str
    member_id: str
    codes: tuple[str, ...] = field(repr=False)
    expires_at: datetime | None
