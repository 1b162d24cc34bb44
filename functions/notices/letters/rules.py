"""The content of a notice from current facts, or None if it no longer applies."""

from datetime import datetime
from urllib.parse import urlencode

from functions.accounts.members.models import Invitation, MemberInvited
from functions.accounts.members.rules import is_open
from functions.accounts.offerers.models import (
    ClaimRejected,
    MemberRemoved,
    Offerer,
    Professional,
    WebhookDisabled,
)
from functions.accounts.own_account.models import AccountClosing
from functions.accounts.people.models import Beneficiary, BeneficiarySuspended
from functions.accounts.venues.models import Venue
from functions.booking.export.models import Export, ExportReady
from functions.booking.models import (
    Booking,
    BookingCancelled,
    BookingConfirmed,
    BookingEvent,
    BookingExpired,
    BookingExpiring,
    BookingMoved,
    BookingUpcoming,
)
from functions.feedback.messages.models import FeedbackAnswered, FeedbackMessage
from functions.feedback.reports.models import (
    OfferHeld,
    OfferReport,
    OfferReportsDecided,
    ReportAnswered,
    ReportCase,
)
from functions.kernel.calendar_days import PARIS, local_day
from functions.notices.letters.models import (
    AccountLetter,
    AnswerLetter,
    BankAccountLetter,
    CreditFate,
    ExportLetter,
    GrantLetter,
    HeldLetter,
    HolderLetter,
    ImageLetter,
    InvitationLetter,
    OffererLetter,
    ReportLetter,
    StatementLetter,
    TransferLetter,
    VenueAccountLetter,
)
from functions.offers.models import Image, Offer, Place
from functions.offers.pictures.models import ImageRejected
from functions.reimbursement.bank_accounts.models import (
    BankAccount,
    BankAccountDecided,
    VenueAccountChanged,
)
from functions.reimbursement.bank_accounts.rules import obfuscated
from functions.reimbursement.payments.models import NO_REASON, TransferFailed
from functions.reimbursement.settlements.models import Statement, StatementPaid
from functions.wallet.models import GrantReceived, Hold, Wallet
from functions.wallet.rules import is_expired


def for_holder(
    event: BookingEvent,
    *,
    booking: Booking,
    place: Place | None,
    picture: Image | None,
    holder: Beneficiary,
    wallet: Wallet | None,
    hold: Hold | None,
    now: datetime,
) -> HolderLetter | None:
    """Return the letter to a booking's holder; None if the event no longer applies."""
    if holder.status == "erased" or not _is_true(event, booking, holder=holder, now=now):
        return None
    until = booking.cancellable_until
    return HolderLetter(
        topic=event.name,
        event=event,
        first_name=holder.first_name,
        reader_zone=_zone(holder),
        booking=booking,
        place=place,
        picture=picture,
        fate=_fate(booking, wallet=wallet, hold=hold, now=now),
        is_cancellable=booking.status == "confirmed" and (until is None or now < until),
    )


def shows_picture(event: BookingEvent) -> bool:
    """Return whether a letter shows the picture of the offer: not once the booking has ended."""
    return not isinstance(event, BookingCancelled | BookingExpired)


def for_beneficiary(
    event: GrantReceived, *, beneficiary: Beneficiary, wallet: Wallet, now: datetime
) -> GrantLetter | None:
    """Return the letter about a grant; None if it cannot be spent."""
    if beneficiary.status != "active" or is_expired(wallet, now=now):
        return None
    return GrantLetter(
        topic=event.name,
        event=event,
        first_name=beneficiary.first_name,
        reader_zone=_zone(beneficiary),
        wallet=wallet,
        amount_cents=event.amount_cents,
    )


def for_owner(
    event: BeneficiarySuspended | AccountClosing, *, beneficiary: Beneficiary
) -> AccountLetter | None:
    """Return the letter about a suspended account; None once its owner has taken it back."""
    if beneficiary.status != "suspended" or beneficiary.closes_at is None:
        return None
    return AccountLetter(
        topic=event.name,
        event=event,
        first_name=beneficiary.first_name,
        reader_zone=_zone(beneficiary),
        closes_at=beneficiary.closes_at,
    )


