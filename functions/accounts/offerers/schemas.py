"""Request bodies and responses about offerers."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from functions.accounts.numbers.schemas import Number
from functions.accounts.offerers.models import ClaimStatus, Offerer, OffererClaim
from functions.accounts.places.schemas import FrenchPostalCode
from functions.kernel.field_types import Email, line
from functions.kernel.identity import Identity
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import ActBody, Body, Parameters, UnkeptView, View
from functions.kernel.values import replace


class OffererBody(Body):
    """The legal entity; at postal codes 988 and 987, `siren` may be its RID or TAHITI number."""

    siren: Number
    name: Annotated[str, line(140)]
    postal_code: FrenchPostalCode
    city: Annotated[str, line(100)]


class ValidationQuery(Parameters):
    """The founder to validate, where several people claim the SIREN."""

    founder_id: str | None = Field(default=None, max_length=128)


class ReassignBody(ActBody):
    """The verified e-mail address of the person who takes the offerer over."""

    may_be_missing = False

    email: Email


class ClaimsQuery(Parameters):
    """A SIREN and a status, or all, and the page."""

    siren: str | None = Field(default=None, max_length=20)
    status: ClaimStatus | None = None
    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class FounderView(UnkeptView):
    """A person who claims an offerer, and how far their account can be trusted."""

    id: str
    email: str | None
    email_verified: bool
    account_created_at: datetime | None

    @classmethod
    def of(cls, uid: str, account: Identity | None) -> "FounderView":
        """Build the view of a founder, whose account may be gone."""
        return cls(
            id=uid,
            email=account.email if account else None,
            email_verified=account is not None and account.email_verified,
            account_created_at=account.created_at if account else None,
        )


class ClaimView(UnkeptView):
    """A claim on a SIREN that waits for validation."""

    siren: str
    name: str
    postal_code: str
    city: str
    claimed_at: datetime
    status: ClaimStatus
    founder: FounderView

    @classmethod
    def of(cls, claim: OffererClaim, account: Identity | None) -> "ClaimView":
        """Build the view of a claim and its founder."""
        return cls(
            siren=claim.siren,
            name=claim.name,
            postal_code=claim.postal_code,
            city=claim.city,
            claimed_at=claim.claimed_at,
            status=claim.status,
            founder=FounderView.of(claim.founder_id, account),
        )


class ClaimsView(UnkeptView):
    """A page of claims, oldest first."""

    items: list[ClaimView]
    next_page_token: str | None


class OffererView(View):
    """An offerer, as shown to its members: one that is set aside is pending to them."""

    siren: str
    name: str
    postal_code: str
    city: str
    status: Literal["pending", "validated", "rejected", "closed"]
    api_key_prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, offerer: Offerer) -> "OffererView":
        """Build the view of an offerer."""
        is_aside = offerer.status == "set_aside"
        return cls.model_validate(replace(offerer, status="pending") if is_aside else offerer)
