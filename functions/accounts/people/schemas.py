"""Beneficiaries: request bodies, queries and answers."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AliasPath, Field

from functions.accounts.people.models import (
    Beneficiary,
    BeneficiaryStatus,
    SuspensionReason,
)
from functions.accounts.places.rules import FRANCE
from functions.accounts.schemes.models import COUNTRY_PATTERN
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import (
    Body,
    Parameters,
    View,
    line,
)


class SignUpBody(Body):
    """Who asks for the pass. The open schemes of a country say which postal codes it has."""

    first_name: Annotated[str, line(100)]
    last_name: Annotated[str, line(100)]
    birth_date: date
    country: str = Field(default=FRANCE, pattern=COUNTRY_PATTERN)
    postal_code: str = Field(pattern=r"^[0-9A-Z]([0-9A-Z -]{0,10}[0-9A-Z])?$")
    accepts_terms: Literal[True]


class SuspendBody(Body):
    """Why a person is suspended; with `fraud`, open bookings are cancelled."""

    reason: SuspensionReason


class BeneficiaryView(View):
    """A beneficiary's state. Held for review: an administrator looks before they activate."""

    id: str
    status: BeneficiaryStatus
    scheme: str
    held_for_review: bool

    @classmethod
    def of(cls, beneficiary: Beneficiary) -> "BeneficiaryView":
        """Return what is shown of a beneficiary."""
        return cls.model_validate(beneficiary)


class BeneficiariesQuery(Parameters):
    """Which beneficiaries."""

    status: BeneficiaryStatus = "pending"
    held_for_review: bool | None = None
    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class AppliedView(BeneficiaryView):
    """Who asks for the pass, as an administrator sees them."""

    first_name: str
    last_name: str
    birth_date: date | None
    signed_up_at: datetime
    activated_at: datetime | None

    @classmethod
    def of(cls, beneficiary: Beneficiary) -> "AppliedView":
        """Return what an administrator sees of a beneficiary."""
        return cls.model_validate(beneficiary)


class BeneficiariesView(View):
    """A page of beneficiaries, oldest sign-up first."""

    items: list[AppliedView]
    next_page_token: str | None


class MyBeneficiaryView(View):
    """The caller as a beneficiary; `next_scheme` is the one they have asked to move to."""

    status: BeneficiaryStatus
    scheme: str
    next_scheme: str | None
    first_name: str
    last_name: str
    birth_date: date
    country: str = Field(validation_alias=AliasPath("residence", "country"))
    postal_code: str = Field(validation_alias=AliasPath("residence", "postal_code"))
    department: str | None = Field(validation_alias=AliasPath("residence", "department"))
    signed_up_at: datetime
    activated_at: datetime | None
    suspended_at: datetime | None
    suspension_reason: SuspensionReason | None
    has_bonus: bool
    next_credit_at: datetime | None

    @classmethod
    def of(cls, beneficiary: Beneficiary) -> "MyBeneficiaryView":
        """Return what a beneficiary sees of themselves."""
        return cls.model_validate(beneficiary)
