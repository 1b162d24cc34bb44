"""Answers about exports."""

from datetime import datetime

from functions.accounts.people.schemas import MyBeneficiaryView
from functions.booking.export.models import Export, ExportStatus, PersonData
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

    @classmethod
    def of(cls, data: PersonData, *, email: str, now: datetime) -> "ExportView":
        """Build the view of a person's data."""
        beneficiary, wallet = data.beneficiary, data.wallet
        return cls(
            id=data.uid,
            email=email,
            exported_at=now,
            beneficiary=MyBeneficiaryView.of(beneficiary) if beneficiary else None,
            offerers=data.sirens,
            wallet=WalletView.of(wallet, now=now) if wallet else None,
            entries=[EntryView.model_validate(entry) for entry in data.entries],
            bookings=[BookingView.of(booking) for booking in data.bookings],
            favorites=[KeptView.model_validate(one) for one in data.favorites],
            acts=[NotedView.model_validate(act) for act in data.acts],
        )

    def without_codes(self) -> "ExportView":
        """Return the view without the codes that would let anybody else in."""
        bookings = [
            booking.model_copy(
                update={
                    "activation_code": None,
                    "countermark": "" if booking.status == "confirmed" else booking.countermark,
                }
            )
            for booking in self.bookings
        ]
        return self.model_copy(update={"bookings": bookings})


class ExportStateView(View):
    """How far the export of the caller's data is; its file is there until `expires_at`."""

    status: ExportStatus
    requested_at: datetime
    ready_at: datetime | None
    expires_at: datetime

    @classmethod
    def of(cls, export: Export) -> "ExportStateView":
        """Build the view of an export."""
        return cls.model_validate(export)
