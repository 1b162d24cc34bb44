"""Export: the answer."""

from datetime import datetime

from functions.accounts.people.schemas import MyBeneficiaryView
from functions.booking.schemas import BookingView
from functions.kernel.schemas import UnkeptView, View
from functions.wallet.balance.schemas import EntryView, WalletView


class KeptView(View):
    """A favourite of the caller."""

    offer_id: str
    added_at: datetime


class NotedView(View):
    """An act of an administrator about the person: when, and the texts written then."""

    kind: str
    target: str
    at: datetime
    reason: str | None
    comment: str | None


class ExportView(UnkeptView):
    """All data kept about a person: identity, credit, bookings, favourites, acts about them."""

    id: str
    email: str
    exported_at: datetime
    beneficiary: MyBeneficiaryView | None
    offerers: tuple[str, ...]
    wallet: WalletView | None
    entries: list[EntryView]
    bookings: list[BookingView]
    favorites: list[KeptView]
    acts: list[NotedView]
