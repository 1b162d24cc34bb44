"""Export: the answer."""

from datetime import datetime

from functions.accounts.people.schemas import MyBeneficiaryView
from functions.booking.schemas import BookingView
from functions.kernel.schemas import View
from functions.wallet.balance.schemas import EntryView, WalletView


class KeptView(View):
    """A favourite of the caller."""

    offer_id: str
    added_at: datetime


class ExportView(View):
    """All data kept about the caller: identity, credit, bookings and favourites."""

    id: str
    email: str
    exported_at: datetime
    beneficiary: MyBeneficiaryView | None
    offerers: tuple[str, ...]
    wallet: WalletView | None
    entries: list[EntryView]
    bookings: list[BookingView]
    favorites: list[KeptView]
