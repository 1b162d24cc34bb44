"""Activation codes: free codes, claims and given codes."""

from datetime import datetime

from functions.kernel.values import Model, Struct, shown_without


class FreeCode(Model, frozen=True, kw_only=True):
    """A code not given yet; the commit that gives it deletes this document."""

    code: str

    def __repr__(self) -> str:
        return shown_without(self, "code")


class CodeClaim(Model, frozen=True, kw_only=True):
    """The claim on a code loaded for an offer, which prevents loading it twice.

    It stays when the code is given.
    """

    stock_id: str
    code_id: str


class GivenCode(Struct, frozen=True, kw_only=True):
    """A code given to a beneficiary, and when it expires (None: never)."""

    code: str
    expires_at: datetime | None

    def __repr__(self) -> str:
        return shown_without(self, "code")


class LoadCodes(Struct, frozen=True, kw_only=True):
    """Command: load activation codes for the bookings of a stock."""

    stock_id: str
    member_id: str
    codes: tuple[str, ...]
    expires_at: datetime | None

    def __repr__(self) -> str:
        return shown_without(self, "codes")
