"""The letter of an event to a person, and the documents that it is drafted from."""

from datetime import datetime

from functions.accounts.members.models import MemberInvited
from functions.accounts.members.store import invitations
from functions.accounts.offerers.models import ClaimRejected, MemberRemoved, WebhookDisabled
from functions.accounts.offerers.store import offerers, professionals, sirens_of
from functions.accounts.own_account.models import AccountClosing
from functions.accounts.people.models import BeneficiarySuspended
from functions.accounts.people.store import beneficiaries
from functions.accounts.venues.store import venues
from functions.booking.export.models import ExportReady
from functions.booking.export.store import exports
from functions.booking.models import BookingEvent
from functions.booking.store import bookings
from functions.feedback.messages.models import FeedbackAnswered
from functions.feedback.reports.models import OfferHeld, OfferReportsDecided, ReportAnswered
from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.events import Event
from functions.notices.feedback_letters import service as feedback_letters_service
from functions.notices.letters import rules as letters_rules
from functions.notices.letters.models import EventLetter
from functions.notices.statement_letters import service as statement_letters_service
from functions.notices.venue_letters import service as venue_letters_service
from functions.notices.venue_news.models import VenueNews
from functions.offers.pictures.models import ImageRejected
from functions.offers.store import offers, stocks
from functions.reimbursement.bank_accounts.models import BankAccountDecided, VenueAccountChanged
from functions.reimbursement.bank_accounts.store import accounts
from functions.reimbursement.payments.models import TransferFailed
from functions.reimbursement.settlements.models import StatementPaid
from functions.wallet.models import GrantReceived
from functions.wallet.store import holds, wallets


def needed(event: Event, person_id: str) -> tuple[Ref, ...]:
    """Return the documents that the letter to a person is drafted from."""
    refs: tuple[Ref, ...]
    member = professionals.ref(person_id)
    match event:
        case ImageRejected():
            refs = (member, offers.ref(event.offer_id))
        case ExportReady():
            refs = (exports.ref(person_id), beneficiaries.ref(person_id))
        case MemberInvited():
            refs = (invitations.ref(person_id),)
        case WebhookDisabled():
            refs = (member, offerers.ref(event.subject_id))
        case VenueNews():
            refs = (venues.ref(event.venue_id), offers.ref(event.offer_id))
        case MemberRemoved() | ClaimRejected():
            refs = (member, offerers.ref(event.siren))
        case BankAccountDecided():
            refs = (member, offerers.ref(event.siren), accounts.ref(event.subject_id))
        case VenueAccountChanged():
            account = (accounts.ref(event.account_id),) if event.account_id else ()
            refs = (member, venues.ref(event.subject_id), *account)
        case FeedbackAnswered() | ReportAnswered() | OfferHeld() | OfferReportsDecided():
            refs = feedback_letters_service.needed(event, person_id)
        case StatementPaid() | TransferFailed():
            refs = (member, *statement_letters_service.needed(event))
        case BookingEvent():
            booking_id = event.subject_id
            person = (beneficiaries.ref(person_id), wallets.ref(person_id))
            booking = (bookings.ref(booking_id), stocks.ref(event.stock_id), holds.ref(booking_id))
            is_shown = letters_rules.shows_picture(event)
            offer = (offers.ref(event.offer_id),) if is_shown else ()
            refs = (*person, *booking, *offer)
        case _:
            refs = (beneficiaries.ref(person_id), wallets.ref(person_id))
    return refs


def letter_of(work: UnitOfWork, event: Event, uid: str, *, now: datetime) -> EventLetter | None:
    """Return the letter of an event to a person as of now; None if it no longer applies."""
    letter: EventLetter | None
    match event:
        case ImageRejected() | WebhookDisabled() | BankAccountDecided() | VenueAccountChanged():
            letter = _letter_to_member(work, event, uid)
        case MemberInvited():
            letter = _letter_to_invited(work, event, now=now)
        case MemberRemoved() | ClaimRejected():
            letter = _letter_to_former(work, event, uid)
        case StatementPaid():
            letter = statement_letters_service.letter(work, event, uid)
        case TransferFailed():
            letter = statement_letters_service.failed_letter(work, event, uid)
        case FeedbackAnswered() | ReportAnswered() | OfferHeld() | OfferReportsDecided():
            letter = feedback_letters_service.letter(work, event, uid)
        case VenueNews():
            letter = venue_letters_service.letter(work, event, uid)
        case ExportReady():
            letter = _letter_to_exporter(work, event, uid, now=now)
        case GrantReceived() | BeneficiarySuspended() | AccountClosing():
            letter = _letter_to_beneficiary(work, event, uid, now=now)
        case BookingEvent():
            letter = _letter_to_holder(work, event, uid, now=now)
        case _:
            raise AssertionError(event.name)
    return letter