def for_member(event: ImageRejected, *, offer: Offer) -> ImageLetter | None:
    """Return the letter about a rejected picture; None if another has been uploaded since."""
    upload = offer.upload
    if upload is None or upload.id != event.subject_id or upload.status != "rejected":
        return None
    return ImageLetter(
        topic=event.name,
        event=event,
        offer_name=offer.name,
        code=event.code,
        has_picture=offer.image is not None,
    )


def for_invited(
    event: MemberInvited, *, invitation: Invitation, offerer: Offerer, now: datetime
) -> InvitationLetter | None:
    """Return the letter to an invited person; None if the invitation cannot be accepted."""
    is_valid = offerer.status == "validated" and invitation.email is not None
    if not is_valid or not is_open(invitation, now=now):
        return None
    return InvitationLetter(
        topic=event.name, event=event, offerer_name=offerer.name, invitation=invitation
    )


def for_former(
    event: MemberRemoved | ClaimRejected, *, person: Professional, offerer: Offerer
) -> OffererLetter | None:
    """Return the letter to a removed member or a rejected claimant; None if they are back."""
    if person.is_suspended or offerer.siren in (*person.sirens, *person.claimed_sirens):
        return None
    return OffererLetter(
        topic=event.name,
        event=event,
        offerer_name=offerer.name,
        siren=offerer.siren,
        reason=event.reason if isinstance(event, ClaimRejected) else None,
    )


def of_webhook(event: WebhookDisabled, *, offerer: Offerer) -> OffererLetter:
    """Return the letter to a member of an offerer whose webhook was disabled."""
    return OffererLetter(
        topic=event.name, event=event, offerer_name=offerer.name, siren=offerer.siren
    )


def of_bank_account(
    event: BankAccountDecided, *, account: BankAccount, offerer: Offerer
) -> BankAccountLetter:
    """Return the letter to a member of an offerer whose bank account was decided."""
    return BankAccountLetter(
        topic=event.name,
        event=event,
        offerer_name=offerer.name,
        siren=offerer.siren,
        label=account.label,
        iban=obfuscated(account),
        status=event.status,
        reason=event.reason,
    )


def of_venue_account(
    event: VenueAccountChanged, *, venue: Venue, account: BankAccount | None
) -> VenueAccountLetter:
    """Return the letter to a member of an offerer whose venue has another bank account."""
    return VenueAccountLetter(
        topic=event.name,
        event=event,
        venue_name=venue.name,
        label=account.label if account else None,
        iban=obfuscated(account) if account else None,
    )


def of_statement(
    event: StatementPaid,
    *,
    statement: Statement,
    account: BankAccount | None = None,
    address: str | None,
) -> StatementLetter:
    """Return the letter about a paid statement, to a venue's address or a member.

    `account` was paid where another than that of the statement was.
    """
    return StatementLetter(
        topic=event.name,
        event=event,
        offerer_name=statement.offerer_name,
        number=statement.id,
        batch_id=event.batch_id,
        amount_cents=abs(statement.amount_cents),
        is_debit_note=statement.kind == "debit_note",
        until=local_day(statement.cutoff_at, PARIS),
        account_label=account.label if account else statement.account_label,
        iban=obfuscated(account) if account else statement.account_shown,
        address=address,
    )


def of_transfer(event: TransferFailed, *, account: BankAccount, offerer: Offerer) -> TransferLetter:
    """Return the letter to a member of an offerer whose transfer failed."""
    return TransferLetter(
        topic=event.name,
        event=event,
        offerer_name=offerer.name,
        number=event.statement_id,
        amount_cents=event.amount_cents,
        label=account.label,
        iban=obfuscated(account),
        reason=None if event.reason == NO_REASON else event.reason,
    )


