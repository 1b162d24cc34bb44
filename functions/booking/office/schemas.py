"""Queries and responses of the back office."""

from datetime import date, datetime
from typing import Self

from pydantic import Field

from functions.accounts.acts.schemas import ActView
from functions.accounts.members.schemas import ProfessionalView
from functions.accounts.offerer_queue.schemas import QueuedOffererView
from functions.accounts.offerers.schemas import FounderView
from functions.accounts.people.models import BeneficiaryStatus, SuspensionReason
from functions.accounts.venues.schemas import VenueView
from functions.booking.desk.schemas import DeskBookingView
from functions.booking.models import CancellationReason
from functions.kernel.act_targets import TargetKind
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Parameters, UnkeptView
from functions.offers.publish.schemas import OwnOfferView
from functions.wallet.balance.schemas import EntryView, WalletView
from functions.wallet.models import HoldState


class SearchQuery(Parameters):
    """An id, e-mail address, SIREN, SIRET, countermark, or the beginnings of words of a name."""

    q: str = Field(min_length=2, max_length=300)


class BackOfficeHitView(UnkeptView):
    """A thing that was found."""

    kind: TargetKind
    id: str
    name: str | None
    status: str | None


class BackOfficeHitsView(UnkeptView):
    """Up to 20 things of each kind by name, and all that have the id, number or code."""

    items: list[BackOfficeHitView]


class OfficeBookingsQuery(Parameters):
    """Page of bookings."""

    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class OfficeBookingView(DeskBookingView):
    """A booking as administrators see it, without its codes."""

    beneficiary_id: str
    stock_id: str
    offerer_siren: str
    cancellable_until: datetime | None
    expires_at: datetime | None
    cancellation_reason: CancellationReason | None


class OfficeBookingsView(UnkeptView):
    """A page of a person's bookings, newest first."""

    items: list[OfficeBookingView]
    next_page_token: str | None


class ApplicantView(UnkeptView):
    """A person as beneficiary: the application, the scheme and what was decided."""

    status: BeneficiaryStatus
    first_name: str
    last_name: str
    birth_date: date | None
    scheme: str
    next_scheme: str | None
    held_for_review: bool
    signed_up_at: datetime
    activated_at: datetime | None
    activated_by: str | None
    suspended_at: datetime | None
    suspension_reason: SuspensionReason | None
    erased_at: datetime | None
    has_bonus: bool
    next_credit_at: datetime | None


class PersonView(UnkeptView):
    """A person: the account, as beneficiary with credit, as professional, and the latest of each.

    `account` is null once it is gone.
    """

    id: str
    account: FounderView | None
    beneficiary: ApplicantView | None
    professional: ProfessionalView | None
    wallet: WalletView | None
    entries: list[EntryView]
    bookings: list[OfficeBookingView]
    acts: list[ActView]


class OffererPageView(UnkeptView):
    """An offerer: its members, its first venues, its bookings counted by status, its history."""

    offerer: QueuedOffererView
    member_accounts: list[FounderView]
    claims: list[FounderView]
    venues: list[VenueView]
    bookings: dict[str, int]
    acts: list[ActView]


class BackOfficeVenueView(UnkeptView):
    """A venue: its bookings counted by status, its history."""

    venue: VenueView
    bookings: dict[str, int]
    acts: list[ActView]


class OfferPageView(UnkeptView):
    """An offer as its members see it, its bookings counted by status, its history."""

    offer: OwnOfferView
    bookings: dict[str, int]
    acts: list[ActView]


class HeldView(UnkeptView):
    """The credit held for a booking, in cents."""

    scheme: str
    amount_cents: int
    state: HoldState

    @classmethod
    def of(cls, hold: object) -> Self | None:
        """Build the view of a hold; a free booking has none."""
        return None if hold is None else cls.model_validate(hold)


class BookingPageView(UnkeptView):
    """A booking, the credit held for it, its history."""

    booking: OfficeBookingView
    hold: HeldView | None
    acts: list[ActView]
