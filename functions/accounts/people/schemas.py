"""Request bodies, queries and responses about beneficiaries."""

from datetime import date, datetime
from typing import Literal

from pydantic import AliasPath, ConfigDict, Field
from pydantic.config import JsonDict

from functions.accounts.people.models import Beneficiary, BeneficiaryStatus, SuspensionReason
from functions.accounts.places.rules import FRANCE
from functions.accounts.places.schemas import FRENCH_POSTAL_CODE_AS_COPIED, PostalCode
from functions.accounts.schemes.models import COUNTRY_PATTERN
from functions.kernel.field_types import Day, PersonName
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import ActBody, Body, Parameters, View

_IN_FRANCE: JsonDict = {
    "if": {"properties": {"country": {"const": FRANCE}}},
    "then": {
        "properties": {"postal_code": {"pattern": FRENCH_POSTAL_CODE_AS_COPIED}},
        "additionalProperties": True,
    },
}


class SignUpBody(Body):
    """An application for the pass. The open schemes define a country's postal codes."""

    model_config = ConfigDict(json_schema_extra=_IN_FRANCE)

    first_name: PersonName
    last_name: PersonName
    birth_date: Day
    country: str = Field(default=FRANCE, pattern=COUNTRY_PATTERN)
    postal_code: PostalCode
    accepts_terms: Literal[True]


class EligibilityQuery(Parameters):
    """A person whose eligibility is checked: when they were born, and where they live."""

    birth_date: Day
    country: str = Field(default=FRANCE, pattern=COUNTRY_PATTERN)
    postal_code: PostalCode


class EligibilityView(View):
    """The scheme that fits a person today, and the credit that it grants first."""

    scheme: str
    name: str
    credit_cents: int


class SuspendBody(ActBody):
    """The reason for a suspension; with `fraud`, bookings that can be cancelled are."""

    may_be_missing = False

    reason: SuspensionReason


class ApplicationView(View):
    """An application, as shown to the applicant: it is alike whether or not it is held."""

    id: str
    status: BeneficiaryStatus
    scheme: str

    @classmethod
    def of(cls, beneficiary: Beneficiary) -> "ApplicationView":
        """Build the view of an application."""
        return cls.model_validate(beneficiary)


class BeneficiaryView(View):
    """A beneficiary; `held_for_review` means that someone with the same identity has applied."""

    id: str
    status: BeneficiaryStatus
    scheme: str
    held_for_review: bool

    @classmethod
    def of(cls, beneficiary: Beneficiary) -> "BeneficiaryView":
        """Build the view of a beneficiary."""
        return cls.model_validate(beneficiary)


class BeneficiariesQuery(Parameters):
    """Filters for the list of beneficiaries."""

    status: BeneficiaryStatus = "pending"
    held_for_review: bool | None = None
    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class AppliedView(BeneficiaryView):
    """A beneficiary, as shown to administrators."""

    first_name: str
    last_name: str
    birth_date: date | None
    signed_up_at: datetime
    activated_at: datetime | None

    @classmethod
    def of(cls, beneficiary: Beneficiary) -> "AppliedView":
        """Build the view for administrators."""
        return cls.model_validate(beneficiary)


class BeneficiariesView(View):
    """A page of beneficiaries, oldest sign-up first."""

    items: list[AppliedView]
    next_page_token: str | None


class MyBeneficiaryView(View):
    """The caller as beneficiary; `next_scheme` is the scheme they asked to move to."""

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
    closes_at: datetime | None
    has_bonus: bool
    next_credit_at: datetime | None

    @classmethod
    def of(cls, beneficiary: Beneficiary) -> "MyBeneficiaryView":
        """Build a beneficiary's view of their own data."""
        return cls.model_validate(beneficiary)