def for_exporter(
    event: ExportReady, *, export: Export, beneficiary: Beneficiary | None, now: datetime
) -> ExportLetter | None:
    """Return the letter about a person's data; None if another file replaced it, or it expired."""
    if export.revision != event.revision or now >= export.expires_at:
        return None
    return ExportLetter(
        topic=event.name,
        event=event,
        reader_zone=_zone(beneficiary) if beneficiary else PARIS,
        expires_at=export.expires_at,
    )


def of_report(event: ReportAnswered, *, report: OfferReport, offer: Offer) -> ReportLetter | None:
    """Return the letter to a person whose report of an offer was decided."""
    if report.decision is None:
        return None
    return ReportLetter(
        topic=event.name,
        event=event,
        offer_name=offer.name,
        reported_on=local_day(report.reported_at, PARIS),
        decision=report.decision,
        ground=report.ground or "",
    )


def of_held(
    event: OfferHeld | OfferReportsDecided, *, case: ReportCase, offer: Offer
) -> HeldLetter | None:
    """Return the letter about a reported offer to a member; None if it is overtaken."""
    decision = event.decision if isinstance(event, OfferReportsDecided) else None
    if case.round != event.revision or case.decision != decision:
        return None
    return HeldLetter(
        topic=event.name,
        event=event,
        offer_name=offer.name,
        held_on=local_day(case.held_at, PARIS) if case.held_at else None,
        reasons=tuple(sorted(case.reasons)),
        decision=decision,
        ground=case.ground or "",
    )


def of_answer(event: FeedbackAnswered, *, message: FeedbackMessage) -> AnswerLetter | None:
    """Return the letter that answers a message to the operator."""
    if message.answer is None:
        return None
    return AnswerLetter(
        topic=event.name,
        event=event,
        sent_on=local_day(message.sent_at, PARIS),
        text=message.text,
        answer=message.answer,
    )


def was_used_at_once(booking: Booking) -> bool:
    """Return whether the booking was used when it was made, as with an activation code."""
    return booking.status in ("used", "reimbursed") and booking.used_at == booking.booked_at


def _is_true(event: BookingEvent, booking: Booking, *, holder: Beneficiary, now: datetime) -> bool:
    match event:
        case BookingConfirmed():
            return booking.status == "confirmed" or was_used_at_once(booking)
        case BookingCancelled():
            # Support writes to people who are suspended for fraud, so no mail is sent.
            is_theirs = event.reason == "fraud" and holder.status == "suspended"
            return booking.status == "cancelled" and not is_theirs
        case BookingExpiring():
            return (
                booking.status == "confirmed"
                and booking.expires_at is not None
                and now < booking.expires_at
            )
        case BookingExpired():
            return booking.status == "expired"
        case BookingUpcoming() | BookingMoved():
            open_in = (
                ("confirmed",) if isinstance(event, BookingUpcoming) else ("confirmed", "used")
            )
            is_ahead = booking.begins_at == event.begins_at and now < event.begins_at
            return is_ahead and booking.status in open_in
    return False


def _fate(
    booking: Booking, *, wallet: Wallet | None, hold: Hold | None, now: datetime
) -> CreditFate:
    """Return the fate of a booking's credit; for an open one, its fate if it ended now."""
    if booking.amount_cents == 0:
        return "free"
    if wallet is None or hold is None or hold.scheme != wallet.scheme:
        return "lost"
    # A booking left to expire releases its credit on that day.
    at = now if booking.status != "confirmed" else max(now, booking.expires_at or now)
    return "lost" if is_expired(wallet, now=at) else "back"


def _zone(person: Beneficiary) -> str:
    return person.residence.time_zone if person.residence else PARIS


_DIRECTIONS = "https://www.openstreetmap.org/directions"


def directions_to(place: Place) -> str:
    """Return the address of a map with the way to a place: its position, or else its address."""
    to = f"{place.address}, {place.postal_code} {place.city}"
    if place.latitude is not None and place.longitude is not None and not place.is_approximate:
        to = f"{place.latitude},{place.longitude}"
    return f"{_DIRECTIONS}?{urlencode({'to': to})}"
