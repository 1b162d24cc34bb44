"""What the accounts API takes and gives: request bodies and answers."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AliasPath, Field

from functions.accounts.models import (
    Beneficiary,
    BeneficiaryStatus,
    Offerer,
    OffererStatus,
    Professional,
    StepName,
    StepState,
    SuspensionReason,
    Venue,
)
from functions.accounts.places_rules import FRANCE, FRENCH_POSTAL_CODE
from functions.accounts.scheme_models import COUNTRY_PATTERN
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import (
    Body,
    Email,
    Latitude,
    Line,
    Longitude,
    Parameters,
    UnkeptView,
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


class OffererBody(Body):
    """A legal entity that will publish offers."""

    siren: Annotated[str, line(20)]
    name: Annotated[str, line(140)]
    postal_code: str = Field(pattern=FRENCH_POSTAL_CODE)
    city: Annotated[str, line(100)]


class MemberBody(Body):
    """Whom to let act for the offerer."""

    email: Email


class VenueBody(Body):
    """A place or an online shop: a SIRET, or a comment that says why there is none."""

    offerer_siren: Annotated[str, line(20)]
    name: Annotated[str, line(140)]
    siret: Annotated[str, line(20)] | None = None
    comment: Annotated[str, line(500)] | None = None
    address: Line
    postal_code: str = Field(pattern=FRENCH_POSTAL_CODE)
    city: Annotated[str, line(100)]
    latitude: Latitude | None = None
    longitude: Longitude | None = None


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


class OffererView(View):
    """An offerer."""

    siren: str
    name: str
    postal_code: str
    city: str
    status: OffererStatus
    api_key_prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, offerer: Offerer) -> "OffererView":
        """Return what its members see of an offerer."""
        return cls.model_validate(offerer)


class ProfessionalView(View):
    """A member of offerers, as an administrator sees them."""

    id: str
    sirens: tuple[str, ...]
    suspended_at: datetime | None
    suspension_reason: SuspensionReason | None

    @classmethod
    def of(cls, professional: Professional) -> "ProfessionalView":
        """Return what an administrator sees of a professional."""
        return cls.model_validate(professional)


class MemberView(UnkeptView):
    """A person who was let in; the answer does not tell whether they have an account yet."""

    email: str
    status: Literal["invited"] = "invited"


class ApiKeyView(UnkeptView):
    """A new API key: `secret` is shown this once."""

    prefix: str
    secret: str


class Removed(View):
    """It is gone."""

    status: Literal["removed"] = "removed"


class VenueView(View):
    """A venue, with the department and time zone of its postal code."""

    id: str
    offerer_siren: str
    name: str
    siret: str | None
    comment: str | None
    address: str
    postal_code: str
    city: str
    department: str
    time_zone: str
    latitude: float | None
    longitude: float | None

    @classmethod
    def of(cls, venue: Venue) -> "VenueView":
        """Return what its members see of a venue."""
        return cls.model_validate(venue)


class VenuesView(View):
    """An offerer's venues, oldest first."""

    items: list[VenueView]


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


class StepView(View):
    """A step of signing up, and how far it is."""

    name: StepName
    state: StepState


class MeView(View):
    """The caller."""

    id: str
    email: str
    roles: list[Literal["admin", "beneficiary", "professional"]]
    beneficiary: MyBeneficiaryView | None
    steps: list[StepView]
    offerers: list[OffererView]
