"""What the accounts API takes and gives: request bodies and answers."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from functions.accounts.models import (
    Beneficiary,
    BeneficiaryStatus,
    Offerer,
    OffererStatus,
    SuspensionReason,
    Venue,
)
from functions.kernel.wire import Body, Line, View


class SignUpBody(Body):
    """Who asks for the pass."""

    first_name: Line = Field(max_length=100)
    last_name: Line = Field(max_length=100)
    birth_date: date
    postal_code: str = Field(pattern=r"^[0-9]{5}$")
    accepts_terms: Literal[True]


class SuspendBody(Body):
    """Why a beneficiary is suspended; with `fraud`, their open bookings are cancelled."""

    reason: SuspensionReason


class OffererBody(Body):
    """A legal entity that will publish offers."""

    siren: Line = Field(max_length=20)
    name: Line = Field(max_length=140)
    postal_code: str = Field(pattern=r"^[0-9]{5}$")
    city: Line = Field(max_length=100)


class MemberBody(Body):
    """Whom to let act for the offerer."""

    email: Line = Field(pattern=r"^[^@\s]{1,64}@[^@\s]{1,190}$", max_length=255)


class VenueBody(Body):
    """A place or an online shop: a SIRET, or a comment that says why there is none."""

    offerer_siren: Line = Field(max_length=20)
    name: Line = Field(max_length=140)
    siret: Line | None = Field(default=None, max_length=20)
    comment: Line | None = Field(default=None, max_length=500)
    address: Line = Field(max_length=200)
    postal_code: str = Field(pattern=r"^[0-9]{5}$")
    city: Line = Field(max_length=100)
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)


class BeneficiaryView(View):
    """A beneficiary's state."""

    id: str
    status: BeneficiaryStatus
    scheme: str

    @classmethod
    def of(cls, beneficiary: Beneficiary) -> "BeneficiaryView":
        """Return what is shown of a beneficiary."""
        return cls(id=beneficiary.id, status=beneficiary.status, scheme=beneficiary.scheme)


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


class OfferersView(View):
    """The offerers of which the caller is a member."""

    items: list[OffererView]


class MemberView(View):
    """A person who was let in; the answer does not tell whether they have an account yet."""

    email: str
    status: Literal["invited"] = "invited"


class ApiKeyView(View):
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
    """The caller as a beneficiary."""

    status: BeneficiaryStatus
    scheme: str
    first_name: str
    last_name: str
    birth_date: date
    postal_code: str
    department: str
    signed_up_at: datetime
    activated_at: datetime | None


class MeView(View):
    """The caller."""

    id: str
    email: str
    roles: list[Literal["admin", "beneficiary", "professional"]]
    beneficiary: MyBeneficiaryView | None
    offerers: list[OffererView]
