"""Notices, which keep an event and a person, and the letters drafted from them."""

from datetime import date, datetime
from typing import Literal

from functions.accounts.members.models import Invitation, MemberInvited
from functions.accounts.offerers.models import ClaimRejected, MemberRemoved, WebhookDisabled
from functions.accounts.own_account.models import AccountClosing
from functions.accounts.people.models import BeneficiarySuspended
from functions.booking.export.models import ExportReady
from functions.booking.models import (
    Booking,
    BookingCancelled,
    BookingConfirmed,
    BookingExpired,
    BookingExpiring,
    BookingMoved,
    BookingUpcoming,
)
from functions.feedback.messages.models import FeedbackAnswered
from functions.feedback.reports.models import (
    OfferHeld,
    OfferReportsDecided,
    ReportAnswered,
    ReportDecision,
)
from functions.kernel.events import Event
from functions.kernel.values import Struct
from functions.notices.venue_news.models import NewsKind, VenueNews
from functions.offers.models import Image, Place
from functions.offers.pictures.models import ImageRejected
from functions.reimbursement.bank_accounts.models import (
    AccountStatus,
    BankAccountDecided,
    VenueAccountChanged,
)
from functions.reimbursement.payments.models import TransferFailed
from functions.reimbursement.settlements.models import StatementPaid
from functions.wallet.models import GrantReceived, Wallet

CreditFate = Literal["free", "back", "lost"]


NOTIFYING_EVENTS: dict[str, type[Event]] = {
    kind.name: kind
    for kind in (
        *(BookingConfirmed, BookingCancelled, BookingExpiring, BookingExpired, BookingMoved),
        *(BookingUpcoming, VenueNews, BeneficiarySuspended, AccountClosing),
        *(ImageRejected, GrantReceived, MemberInvited, MemberRemoved, ClaimRejected),
        *(WebhookDisabled, BankAccountDecided, VenueAccountChanged, ExportReady),
        *(StatementPaid, TransferFailed, ReportAnswered, FeedbackAnswered),
        *(OfferHeld, OfferReportsDecided),
    )
}
"""The events that people are notified of, by name."""


class Letter(Struct, frozen=True, kw_only=True):
    """The content of a mail, from the facts when it was drafted; `topic` names its template."""

    topic: str


class EventLetter(Letter, frozen=True, kw_only=True):
    """The content of a notice."""

    event: Event


class HolderLetter(EventLetter, frozen=True, kw_only=True):
    """To a booking's holder; `fate` is that of its credit, or the one it would have now.

    `place` is None if the stock is gone; `reader_zone` is the time zone where the holder lives;
    `picture` is the offer's, if it has one.
    """

    first_name: str
    reader_zone: str
    booking: Booking
    place: Place | None
    picture: Image | None = None
    fate: CreditFate
    is_cancellable: bool


class GrantLetter(EventLetter, frozen=True, kw_only=True):
    """To a beneficiary whose wallet has grown."""

    first_name: str
    reader_zone: str
    wallet: Wallet
    amount_cents: int


class ImageLetter(EventLetter, frozen=True, kw_only=True):
    """To a member of the offerer whose picture was rejected; an earlier one may still be shown."""

    offer_name: str
    code: str
    has_picture: bool


class InvitationLetter(EventLetter, frozen=True, kw_only=True):
    """To a person invited by an offerer, at the address of the invitation."""

    offerer_name: str
    invitation: Invitation


class OffererLetter(EventLetter, frozen=True, kw_only=True):
    """To a former member of an offerer, a rejected claimant, or a member whose webhook ended."""

    offerer_name: str
    siren: str
    reason: str | None = None


class BankAccountLetter(EventLetter, frozen=True, kw_only=True):
    """To a member of an offerer whose bank account was decided; `iban` is mostly hidden."""

    offerer_name: str
    siren: str
    label: str
    iban: str
    status: AccountStatus
    reason: str | None


class VenueAccountLetter(EventLetter, frozen=True, kw_only=True):
    """To a member of an offerer whose venue has another bank account, or none: no `iban` then."""

    venue_name: str
    label: str | None
    iban: str | None


class StatementLetter(EventLetter, frozen=True, kw_only=True):
    """To a venue, at its `address`, or to a member of its offerer: a statement was paid.

    `until` is the day before which its bookings were used.
    """

    offerer_name: str
    number: str
    batch_id: str
    amount_cents: int
    is_debit_note: bool
    until: date
    account_label: str
    iban: str
    address: str | None


class TransferLetter(EventLetter, frozen=True, kw_only=True):
    """To a member of an offerer: a transfer did not reach its bank account.

    `number` is that of its statement; `iban` is mostly hidden; `reason` is the bank's, if any.
    """

    offerer_name: str
    number: str
    amount_cents: int
    label: str
    iban: str
    reason: str | None


class AccountLetter(EventLetter, frozen=True, kw_only=True):
    """To a beneficiary who suspended their account, which closes at `closes_at`."""

    first_name: str
    reader_zone: str
    closes_at: datetime


class ExportLetter(EventLetter, frozen=True, kw_only=True):
    """To a person who asked for their data, which can be downloaded until `expires_at`."""

    reader_zone: str
    expires_at: datetime


class ReportLetter(EventLetter, frozen=True, kw_only=True):
    """To a person who reported an offer: the decision, and its ground."""

    offer_name: str
    reported_on: date
    decision: ReportDecision
    ground: str


class HeldLetter(EventLetter, frozen=True, kw_only=True):
    """To a member of the offerer of a reported offer: it is held, or was decided on."""

    offer_name: str
    held_on: date | None
    reasons: tuple[str, ...]
    decision: ReportDecision | None
    ground: str


class AnswerLetter(EventLetter, frozen=True, kw_only=True):
    """To a person who wrote to the operator: what they wrote, and the answer."""

    sent_on: date
    text: str
    answer: str


class VenueLine(Struct, frozen=True, kw_only=True):
    """A line of a venue's news; the holder's name is empty once they have erased their account."""

    kind: NewsKind
    offer_name: str
    begins_at: datetime | None
    quantity: int
    holder_name: str


class VenueLetter(EventLetter, frozen=True, kw_only=True):
    """To a venue, at its `address`, or to a member of its offerer: bookings without their codes."""

    venue_name: str
    time_zone: str
    address: str | None
    lines: tuple[VenueLine, ...]
    has_more: bool


class CodeLetter(Letter, frozen=True, kw_only=True):
    """To the owner of an account, with a link that proves that they read its mail."""

    url: str
    expires_at: datetime