def _letter_to_member(
    work: UnitOfWork,
    event: ImageRejected | WebhookDisabled | BankAccountDecided | VenueAccountChanged,
    uid: str,
) -> EventLetter | None:
    match event:
        case ImageRejected():
            return _letter_about_image(work, event, uid)
        case WebhookDisabled():
            return _letter_about_webhook(work, event, uid)
        case BankAccountDecided():
            return _letter_about_account(work, event, uid)
        case _:
            return _letter_about_venue(work, event, uid)


def _letter_about_image(work: UnitOfWork, event: ImageRejected, uid: str) -> EventLetter | None:
    offer = offers.find_unverified(work, event.offer_id)
    may_act = event.offerer_siren in sirens_of(work, uid)
    return letters_rules.for_member(event, offer=offer) if offer and may_act else None


def _letter_to_invited(
    work: UnitOfWork, event: MemberInvited, *, now: datetime
) -> EventLetter | None:
    invitation = invitations.find_unverified(work, event.subject_id)
    if invitation is None:
        return None
    offerer = offerers.find_unverified(work, invitation.siren)
    if offerer is None:
        return None
    return letters_rules.for_invited(event, invitation=invitation, offerer=offerer, now=now)


def _letter_about_webhook(work: UnitOfWork, event: WebhookDisabled, uid: str) -> EventLetter | None:
    offerer = offerers.find_unverified(work, event.subject_id)
    may_act = event.subject_id in sirens_of(work, uid)
    return letters_rules.of_webhook(event, offerer=offerer) if offerer and may_act else None


def _letter_to_former(
    work: UnitOfWork, event: MemberRemoved | ClaimRejected, uid: str
) -> EventLetter | None:
    person = professionals.find_unverified(work, uid)
    offerer = offerers.find_unverified(work, event.siren)
    if person is None or offerer is None:
        return None
    return letters_rules.for_former(event, person=person, offerer=offerer)


def _letter_about_account(
    work: UnitOfWork, event: BankAccountDecided, uid: str
) -> EventLetter | None:
    account = accounts.find_unverified(work, event.subject_id)
    offerer = offerers.find_unverified(work, event.siren)
    if account is None or offerer is None or event.siren not in sirens_of(work, uid):
        return None
    return letters_rules.of_bank_account(event, account=account, offerer=offerer)


def _letter_about_venue(
    work: UnitOfWork, event: VenueAccountChanged, uid: str
) -> EventLetter | None:
    venue = venues.find_unverified(work, event.subject_id)
    if venue is None or event.siren not in sirens_of(work, uid):
        return None
    account = accounts.find_unverified(work, event.account_id) if event.account_id else None
    return letters_rules.of_venue_account(event, venue=venue, account=account)


def _letter_to_exporter(
    work: UnitOfWork, event: ExportReady, uid: str, *, now: datetime
) -> EventLetter | None:
    export = exports.find_unverified(work, uid)
    beneficiary = beneficiaries.find_unverified(work, uid)
    if export is None:
        return None
    return letters_rules.for_exporter(event, export=export, beneficiary=beneficiary, now=now)


def _letter_to_beneficiary(
    work: UnitOfWork,
    event: GrantReceived | BeneficiarySuspended | AccountClosing,
    uid: str,
    *,
    now: datetime,
) -> EventLetter | None:
    beneficiary = beneficiaries.find_unverified(work, uid)
    if not isinstance(event, GrantReceived):
        return letters_rules.for_owner(event, beneficiary=beneficiary) if beneficiary else None
    wallet = wallets.find_unverified(work, uid)
    if beneficiary is None or wallet is None:
        return None
    return letters_rules.for_beneficiary(event, beneficiary=beneficiary, wallet=wallet, now=now)


def _letter_to_holder(
    work: UnitOfWork, event: BookingEvent, uid: str, *, now: datetime
) -> EventLetter | None:
    booking = bookings.find(work, event.subject_id)
    holder = beneficiaries.find_unverified(work, uid)
    if booking is None or holder is None:
        return None
    stock = stocks.find_unverified(work, booking.stock_id)
    is_shown = letters_rules.shows_picture(event)
    offer = offers.find_unverified(work, booking.offer_id) if is_shown else None
    return letters_rules.for_holder(
        event,
        booking=booking,
        place=stock.place if stock else None,
        picture=offer.image if offer else None,
        holder=holder,
        wallet=wallets.find_unverified(work, uid),
        hold=holds.find_unverified(work, booking.id),
        now=now,
    )
