"""Answers about exports."""

from datetime import datetime

from functions.accounts.people.schemas import MyBeneficiaryView
from functions.booking.export.models import Export, ExportStatus, PersonData
from functions.booking.schemas import BookingView
from functions.feedback.messages.models import MessageCategory
from functions.feedback.reports.models import ReportDecision, ReportReason
from functions.kernel.schemas import UnkeptView, View
from functions.offers.reactions.models import ReactionValue
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


class ReactedView(View):
    """A reaction of the caller to an offer."""

    offer_id: str
    value: ReactionValue
    at: datetime


class ReportedView(View):
    """A report of an offer that the caller made, and the answer to it."""

    offer_id: str
    reason: ReportReason
    text: str | None
    reported_at: datetime
    decision: ReportDecision | None
    ground: str | None
    answered_at: datetime | None


class WrittenView(View):
    """A message of the caller to the operator, and the answer to it."""

    category: MessageCategory
    text: str
    sent_at: datetime
    answer: str | None
    answered_at: datetime | None


class GivenAnswerView(View):
    """An answer of the caller to a question of a survey."""

    question: str
    value: int | None
    text: str | None


class SurveyedView(View):
    """The answers of the caller to a survey."""

    survey_id: str
    answers: list[GivenAnswerView]
    answered_at: datetime


class ExportView(UnkeptView):
    """All data kept about a person: identity, credit, bookings, feedback, acts about them."""

    id: str
    email: str
    exported_at: datetime
    beneficiary: MyBeneficiaryView | None
    offerers: tuple[str, ...]
    wallet: WalletView | None
    entries: list[EntryView]
    bookings: list[BookingView]
    favorites: list[KeptView]
    reactions: list[ReactedView]
    reports: list[ReportedView]
    messages: list[WrittenView]
    survey_answers: list[SurveyedView]
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
            reactions=[ReactedView.model_validate(one) for one in data.reactions],
            reports=[ReportedView.model_validate(one) for one in data.reports],
            messages=[WrittenView.model_validate(one) for one in data.messages],
            survey_answers=[SurveyedView.model_validate(one) for one in data.survey_answers],
            acts=[NotedView.model_validate(act) for act in data.acts],
        )

    def without_codes(self) -> "ExportView":
        """Return the view without the codes that would let anybody else in.

        A use can be undone and a cancelled booking reinstated, with the code that it had. The proof
        of a QR code is left out of all: who has it could reinstate a booking from a door.
        """
        bookings = [
            booking.model_copy(
                update={
                    "activation_code": None,
                    "countermark": booking.countermark if booking.status == "reimbursed" else "",
                    "qr_payload": "",
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


class ExportsView(View):
    """The exports of the caller's data: none, or one."""

    items: list[ExportStateView]
